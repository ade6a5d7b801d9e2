"""The section that a page is filed in, where its data names none."""

import pytest

from tests.clean.metadata.pages import json_ld, read, texts

TITLE = "<h1>A quay for the harbour</h1>"
PROSE = (
    "<p>The quay that the harbour waited for was opened on Friday, and nobody fell into the water.</p>" * 3
)


def crumbs(*names, key="name"):
    """A trail in JSON-LD: names with their paths."""
    steps = [
        {"@type": "ListItem", "position": at, key: name, "item": f"https://post.example{path}"}
        for at, (name, path) in enumerate(names, 1)
    ]
    return json_ld({"@type": "BreadcrumbList", "itemListElement": steps})


def section(head="", body="", path="/2026/a-quay.html"):
    """The text of the section that is found, and its place."""
    found = read(head, body, url=f"https://post.example{path}").sections
    return (found[0].text, found[0].place) if found else None


def test_the_trail_of_the_data_ends_in_the_section_before_the_page_itself():
    trail = crumbs(
        ("Home", "/"), ("Sea", "/sea"), ("Harbours", "/sea/harbours"), ("A quay for…", "/sea/1.html")
    )
    assert section(trail, TITLE, "/sea/1.html") == ("Harbours", "json-ld trail")
    assert section(crumbs(("The Post", "/"), ("A quay for the harbour", "/x")), TITLE) is None


def test_a_trail_is_read_in_either_form_and_its_dates_are_no_sections():
    inner = [{"@type": "ListItem", "item": {"@id": "https://post.example/sea", "name": "Sea"}}]
    inner += [{"@type": "ListItem", "item": {"@id": "https://post.example/2026/05/", "name": "May"}}]
    assert section(json_ld({"@type": "BreadcrumbList", "itemListElement": inner}), TITLE) == (
        "Sea",
        "json-ld trail",
    )
    links = '<a href="/">Home</a> <a href="/sea/">Sea</a> <a href="/2026/05/">May</a>'
    for shown in ("class=breadcrumbs", 'itemscope itemtype="https://schema.org/BreadcrumbList"'):
        assert section(body=f"<ol {shown}>{links}</ol>{TITLE}") == ("Sea", "trail")


@pytest.mark.parametrize("broken", [None, "Sea", [None, "Sea", 4], [{"item": 3}], {"name": "Sea"}])
def test_a_trail_of_any_other_shape_does_no_harm(broken):
    assert section(json_ld({"@type": "BreadcrumbList", "itemListElement": broken}), TITLE + PROSE) is None


def test_what_the_data_declares_counts_more_than_the_trail():
    declared = '<meta property="article:section" content="Ports">'
    assert section(declared + crumbs(("Sea", "/sea")), TITLE)[0] == "Ports"


def test_a_site_that_declares_itself_as_the_section_has_declared_none():
    names = ("og:site_name", "article:section")
    head = "".join(f'<meta property="{name}" content="Post">' for name in names)
    assert section(head + crumbs(("Sea", "/sea")), TITLE) == ("Sea", "json-ld trail")
    assert section(head, TITLE) is None


@pytest.mark.parametrize(
    "body",
    [
        f"<article><header><span class=category><a href=/s>Sea</a></span>{TITLE}</header>{PROSE}</article>",
        f"<article><div>{TITLE}</div>{PROSE}<footer><a rel='category tag' href=/s>Sea</a></footer></article>",
        f"<div><div><p class=rubric>Sea</p>{TITLE}</div>{PROSE}</div>",
        f"<ul class=td-category><li><a href=/s>Sea</a></li><li><a href=/p>Ports</a></li></ul>{TITLE}{PROSE}",
        f"<article class='post type-post category-sea'>{TITLE}{PROSE}</article>",
    ],
)
def test_a_mark_that_stands_with_the_headline_is_the_section(body):
    assert section(body=f"<div><main>{body}</main></div>")[0].lower() == "sea"


@pytest.mark.parametrize(
    "aside",
    [
        "<nav><ul><li class=category><a href=/s>Sea</a></li></ul></nav>",
        "<ul><li class='menu-item menu-item-type-taxonomy'><a href=/s>Sea</a></li></ul>",
        "<div class=sidebar><li class='cat-item cat-item-7'><a href=/s>Sea</a></li></div>",
        "<div class=related-posts><span class=category><a href=/s>Sea</a></span></div>",
        f"<div class=content-section><a href=/s>Sea</a>{PROSE}</div>",
        "<span class='category author'><a href=/s>Sea</a></span>",
        "<p class=category>Share:</p>",
        "<p class=category><a href=/back>Zurück</a></p>",
    ],
)
def test_marks_of_menus_lists_and_other_stories_are_not(aside):
    assert section(body=f"<div><article>{TITLE}{PROSE}{aside}</article></div>") is None


def test_a_folder_above_the_page_is_the_section_if_a_link_to_it_says_its_name():
    menu = '<a href="/sport/">Sport &amp; Spiel</a><a href="/oesterreich">Österreich</a><a href="/in/">On</a>'
    assert section(body=menu + TITLE, path="/sport/a.html") == ("Sport & Spiel", "folder")
    assert section(body=menu + TITLE, path="/oesterreich/2026/05/a.html") == ("Österreich", "folder")
    assert section(body=menu + TITLE, path="/in/a.html") is None
    dates = '<a href="/2026/05/">2026 in May</a>'
    assert section(body=dates + TITLE, path="/2026/05/a.html") is None


def test_an_address_that_is_no_selector_does_no_harm():
    assert section(body=TITLE, path='/a"]b\\/][/c.html') is None


def test_subjects_are_keywords_and_no_section():
    found = read('<meta name="dc.subject" content="ferries, quays">', TITLE)
    assert texts(found.sections) == []
    assert found.keywords == ("ferries", "quays")


def test_an_author_in_the_trail_is_no_section_if_the_data_names_her():
    links = '<a href="/sea/">Sea</a> <a href="/by/roe">Jane Roe</a>'
    trail = f"<div class=breadcrumbs>{links}</div>{TITLE}"
    assert section('<meta name="author" content="Jane Roe">', trail) == ("Sea", "trail")
    assert section(body=trail) == ("Jane Roe", "trail")
