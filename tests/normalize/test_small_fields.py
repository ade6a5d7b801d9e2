"""Sections, URLs, languages and identity."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.normalize import identity, language, sections, urls
from tasks.normalize.credits import find_credits
from tasks.records import BESIDE, Draft, Found
from tests.normalize.hand_made import draft

PROSE = {
    "en": "The council voted on Tuesday to widen the northern quay, and the work will begin at once.",
    "de": "Der Rat hat am Dienstag beschlossen, die Brücke nicht zu schließen, und das ist für viele gut.",
    "es": "El consejo votó el martes por ampliar el muelle y las obras de la parte norte, según dijo.",
    "tr": "Liman meclisi bu kararı aldı ve çalışmalar daha sonra başlayacak, sözcü bu için dedi.",
    "ru": "Совет порта решил расширить причал, и это было не так просто, как он сказал, что для них.",
    "ja": "港の議会は火曜日に北の埠頭を広げることを決めた。工事はすぐに始まるという。市民はよろこんでいる。",
    "el": "Το συμβούλιο αποφάσισε την Τρίτη να διευρύνει την προβλήτα και τα έργα θα αρχίσουν σύντομα.",
}
OF_A_SCRIPT = {  # the council has decided to widen the quay of the harbour; work begins next month
    "gu": "બંદર પરિષદે મંગળવારે ઉત્તર ઘાટ પહોળો કરવાનો નિર્ણય કર્યો છે અને કામ આવતા મહિને શરૂ થશે.",
    "pa": "ਬੰਦਰਗਾਹ ਕੌਂਸਲ ਨੇ ਮੰਗਲਵਾਰ ਨੂੰ ਉੱਤਰੀ ਘਾਟ ਚੌੜਾ ਕਰਨ ਦਾ ਫੈਸਲਾ ਕੀਤਾ ਹੈ ਅਤੇ ਕੰਮ ਅਗਲੇ ਮਹੀਨੇ ਸ਼ੁਰੂ ਹੋਵੇਗਾ।",
    "or": "ବନ୍ଦର ପରିଷଦ ମଙ୍ଗଳବାର ଉତ୍ତର ଘାଟକୁ ଚଉଡ଼ା କରିବାକୁ ନିଷ୍ପତ୍ତି ନେଇଛି ଏବଂ କାମ ଆସନ୍ତା ମାସରେ ଆରମ୍ଭ ହେବ।",
    "kn": "ಬಂದರು ಮಂಡಳಿ ಮಂಗಳವಾರ ಉತ್ತರ ದಕ್ಕೆಯನ್ನು ಅಗಲಗೊಳಿಸಲು ನಿರ್ಧರಿಸಿದೆ ಮತ್ತು ಕೆಲಸ ಮುಂದಿನ ತಿಂಗಳು ಆರಂಭವಾಗಲಿದೆ.",
    "ml": "തുറമുഖ സമിതി ചൊവ്വാഴ്ച വടക്കൻ കടവ് വീതികൂട്ടാൻ തീരുമാനിച്ചു, പണി അടുത്ത മാസം തുടങ്ങും.",
    "si": "වරාය සභාව අඟහරුවාදා උතුරු ජැටිය පුළුල් කිරීමට තීරණය කළ අතර වැඩ ලබන මාසයේ ආරම්භ වේ.",
    "my": "ဆိပ်ကမ်းကောင်စီသည် အင်္ဂါနေ့တွင် မြောက်ဘက်ဆိပ်ခံတံတားကို ချဲ့ထွင်ရန် ဆုံးဖြတ်ခဲ့ပြီး လုပ်ငန်းကို လာမည့်လတွင် စတင်မည်။",
    "km": "ក្រុមប្រឹក្សាកំពង់ផែបានសម្រេចនៅថ្ងៃអង្គារពង្រីកផែខាងជើង ហើយការងារនឹងចាប់ផ្តើមនៅខែក្រោយ។",
    "lo": "ສະພາທ່າເຮືອໄດ້ຕັດສິນໃຈໃນວັນອັງຄານທີ່ຈະຂະຫຍາຍທ່າທາງເໜືອ ແລະ ວຽກງານຈະເລີ່ມໃນເດືອນໜ້າ.",
    "bo": "གྲུ་ཁའི་ལྷན་ཚོགས་ཀྱིས་གཟའ་མིག་དམར་ལ་བྱང་ཕྱོགས་ཀྱི་གྲུ་ཁ་རྒྱ་སྐྱེད་གཏོང་རྒྱུ་ཐག་བཅད་པ་དང་ལས་ཀ་ཟླ་བ་རྗེས་མར་འགོ་འཛུགས་རྒྱུ།",
    "dv": "ބަނދަރުގެ ކައުންސިލުން އަންގާރަ ދުވަހު އުތުރު ފާލަން ފުޅާކުރަން ނިންމައި މަސައްކަތް އަންނަ މަހު ފަށާނެއެވެ. އެކަން އެގޮތަށް ނިންމީ އަންގާރަ ދުވަހުއެވެ.",
    "am": "የወደቡ ምክር ቤት ማክሰኞ ሰሜናዊውን መድረክ ለማስፋት ወስኗል እና ስራው በሚቀጥለው ወር ውስጥ ይጀምራል፤ ይህ ግን ቀላል ነው ብለዋል።",
    "ti": "ባይቶ ወደብ ሰሉስ ነቲ ሰሜናዊ መዕረፊ መራኽብ ንምስፋሕ ወሲኑ፣ እቲ ስራሕ ድማ ኣብ ዝመጽእ ወርሒ ክጅምር እዩ። እዚ ግን ናይ ኩሉ እዩ።",
    "yi": "דער ראט האט באשלאסן צו פארברייטערן די ברעג און די ארבעט איז פון דעם חודש, האט ער געזאגט.",
    "he": "מועצת הנמל החליטה ביום שלישי להרחיב את הרציף הצפוני, והעבודות יתחילו בחודש הבא.",
}


@pytest.mark.parametrize(
    ("text", "tongue", "shown"),
    [
        ("DIPLOMACY", "en", "Diplomacy"),
        ("diplomacy", "en", "Diplomacy"),
        ("US", "en", "US"),
        ("ARTS AND CULTURE", "en", "Arts and Culture"),
        ("US POLITICS", "en", "US Politics"),
        ("world-news", "en", "World News"),
        ("EKONOMİ", "tr", "Ekonomi"),
        ("DIŞ POLİTİKA", "tr", "Dış Politika"),
        ("SPIELE & TIPPS", "de", "Spiele & Tipps"),
        ("Leute", "de", "Leute"),
        ("/world/asia", "en", None),
        ("https://post.example/world", "en", None),
        ("–", "en", None),
        (None, "en", None),
    ],
)
def test_sections_are_shown_in_display_case(text: str | None, tongue: str, shown: str | None) -> None:
    assert sections.display(text, tongue) == shown


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://post.example/a/?utm_source=x&fbclid=y#top", "https://post.example/a/"),
        ("https://m.post.example/a", "https://post.example/a"),
        ("https://amp.post.example/a.html", "https://post.example/a.html"),
        ("https://post.example/a/amp/", "https://post.example/a"),
        ("https://post.example/a?amp=1&id=7", "https://post.example/a?id=7"),
        ("HTTPS://Post.Example:443/a", "https://post.example/a"),
        ("https://post.example/amplifier", "https://post.example/amplifier"),
        ("file:///tmp/a.txt", None),
        ("javascript:void(0)", None),
        ("http://[::1/a", None),
        (None, None),
        ("https://www-post-example.cdn.ampproject.org/c/s/post.example/a", "https://post.example/a"),
        ("https://post-example.cdn.ampproject.org/v/post.example/a?usqp=1", "http://post.example/a"),
        ("https://www.google.com/amp/s/post.example/a", "https://post.example/a"),
        ("https://web.archive.org/web/20120304101112/http://post.example/a", "http://post.example/a"),
        (
            "https://web.archive.org/web/20120304101112im_/https:/post.example/a?id=7",
            "https://post.example/a?id=7",
        ),
        ("http://web.archive.org/web/2012/http://www.post.example/a", "http://www.post.example/a"),
        ("https://web.archive.org/web/20120304101112/www.post.example/a", "http://www.post.example/a"),
        (
            "https://library.example/wayback/all/20120304101112mp_/http://post.example/a",
            "http://post.example/a",
        ),
        ("https://archive.example/2012.03.04-101112/https://post.example/a", "https://post.example/a"),
        (
            "http://webcache.googleusercontent.com/search?q=cache:AbCd12-xyZ:post.example/a+ferry&hl=en",
            "http://post.example/a",
        ),
        (
            "https://webcache.googleusercontent.com/search?hl=de&q=cache%3Ahttps%3A%2F%2Fpost.example%2Fa",
            "https://post.example/a",
        ),
        ("https://post.example/2012/www.of-old.html", "https://post.example/2012/www.of-old.html"),
        ("https://post.example/2012/03/http-at-25", "https://post.example/2012/03/http-at-25"),
        ("https://post.example/a;jsessionid=12AB?id=1", "https://post.example/a?id=1"),
        ("https://post.example/a?PHPSESSID=12ab", "https://post.example/a"),
        ("https://post.example/a?id=1&phpsessid=12ab#top", "https://post.example/a?id=1"),
        ("https://post.example/a.asp?ASPSESSIONIDQQAB=XY&id=1", "https://post.example/a.asp?id=1"),
        ("https://post.example/a.cfm?CFID=7&CFTOKEN=8&id=1", "https://post.example/a.cfm?id=1"),
        ("https://post.example/a?sid=34", "https://post.example/a?sid=34"),
        ("https://user:secret@post.example/a", "https://post.example/a"),
        ("https://de.m.post.example/a", "https://de.post.example/a"),
        ("https://touch.post.example/a", "https://post.example/a"),
        (
            "https://post.example/a?WT.mc_id=2&id=1&__twitter_impression=true&CMP=x",
            "https://post.example/a?id=1",
        ),
    ],
)
def test_canonical_urls(url: str | None, canonical: str | None) -> None:
    assert urls.canonical(url) == canonical


@given(st.text())
def test_any_text_is_an_url_or_none(text: str) -> None:
    urls.canonical(text)
    urls.canonical(f"https://{text}")
    urls.host(text)


@pytest.mark.parametrize("tongue", PROSE)
def test_a_language_is_read_from_the_text(tongue: str) -> None:
    assert language.of_text((), PROSE[tongue]) == tongue


@pytest.mark.parametrize(
    ("declared", "tag"), [("en_US", "en-US"), ("EN", "en"), ("en-gb", "en-GB"), ("zz top", "en")]
)
def test_a_declared_language_is_written_as_bcp_47(declared: str, tag: str) -> None:
    assert language.of_text((declared,), PROSE["en"]) == tag


def test_a_declared_language_that_the_text_contradicts_is_not_believed() -> None:
    assert language.of_text(("en",), PROSE["ru"]) == "ru"
    assert language.of_text(("en",), " ".join([PROSE["de"]] * 3)) == "de"
    assert language.of_text(("en", "de-AT"), " ".join([PROSE["de"]] * 3)) == "de-AT"


SHORT = {
    "cs": "Loď se v pátek vrátila do přístavu a všichni cestující byli podle mluvčího v pořádku. "
    "Jízdenky zůstanou v platnosti, ale kola budou od pondělí za příplatek, protože na palubě "
    "je pro ně málo místa.",
    "sv": "Färjan kom tillbaka till hamnen i fredags och alla som var ombord mår bra, säger "
    "hamnchefen. Biljetterna gäller fortfarande, men cyklar kostar extra från och med måndag "
    "eftersom det är trångt.",
    "pl": "Prom wrócił w piątek do portu i wszyscy, którzy na nim byli, są cali, jak powiedział "
    "kapitan. Bilety zachowują ważność, ale od poniedziałku za rowery trzeba będzie dopłacić, "
    "bo na pokładzie jest mało miejsca.",
}


@pytest.mark.parametrize("tongue", SHORT)
def test_a_declared_language_that_a_short_text_has_no_small_word_of_is_not_believed(tongue: str) -> None:
    assert language.of_text(("en",), SHORT[tongue]) == tongue
    assert language.of_text((tongue,), SHORT[tongue]) == tongue


@pytest.mark.parametrize("tongue", OF_A_SCRIPT)
def test_english_is_not_believed_of_a_text_in_a_script_of_its_own(tongue: str) -> None:
    assert language.of_text(("en",), " ".join([OF_A_SCRIPT[tongue]] * 3)) == tongue


@pytest.mark.parametrize(("tongue", "declared"), [("yi", "yi"), ("ti", "ti"), ("bo", "dz"), ("my", "shn")])
def test_languages_that_share_a_script_are_believed(tongue: str, declared: str) -> None:
    assert language.of_text((declared,), " ".join([OF_A_SCRIPT[tongue]] * 3)) == declared


def test_a_text_in_a_script_that_the_table_lacks_is_not_read_as_latin() -> None:
    prose = "ᐃᓄᒃᑎᑐᑦ ᐅᖃᐅᓯᖅ ᓄᓇᕗᑦ " * 12
    assert language.of_text((), prose) is None
    assert language.of_text(("iu",), prose) == "iu"


def test_punjabi_is_written_in_arabic_letters_too() -> None:
    prose = "بندرگاہ دی کونسل نے منگل نوں اتلا گھاٹ چوڑا کرن دا فیصلہ کیتا تے کم اگلے مہینے شروع ہووے گا۔"
    assert language.of_text(("pa",), prose) == "pa"


def test_vietnamese_is_latin() -> None:
    prose = (
        "Hội đồng cảng đã biểu quyết hôm thứ Ba để mở rộng bến tàu phía bắc và công việc sẽ bắt đầu ngay. "
    )
    assert language.of_text(("ru",), prose * 3) == "vi"
    assert language.of_text(("ru",), "ếộựửằẵỗờ" * 12 + prose) == "vi"


def test_the_sources_language_stands_where_pages_say_nothing() -> None:
    assert language.of_text((), "Ein Tor", "de") == "de"


@given(st.lists(st.text(max_size=20)), st.text())
def test_any_text_has_a_language_or_none(declared: list[str], text: str) -> None:
    language.of_text(declared, text, "en")


def _id(url: str = "https://post.example/a", canonical: str | None = None, **more: str) -> str:
    known = {"publisher": "Post", "headline": "A quay", "digest": "sha1:1"} | more
    return identity.article_id(
        url, canonical, known["publisher"], known["headline"], date(2024, 5, 16), known["digest"]
    )


def test_an_article_is_known_by_its_canonical_url() -> None:
    assert _id("https://post.example/a?x=1", "https://post.example/a") == _id()
    assert _id("http://www.post.example/a/") == _id()
    assert _id("https://post.example/b") != _id()
    assert len(_id()) == 32


def test_a_copy_that_declares_the_originals_url_stays_another_publishers_article() -> None:
    copy = _id("https://mirror.example/a", "https://post.example/a")
    assert copy != _id()
    assert copy == _id("https://mirror.example/a")


@pytest.mark.parametrize(
    ("url", "canonical", "is_own"),
    [
        ("https://www.post.example/?p=7", "https://post.example/a", True),
        ("file:///one.html", "https://post.example/a", True),
        ("https://mirror.example/a", "https://post.example/a", False),
        ("https://m.post.example/a", "https://post.example/a", False),
        ("https://post.example/a", None, False),
    ],
)
def test_a_page_speaks_for_a_canonical_url_where_both_name_one_article(url, canonical, is_own) -> None:
    assert identity.is_own(url, canonical) is is_own
    assert identity.own_urls(url, canonical) == ([url, canonical] if is_own else [url])
    if canonical:
        assert (_id(url, canonical) == _id(canonical)) is is_own


def test_a_file_is_known_by_headline_day_and_publisher() -> None:
    assert _id("file:///one.txt") == _id("file:///two.txt", headline="A  QUAY", digest="sha1:2")
    assert _id("file:///one.txt") != _id("file:///one.txt", headline="Another")
    assert _id("file:///one.txt", headline="") != _id("file:///two.txt", headline="", digest="sha1:2")


def test_a_version_changes_with_its_text_and_dates() -> None:
    base = ("A quay", "Wider", "Body", date(2024, 5, 16), None)
    assert identity.content_hash(*base) == identity.content_hash(*base)
    assert len({identity.content_hash(*base[:2], body, *base[3:]) for body in ("a", "b", "c")}) == 3
    assert identity.content_hash(*base[:3], date(2024, 5, 17), None) != identity.content_hash(*base)
    winter = datetime(2024, 5, 16, 8, 30, tzinfo=UTC)
    summer = winter.astimezone(timezone(timedelta(hours=1)))
    later = winter + timedelta(minutes=1)
    hashes = [identity.content_hash(*base[:3], when, when) for when in (winter, summer, later)]
    assert hashes[0] == hashes[1] != hashes[2]


def beside(*pieces: str, others: tuple[Found, ...] = ()) -> Draft:
    """A draft with a line of pieces beside the date, and sections from other places."""
    line = tuple(Found(piece, BESIDE) for piece in pieces)
    return replace(draft(credits=line), sections=(*others, *line))


def test_the_author_beside_an_agency_is_no_section() -> None:
    line = beside("RUTH HALLOWELL", "AP Business Writer")
    assert sections.section_of(line, "en") == Found("RUTH HALLOWELL", BESIDE)
    signed = replace(line, bylines=(Found("By Ruth Hallowell", "byline"),))
    assert sections.section_of(signed, "en") is None


def test_the_section_stands_next_to_an_agency() -> None:
    assert sections.section_of(beside("Reuters", "HARBOURS"), "en") == Found("HARBOURS", BESIDE)
    assert sections.section_of(beside("Ruth Hallowell", "HARBOURS"), "en") is None
    assert sections.section_of(beside("Reuters", "By Ruth Hallowell", "SHOP"), "en") != Found("SHOP", BESIDE)


def test_an_agency_is_no_section() -> None:
    page = replace(draft(), sections=(Found("AFP", "text"), Found("HARBOURS", "text")))
    assert sections.section_of(page, "en") == Found("HARBOURS", "text")


def test_the_pages_own_data_gives_the_section_but_readers_see_its_wording() -> None:
    declared, folder = (Found("Harbours", "json-ld"),), (Found("News", "folder"),)
    assert sections.section_of(beside("Reuters", "HARBOURS", others=declared), "en") == Found(
        "HARBOURS", BESIDE
    )
    assert sections.section_of(beside("Reuters", "PORTS", others=declared), "en") == declared[0]
    assert sections.section_of(beside("Reuters", "PORTS", others=folder), "en") == Found("PORTS", BESIDE)


@pytest.mark.parametrize("place", ["text", BESIDE])
@pytest.mark.parametrize(
    ("line", "section"),
    [
        ("AFP MIDDLE EAST", "MIDDLE EAST"),
        ("REUTERS WORLD", "WORLD"),
        ("ANADOLU AGENCY DIPLOMACY", "DIPLOMACY"),
        ("AFP", None),
        ("AP SPORTS WRITER", None),
        ("REUTERS PHOTO", None),
        ("UNITED STATES", None),
    ],
)
def test_behind_an_agency_in_a_line_of_capitals_stands_the_section(
    line: str, section: str | None, place: str
) -> None:
    found = sections.section_of(draft(credits=(Found(line, place),)), "en")
    assert (found and found.text) == section


def test_initials_before_a_section_in_capitals_are_a_credit() -> None:
    for line, agency in [("ANSA CRONACA", "ANSA"), ("AA TÜRKİYE", "Anadolu Agency")]:
        assert [one.agency for one in find_credits(draft(credits=(Found(line, "text"),)), "")] == [agency]


def test_a_dotted_capital_keeps_no_second_dot() -> None:
    assert sections.display("TÜRKİYE", "en") == "Türkiye"
