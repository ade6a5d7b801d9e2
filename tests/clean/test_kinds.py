"""Pages that are no article end with the outcome that fits; articles that look like them don't."""
# ruff: noqa: E501 (sample pages)

import pytest

from tasks.clean.reader import read_page
from tasks.records import EndsHere, Outcome
from tests.clean.captures import capture

STORY = "The ferry came back to the harbour on Monday evening, and all of its passengers were well, the company said. "


def html(title, body, head=""):
    return f"<html><head><title>{title}</title>{head}</head><body><h1>{title}</h1>{body}</body></html>"


COOKIES = (
    "<p>We and our partners use cookies to store and access personal data on your device, for personalised "
    "advertising and to measure audiences.</p><p>You can withdraw your consent to cookies at any time in our "
    "privacy policy, and choose which third parties may be used for tracking.</p>"
)
ENDINGS = [
    ("Just a moment...", "<p>Checking your browser before you go on to the site. This takes five seconds.</p>", Outcome.BLOCK_PAGE),
    ("Access Denied", "<p>You don't have permission to access this page on this server. Reference 18.2.</p>", Outcome.BLOCK_PAGE),
    ("Zugriff verweigert", "<p>Bitte wenden Sie sich mit dieser Nummer an den Betreiber der Seite: 4711.</p>", Outcome.BLOCK_PAGE),
    ("Before you continue", COOKIES, Outcome.CONSENT_PAGE),
    ("The Coast", COOKIES, Outcome.CONSENT_PAGE),
    ("Page not found | The Coast", "<p>The page that you asked for is not here, or is not here any more, sorry.</p>", Outcome.NOT_AN_ARTICLE),
    ("Página no encontrada", "<p>La página que busca ya no existe o ha cambiado de dirección en este sitio web.</p>", Outcome.NOT_AN_ARTICLE),
    ("Gallery", "".join(f"<figure><img src={n}.jpg><figcaption>Picture {n} of nine</figcaption></figure>" for n in range(9)), Outcome.NOT_AN_ARTICLE),
    ("Empty", "", Outcome.NOT_AN_ARTICLE),
    ("The Coast", '<script src="https://ct.captcha-delivery.com/c.js"></script><p>Please enable JS.</p>', Outcome.BLOCK_PAGE),
    ("", '<iframe src="/_Incapsula_Resource?x=1">Request unsuccessful. Incident: 123</iframe>', Outcome.BLOCK_PAGE),
    ("500 Internal Server Error", "<p>The server encountered an internal error and was unable to complete your request.</p>", Outcome.NOT_AN_ARTICLE),
    ("Welcome to nginx!", "<p>If you see this page, the nginx web server is successfully installed and working.</p>", Outcome.NOT_AN_ARTICLE),
    ("Wartungsarbeiten", "<p>Wir sind bald wieder für Sie da, bitte versuchen Sie es in einer Stunde noch einmal.</p>", Outcome.NOT_AN_ARTICLE),
    ("Log in | The Coast", "<form><input type=password></form><p>Forgot your password? Create an account to read our stories.</p>", Outcome.NOT_AN_ARTICLE),
    ("Eine Fähre", "<p>Die Fähre kam am Montag zurück.</p><div>Weiterlesen mit Abo. Jetzt testen.</div>", Outcome.PAYWALL_STUB),
]  # fmt: skip


