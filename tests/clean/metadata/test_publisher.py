"""Who publishes a page, and headlines without that name."""

from __future__ import annotations

import pytest

from tests.clean.metadata.pages import json_ld, read

URL = "https://www.harbourpost.example/world/a-quay.html"


def publisher(head: str, h1: str = "A quay is widened", url: str = URL) -> str | None:
    metadata = read(head, f"<h1>{h1}</h1>", url)
    return metadata.publisher.text if metadata.publisher else None


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ('<meta property="og:site_name" content="Harbour Post">', "Harbour Post"),
        ('<meta property="og:site_name" content="https://www.harbourpost.example/">', "harbourpost.example"),
        ('<meta property="og:site_name" content="www.harbourpost.example">', "harbourpost.example"),
        (json_ld({"@type": "NewsArticle", "publisher": {"name": "Harbour Post"}}), "Harbour Post"),
        (json_ld({"@type": "WebSite", "name": "Harbour Post"}), "Harbour Post"),
        (
            json_ld({"@type": "WebSite", "name": "HP"}, {"@type": "NewsMediaOrganization", "name": "H P"}),
            "H P",
        ),
    ],
)
def test_what_the_page_declares(head: str, name: str) -> None:
    assert publisher(head) == name


@pytest.mark.parametrize(
    ("title", "h1", "host", "name"),
    [
        (
            "A quay is widened | The Harbour Post",
            "A quay is widened",
            "harbourpost.example",
            "The Harbour Post",
        ),
        (
            "A quay is widened – Docks – Harbour Post",
            "A quay is widened",
            "harbourpost.example",
            "Harbour Post",
        ),
        (
            "The Harbour Post: A quay is widened",
            "A quay is widened",
            "harbourpost.example",
            "The Harbour Post",
        ),
        ("A quay is widened - BBM", "A quay is widened", "bbm.example", "BBM"),
        ("码头拓宽_海港网", "码头拓宽", "haigang.example", "海港网"),
        ("Причал расширят :: Портовая газета", "Причал расширят", "port.example", "Портовая газета"),
        ("A quay is widened | Politics", "A quay is widened", "harbourpost.example", None),
        ("A quay - a history", "A quay - a history", "harbourpost.example", None),
        ("A quay is widened", "A quay is widened", "harbourpost.example", None),
    ],
)
def test_what_the_title_says_beside_the_headline(title: str, h1: str, host: str, name: str | None) -> None:
    assert publisher(f"<title>{title}</title>", h1, f"https://www.{host}/a") == name


@pytest.mark.parametrize(
    "title",
    [
        "A quay is widened | The Harbour Post",
        "A quay is widened - Harbour Post",
        "A quay is widened | Harbour Post | Politics",
        "The Harbour Post · A quay is widened",
        "A quay is widened - harbourpost.example",
    ],
)
def test_a_title_alone_loses_the_sites_name(title: str) -> None:
    metadata = read(f"<title>{title}</title>", "<p>Text.</p>", URL)
    assert metadata.headlines[0].text == "A quay is widened"


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("海港渡轮今天恢复航行-北港网", "海港渡轮今天恢复航行"),
        ("海港渡轮今天恢复航行_新闻频道_北港网", "海港渡轮今天恢复航行"),
        ("港の渡し船が再開｜北港新聞", "港の渡し船が再開"),
        ("항구 여객선 운항 재개 - 북항일보", "항구 여객선 운항 재개"),
        ("海港渡轮恢复航行——北港人盼了一年", "海港渡轮恢复航行——北港人盼了一年"),
    ],
)
def test_a_title_alone_loses_the_name_of_an_asian_site_that_its_host_does_not_tell(title, headline) -> None:
    metadata = read(f"<title>{title}</title>", "<p>Text.</p>", "https://www.xyz.example/a")
    assert metadata.headlines[0].text == headline


@pytest.mark.parametrize(
    ("declared", "name"),
    [
        ("Harbour Post - All the news of the sea", "Harbour Post"),
        ("News, ferries and quays | HarbourPost.example", "HarbourPost.example"),
        ("A quay is widened for the ferries of tomorrow | Ports Board", "Ports Board"),
        ("A quay is widened for the ferries of tomorrow", "Ports Authority"),
        ("Start", "Ports Authority"),
        ("...", "Ports Authority"),
        ("U.S.", "Ports Authority"),
        ("{$plugin.site_name}", "Ports Authority"),
        ("...", "Ports Authority"),
        ("U.S.", "Ports Authority"),
        ("Quay - the paper of the sea", "Quay - the paper of the sea"),
        ("Harbour-Post", "Harbour-Post"),
    ],
)
def test_what_templates_put_around_the_name_or_in_its_place(declared: str, name: str) -> None:
    head = (
        f'<meta property="og:site_name" content="{declared}"><meta property="article:section" content="Sea">'
    )
    owner = json_ld({"@type": "NewsArticle", "publisher": {"name": "Ports Authority"}})
    assert publisher(head + owner, "A quay is widened for the ferries of tomorrow") == name


def test_a_name_that_is_all_that_there_is_of_a_section_is_nobodys() -> None:
    head = '<meta property="og:site_name" content="Sea"><meta property="article:section" content="Sea">'
    assert publisher(head) is None
    assert publisher(head, url="https://sea.example/a-quay.html") == "Sea"
