"""What goes, or stays, whatever the model says of it."""

import pytest

from tests.clean.judging import PARAGRAPHS, TEXT, all_wanted


def test_the_headline_above_the_text_is_no_part_of_it():
    found = all_wanted(
        f"<article><h1>The ferry sails</h1>{TEXT}<h2>The ferry sails no more</h2>{TEXT}</article>"
    )
    assert {text for text, reason in found.items() if reason == "headline"} == {"The ferry sails"}
    assert all(found[each] is None for each in PARAGRAPHS)


def test_a_text_that_is_its_headline_and_no_more_stays():
    assert all_wanted(f"<h1>{PARAGRAPHS[0]}</h1>") == {PARAGRAPHS[0]: None}


def test_what_stands_in_a_box_for_newsletters_is_no_text():
    offer = "Our daily letter with the news of the bay, every weekday at seven in the morning."
    form = "<form><button>Sign up</button></form>"
    box = f"<div class=newsletter-signup><h3>The Bay at Seven</h3><p>{offer}</p>{form}</div>"
    first, rest = (f"<p>{PARAGRAPHS[0]}</p>", "".join(f"<p>{each}</p>" for each in PARAGRAPHS[1:]))
    found = all_wanted(f"<article><h1>The ferry sails</h1>{first}{box}{rest}</article>")
    assert found[offer] == found["The Bay at Seven"] == "newsletter"
    assert all(found[each] is None for each in PARAGRAPHS)


def test_a_word_for_newsletters_around_the_whole_text_says_nothing():
    found = all_wanted(f"<div class=newsletter-post>{TEXT}<form><button>Sign up</button></form></div>")
    assert all(found[each] is None for each in PARAGRAPHS)


@pytest.mark.parametrize(
    "line",
    [
        "Story continues below advertisement",
        "Article continues after this ad",
        "La suite après la publicité",
        "Continúa después de la publicidad",
        "Tekst gaat verder onder de advertentie",
    ],
)
def test_a_line_that_says_that_an_advertisement_follows_is_no_text(line):
    found = all_wanted(f"<article><p>{PARAGRAPHS[0]}</p><p>{line}</p><p>{PARAGRAPHS[1]}</p></article>")
    assert found[line] == "advertisement"


@pytest.mark.parametrize(
    ("figure", "reason"),
    [
        ('<figure class="wp-block-pullquote"><blockquote><p>“{}”</p></blockquote></figure>', "pull quote"),
        ('<blockquote class="Pullquote Pullquote--right"><div>{}</div></blockquote>', "pull quote"),
        ("<blockquote><p>“{}”</p></blockquote>", None),
    ],
)
def test_a_quote_that_its_class_calls_pulled_goes_where_the_text_has_it_too(figure, reason):
    words = PARAGRAPHS[3].partition(",")[0] + ", bicycles travel free"
    found = all_wanted(f"<article><p>{PARAGRAPHS[0]}</p>{figure.format(words)}{TEXT}</article>")
    assert next(why for text, why in found.items() if text.strip("“”") == words) == reason
    others = all_wanted(
        f"<article>{figure.format('Nobody says these words of the ferry again.')}{TEXT}</article>"
    )
    assert set(others.values()) == {None}


@pytest.mark.parametrize(
    "line", ["© 2025 The Bay", "Copyright 2001 The Bay", "© dpa-infocom, dpa:250602-99-1/2"]
)
def test_a_last_line_on_the_rights_is_no_text(line):
    found = all_wanted(f"<td>{TEXT}<p>{line}</p></td>")
    assert found[line] == "copyright"
    assert all(found[each] is None for each in PARAGRAPHS)


CONSENT = (
    "<div><p>We and our partners set cookies on your device and use personal data to measure reading.</p>"
    "<p>You may withdraw consent at any time in our privacy policy, which tells of third parties.</p></div>"
)


@pytest.mark.parametrize("page", ["{consent}<article>{text}</article>", "<article>{text}</article>{consent}"])
def test_a_box_on_consent_goes_though_nothing_names_it(page):
    found = all_wanted(page.format(consent=CONSENT, text=TEXT))
    assert [text for text, reason in found.items() if reason is None] == PARAGRAPHS
    assert list(found.values()).count("consent") == 2