NOTICES = [
    ("This content is not available in your region, as its owner sells it to others there.", Outcome.BLOCK_PAGE),
    ("Dieser Beitrag ist in Ihrem Land nicht verfügbar, da uns die Rechte dafür fehlen.", Outcome.BLOCK_PAGE),
    ("You need to enable JavaScript to run this app; it is found in your browser's settings.", Outcome.BLOCK_PAGE),
    ("Please disable your ad blocker to go on, as advertising pays for all of our work.", Outcome.BLOCK_PAGE),
    ("Sorry, something went wrong on our side. Please come back in a quarter of an hour.", Outcome.NOT_AN_ARTICLE),
    ("This domain may be for sale. Its owner will be glad to hear from you about a price.", Outcome.NOT_AN_ARTICLE),
    ("Please sign in with your account to view this page, or create one within a minute.", Outcome.NOT_AN_ARTICLE),
    ("This article is no longer available, as our partners remove theirs after a month.", Outcome.NOT_AN_ARTICLE),
]  # fmt: skip


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="og:type" content="profile">',
        '<script type="application/ld+json">{"@type": "ProfilePage", "mainEntity": {"@type": "Person"}}</script>',
    ],
)
def test_a_page_that_calls_itself_a_profile_is_no_article_unless_it_calls_itself_one_too(head):
    about = (
        f"<p>{STORY * 2}</p><p>Jane Roe has written about the ferry for eleven years, and knows its cook.</p>"
    )
    with pytest.raises(EndsHere) as ended:
        read_page(capture(html("Jane Roe", about, head)))
    assert ended.value.outcome is Outcome.NOT_AN_ARTICLE
    news = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Jane Roe"}</script>'
    assert read_page(capture(html("Jane Roe", about, head + news))).blocks


@pytest.mark.parametrize(("notice", "outcome"), NOTICES)
def test_a_page_that_bears_the_sites_title_ends_by_what_it_says(notice, outcome):
    with pytest.raises(EndsHere) as ended:
        read_page(
            capture(html("The Coast", f"<p>{notice}</p><p>For questions, write to post@example.com.</p>"))
        )
    assert ended.value.outcome is outcome


@pytest.mark.parametrize(("notice", "outcome"), NOTICES)
def test_an_article_that_cites_such_a_notice_is_read(notice, outcome):
    signed = read_page(capture(html("A notice on a door", f"{SIGNED}<p>{notice}</p><p>{STORY}</p>")))
    assert notice in [block.text for block in signed.blocks]
    told_later = read_page(capture(html("A notice on a door", f"<p>{STORY}</p><p>{notice}</p>")))
    assert notice in [block.text for block in told_later.blocks]


@pytest.mark.parametrize(("title", "body", "outcome"), ENDINGS)
def test_what_is_no_article_ends(title, body, outcome):
    with pytest.raises(EndsHere) as ended:
        read_page(capture(html(title, body)))
    assert ended.value.outcome is outcome
    assert ended.value.reason.endswith(".")


def test_a_stub_behind_a_paywall_ends():
    body = '<article><p>The ferry came back.</p><div class="paywall"><p>Already a subscriber? Sign in.</p></div></article>'
    ld = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false}</script>'
    with pytest.raises(EndsHere) as ended:
        read_page(capture(html("A ferry comes back to the harbour", body, ld)))
    assert ended.value.outcome is Outcome.PAYWALL_STUB


def test_a_gallery_ends_with_its_reason():
    pictures = "".join(
        f"<figure><img src={n}><figcaption>Picture {n} of nine</figcaption></figure>" for n in range(9)
    )
    with pytest.raises(EndsHere) as ended:
        read_page(capture(html("The harbour in pictures", pictures)))
    assert ended.value.reason == "The page is a gallery, or a film, without a text."


@pytest.mark.parametrize(
    "title",
    ["Access denied: how a port lost its ferry", "404 days at sea", "Cookies and consent: what the law says"],
)
def test_an_article_on_such_things_is_an_article(title):
    body = (
        "".join(f"<p>{STORY}{n} {STORY}</p>" for n in range(9))
        + "<p>The law on cookies and consent is old.</p>"
    )
    assert len(read_page(capture(html(title, f"<article>{body}</article>"))).blocks) >= 9


