"""Pages that list stories end, whatever their markup; articles with links in them are read."""
# ruff: noqa: E501 (sample pages)

import pytest

from tasks.clean.reader import read_page
from tasks.records import EndsHere, Outcome
from tests.clean.captures import capture

TITLES = [f"{what} comes back to the harbour after the winter" for what in (
    "The ferry", "A pilot", "The lighthouse keeper", "Old Marl", "A trawler", "The choir", "The school", "A bell",
    "The library", "A crane",
)]  # fmt: skip
TEXT = "All who saw it said that it had been painted, and that nothing else was new about it."
HEADINGS = "<div><h3><a href=/{n}>{title}</a></h3><p>{text} {n}.</p></div>"
LISTS = {
    "links above paragraphs": "<div><a href=/{n}>{title}</a><p>{text} {n}.</p></div>",
    "links in elements without names": "<div><div><a href=/{n}>{title}</a></div><div>{text} {n}.</div></div>",
    "links in headings": HEADINGS,
    "an address between link and text": "<div><a href=/{n}>{title}</a><p>post › {n}</p><p>{text} {n}.</p></div>",
    "a link to more below": "<div><h3>{title}</h3><p>{text} {n}.</p><a href=/{n}>Read more</a></div>",
    "a link to more at the end": "<div><h3>{title}</h3><p>{text} {n}. <a href=/{n}>Weiterlesen →</a></p></div>",
}


def page(title, body, head=""):
    return capture(
        f"<html><head><title>{title}</title>{head}</head><body><h1>{title}</h1>{body}</body></html>"
    )


def items(markup):
    return "".join(markup.format(n=n, title=title, text=TEXT) for n, title in enumerate(TITLES))


def assert_ends(title, body, head=""):
    with pytest.raises(EndsHere) as ended:
        read_page(page(title, body, head))
    assert ended.value.outcome is Outcome.NOT_AN_ARTICLE
    assert ended.value.reason == "The page lists articles and is none."


@pytest.mark.parametrize("markup", LISTS.values(), ids=LISTS)
def test_a_list_of_stories_ends_in_any_markup(markup):
    assert_ends("Stories from the harbour and the islands", items(markup))


@pytest.mark.parametrize("markup", LISTS.values(), ids=LISTS)
def test_a_section_ends_though_todays_date_stands_on_it(markup):
    assert_ends("Local", f"<time datetime=2025-06-02>2 June 2025</time>{items(markup)}")


def test_all_that_an_author_wrote_ends_though_a_text_on_the_author_stands_above():
    about = "<p>Ann Roe writes on harbours and on those who live in them. She was born on Marl.</p>"
    assert_ends("All stories by Ann Roe of the Post", about + items(LISTS["links above paragraphs"]))


@pytest.mark.parametrize("markup", LISTS.values(), ids=LISTS)
def test_a_dated_review_of_the_week_is_an_article(markup):
    draft = read_page(page("What we read this week", f"<p class=date>2 June 2025</p>{items(markup)}"))
    assert sum(TEXT in block.text for block in draft.blocks) == len(TITLES)


def test_an_article_above_a_list_of_other_stories_is_read():
    own = "".join(
        f"<p>{TEXT} This was said on day {n} of the long trial of the two captains.</p>" for n in range(30)
    )
    draft = read_page(page("The trial of two captains", f"<article>{own}</article>{items(HEADINGS)}"))
    assert TEXT in draft.blocks[0].text


def test_an_article_whose_long_sections_bear_links_is_read():
    markup = "<h3><a href=/{n}>{title}</a></h3>" + "<p>{text} {text} {text} {text}</p>" * 2
    assert read_page(page("Ten things that come back", f"<article>{items(markup)}</article>")).blocks


@pytest.mark.parametrize(
    "title", ["Harbour", "The Coast: news from the harbour, and what it means", "Stories on ferries"]
)
def test_a_list_of_stories_ends_whatever_its_title(title):
    assert_ends(title, items(HEADINGS))


def test_an_article_of_linked_sections_is_read_if_it_is_dated_or_says_so():
    assert read_page(page("Twelve ferries to know", "<time>2 June 2025</time>" + items(HEADINGS))).blocks
    ld = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Twelve ferries to know"}</script>'
    assert read_page(page("Twelve ferries to know", items(HEADINGS), ld)).blocks


@pytest.mark.parametrize(
    "markup",
    [
        "<div class=r><h3><a href=/{n}>{title}</a></h3><p>{text} {n}.</p><p class=date>1{n} June 2025</p></div>",
        "<article><h2><a href=/{n}>{title}</a></h2><div class=entry-meta><time class=entry-date datetime=2025-06-1{n}>"
        "1{n} June 2025</time> by Jane Roe</div><p>{text} {n}.</p></article>",
    ],
    ids=["below each text", "above each text"],
)
def test_a_list_of_stories_ends_though_each_story_is_dated(markup):
    assert_ends("Search results for: ferry", items(markup))


def test_a_list_of_stories_ends_though_it_calls_itself_an_article_to_networks():
    head = '<meta property="og:type" content="article"><script type="application/ld+json">{"@type": "CollectionPage"}</script>'
    assert_ends("Stories on ferries", items(HEADINGS), head)


def test_a_section_front_ends_whose_stories_are_a_line_each():
    assert_ends("Harbour", items("<div class=t><a href=/{n}>{title}</a> 2 June 2025. {text} {n}.</div>"))