def test_a_box_on_privacy_stays_in_an_article_on_privacy():
    text = TEXT.replace("Tickets cost", "Who books gives away personal data: tickets cost")
    found = all_wanted(f"<article>{text}{CONSENT}</article>")
    assert [reason for text, reason in found.items() if "third parties" in text] == [None]


@pytest.mark.parametrize(
    "heading", ["Comments", "3 comments", "Comments (3)", "12 Kommentare", "Commentaires [2]"]
)
def test_what_stands_below_a_heading_on_comments_goes(heading):
    comments = "".join(
        f"<div><b>Reader {n}</b><p>{text} And so say I.</p></div>" for n, text in enumerate(PARAGRAPHS)
    )
    found = all_wanted(f"<article>{TEXT}</article><div><h3>{heading}</h3>{comments}</div>")
    assert [text for text, reason in found.items() if reason is None] == PARAGRAPHS
    assert "comments" in found.values()


def test_an_article_with_a_heading_on_comments_above_its_text_is_read():
    found = all_wanted(f"<div><h3>3 comments</h3></div><article>{TEXT}</article>")
    assert all(found[each] is None for each in PARAGRAPHS)


@pytest.mark.parametrize(
    "line",
    [
        '<a href="/n">Sign up for our letter</a> and have the news of the bay at seven.',
        "<strong>Hat Ihnen dieser Artikel gefallen? Dann unterstützen Sie uns.</strong>",
        "<em>Il vous reste 57.09% de cet article à lire. La suite est réservée aux abonnés.</em>",
        'Follow The Harbour Post on <a href="https://social.example/">Google News</a> for more.',
        '• <a href="/2">Подписывайтесь</a> на наш канал',
    ],
)
def test_a_line_that_asks_readers_for_something_and_links_or_is_set_off_is_no_text(line):
    found = all_wanted(f"<article><h1>The ferry sails</h1>{TEXT}<p>{line}</p></article>")
    assert [reason for text, reason in found.items() if text not in PARAGRAPHS] == ["headline", "appeal"]


def test_advice_that_begins_with_the_same_words_stays():
    advice = "Sign up for the evening ferry by noon, and bring your own bread."
    tips = f'<p>{advice}</p><ul><li><a href="/x">Subscribe to</a> the timetable.</li></ul>'
    found = all_wanted(f"<article>{TEXT}{tips}{TEXT.replace('ferry', 'boat')}</article>")
    assert found[advice] is found["Subscribe to the timetable."] is None


def test_headings_whose_text_is_gone_go_with_it():
    found = all_wanted(f"<article>{TEXT}<h3>More from the bay</h3><h3>The new quay opens</h3></article>")
    assert found["More from the bay"] == found["The new quay opens"] == "outside the article"


def test_a_text_that_ends_in_a_list_of_headings_stays_whole():
    names = [f"{number}. The quay of Ness" for number in range(1, 9)]
    headings = "".join(f"<h3>{name}</h3>" for name in names)
    found = all_wanted(f"<article>{TEXT}{headings}</article>")
    assert all(found[name] is None for name in names)
    assert all_wanted("<h2>The ferry sails on Monday</h2>")["The ferry sails on Monday"] is None


@pytest.mark.parametrize(
    "line",
    [
        "Photo: Jolie Lemn via Pictures",
        "Bild: KEYSTONE",
        "Crédit photo : KB / Le Quai",
        "Pictured, Old Marl on the quay of Ness.",
        "Im Bild: Old Marl am Kai.",
    ],
)
def test_a_line_on_a_picture_is_no_text(line):
    assert all_wanted(f"<article>{TEXT}<p>{line}</p></article>")[line] == "caption"