MISSING = [
    ("Cette page n’existe pas", "La page demandée a été déplacée ou supprimée ; revenez à la page d'accueil du site."),
    ("お探しのページは見つかりませんでした", "お探しのページは移動または削除された可能性があります。トップページからお探しください。"),
    ("Az oldal nem található", "A keresett oldal nem létezik vagy áthelyezték. Kérjük, térjen vissza a kezdőlapra."),
    ("Không tìm thấy trang", "Trang bạn tìm kiếm không tồn tại hoặc đã bị xóa. Vui lòng quay lại trang chủ."),
    ("صفحه مورد نظر یافت نشد", "متاسفانه صفحه مورد نظر شما وجود ندارد یا حذف شده است. به صفحه اصلی بازگردید."),
    ("Страница није пронађена", "Страница коју тражите не постоји или је премештена. Вратите се на почетну страну."),
]  # fmt: skip


@pytest.mark.parametrize(("title", "text"), MISSING)
def test_a_page_that_says_in_its_own_language_that_it_was_not_found_ends(title, text):
    with pytest.raises(EndsHere) as ended:
        read_page(capture(html(title, f"<p>{text}</p>")))
    assert ended.value.reason == "The page says that it was not found, though its status is 200."


def test_a_page_that_is_kept_from_visitors_of_a_region_is_a_block_page():
    body = "<p>We see that you are in the European Economic Area, so that access cannot be granted at this time.</p>"
    with pytest.raises(EndsHere) as ended:
        read_page(capture(html("451: Unavailable due to legal reasons", body)))
    assert ended.value.outcome is Outcome.BLOCK_PAGE


SIGNED = "<p class=byline>By Jane Roe</p><time datetime=2025-06-02>2 June 2025</time>"


@pytest.mark.parametrize("title", ["Blocked", "Forbidden", "Maintenance", "Consent", "Oops", "500"])
def test_an_article_with_the_title_of_another_kind_is_read_if_it_is_signed_and_dated(title):
    assert read_page(capture(html(title, f"<article>{SIGNED}<p>{STORY}</p><p>{STORY}</p></article>"))).blocks


def test_a_dated_article_of_two_paragraphs_on_cookies_is_no_consent_page():
    body = (
        "<p class=date>2 June 2025</p><p>The regulator has fined three shops for setting tracking cookies without "
        "the consent of visitors.</p><p>Personal data went to third parties for years, and the privacy notice did "
        "not say so.</p>"
    )
    blocks = read_page(capture(html("Three shops fined over cookies", f"<article>{body}</article>"))).blocks
    assert blocks[-1].text.startswith("Personal data went to third parties")


OFFER = "<div><a href=/login>Already a subscriber? Sign in</a></div>"


@pytest.mark.parametrize(
    ("before", "after", "head"),
    [
        (OFFER, "", ""),
        ("", f"<footer>{OFFER}</footer>", ""),
        ("", OFFER, '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": true}</script>'),
    ],
    ids=["above the text", "in the footer", "on a page that says that it is free"],
)  # fmt: skip
def test_a_short_article_is_no_stub_for_an_offer_to_subscribe(before, after, head):
    page = html("A ferry comes back", f"{before}<article><p>{STORY}</p></article>{after}", head)
    assert read_page(capture(page)).blocks


def test_a_check_that_speaks_the_language_of_the_visitor_is_a_block_page():
    body = (
        "<p>Verificando que usted es un ser humano. Esto puede tardar unos segundos, espere por favor.</p>"
        "<script>window._cf_chl_opt = {};</script>"
    )
    with pytest.raises(EndsHere) as ended:
        read_page(capture(html("Un momento…", body)))
    assert ended.value.outcome is Outcome.BLOCK_PAGE


NOT_FREE = (
    '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false}</script>'
)


def test_two_paragraphs_that_no_offer_follows_are_a_report_though_the_site_is_not_free():
    second = "It sails again on Friday morning from the old quay, as it did before the winter."
    page = html("A ferry comes back", f"<article><p>{STORY}</p><p>{second}</p></article>", NOT_FREE)
    assert len(read_page(capture(page)).blocks) == 2
    with pytest.raises(EndsHere) as ended:
        read_page(capture(html("A ferry comes back", f"<article><p>{STORY}</p></article>", NOT_FREE)))
    assert ended.value.outcome is Outcome.PAYWALL_STUB