@pytest.mark.parametrize(
    "line",
    [
        "Pictures: two hundred of them hang in the hall.",
        "The image: Old Marl in oil",
        "Auf dem Bild steht Old Marl allein.",
    ],
)
def test_a_line_that_tells_of_pictures_stays(line):
    assert all_wanted(f"<article>{TEXT}<p>{line}</p></article>")[line] is None


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("<p>Jane Roe | May 16, 2024</p>", "date"),
        ("<div><span>Jane Roe</span><span>Published 16 May 2024 at 10.30</span></div>", "date"),
        ("<p><time datetime=2024-05-16>16. Mai</time> 2024</p>", "date"),
        ("<p>Giriş: 16.05.2024 - 09:12</p>", "date"),
        ("<p>May 16, 2024, 9:30 p.m.</p>", "date"),
        ("<p>Last updated 21 hours ago</p>", "date"),
        ("<p class=byline>By Jane Roe and John Doe</p>", "byline"),
        ("<p>The ferry sailed for the first time on 16 May 1924.</p>", None),
        ("<h2>The winter of 16 May 2024</h2>", None),
        ("<p>By the sea, after a long winter</p>", None),
    ],
)
def test_a_line_above_the_text_on_who_wrote_it_or_when_is_no_text(line, reason):
    found = all_wanted(f"<article><h1>The ferry sails</h1>{line}{TEXT}</article>")
    assert next(found[text] for text in found if text not in (*PARAGRAPHS, "The ferry sails")) == reason
    assert all(found[each] is None for each in PARAGRAPHS)


def test_a_date_within_the_text_stays():
    found = all_wanted(f"<article><h1>The ferry sails</h1>{TEXT}<p>16 May 2024</p>{TEXT}</article>")
    assert found["16 May 2024"] is None


def test_the_dates_of_a_chronicle_stay():
    told = [
        ("9 May 2024", "The engine stops."),
        ("14 May 2024", "A welder comes."),
        ("16 May 2024", "It runs."),
    ]
    lines = "".join(f"<p>{day}</p><p>{what}</p>" for day, what in told)
    found = all_wanted(f"<article><h1>The ferry sails</h1><p class=date>16 May 2024</p>{lines}</article>")
    assert {found[text] for pair in told for text in pair} == {None}


def test_a_day_of_an_event_is_no_date_of_publication():
    line = "Friday 24 May 2024, 7 pm: the band plays on the quay"
    found = all_wanted(f"<h1>The ferry sails</h1><p class=date>16 May 2024</p><p>{line}</p>{TEXT}")
    assert (found["16 May 2024"], found[line]) == ("date", None)


def test_a_longer_line_with_a_date_says_more_than_when_it_was_published():
    line = "Harbour Town, 16 May 2024: the speech that the mayor gave on the quay before the band played"
    assert all_wanted(f"<h1>The speech</h1><p>{line}</p>{TEXT}")[line] is None


@pytest.mark.parametrize(
    "line",
    [
        "<b>Read more</b> <a href=/x>The captain who is content with less</a>",
        "<strong>Mohlo by vás zajímat</strong><a href=/x>Kapitán, kterému stačí méně</a>",
        "<p><i>Διαβάστε επίσης:</i> <a href=/x>Ο καπετάνιος που αρκείται στα λίγα</a></p>",
        "<p>İLGİLİ HABER <a href=/x>Aza kanaat eden kaptan aranıyor, ikinci tekne öğlen kalkacak</a></p>",
    ],
)
def test_a_line_that_leads_to_another_story_goes_with_a_colon_or_without(line):
    found = all_wanted(f"<article><p>{PARAGRAPHS[0]}</p><div>{line}</div>{TEXT}</article>")
    assert [reason for text, reason in found.items() if text not in PARAGRAPHS] == ["related stories"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("The new engine is lifted aboard on Thursday. Photo: Jane Roe", "caption"),
        ("Die Maschine am Kai, Foto: Jane Roe/XYZ", "caption"),
        ("사진: 홍길동 기자", "caption"),
        ("She kept only this photo: a boat", None),
        ("Photo: the new engine at dawn", None),
        ("photo: iStock", "caption"),
        ("The mayor had one wish. Photos: none at all, please, said her office. She got it.", None),
    ],
)
def test_a_paragraph_that_ends_with_whose_picture_it_is_about_is_no_text(line, reason):
    found = all_wanted(f"<article><p>{PARAGRAPHS[0]}</p><p>{line}</p>{TEXT}</article>")
    assert found[line] == reason
