"""XML of strangers: its charsets, its entities, and what is made to cost time."""

import contextlib
import time

import pytest

from tasks.discover.xml import decode_xml
from tasks.records import EndsHere
from tests.discover.feeds import feed, item, rss


@pytest.mark.parametrize(
    "body, charset",
    [
        ('<?xml version="1.0" encoding="iso-8859-1"?>' + rss(item("Zürich")), "iso-8859-1"),
        (rss(item("Zürich")), "cp1252"),
        ('<?xml version="1.0" encoding="utf-16"?>' + rss(item("Zürich")), "utf-16"),
        ('<?xml version="1.0" encoding="iso-8859-1"?>' + rss(item("Zürich")), "utf-8"),
        ("\ufeff" + rss(item("Zürich")), "utf-8"),
    ],
)
def test_charsets_are_read_right_whatever_is_declared(body, charset):
    assert feed(body.encode(charset))[0].title == "Zürich"


def test_the_charset_of_the_header_counts_where_nothing_else_does():
    assert feed(rss(item("Приливы")).encode("koi8-r"), "koi8-r")[0].title == "Приливы"
    japanese = b'<?xml version="1.0" encoding="iso-2022-jp"?>' + rss(item("潮")).encode("iso-2022-jp")
    assert feed(japanese)[0].title == "潮"


def test_a_feed_in_utf_8_stays_so_though_it_holds_an_escape():
    assert feed(rss(item("Z\x1b\u00fcrich")))[0].title == "Z\u00fcrich"


def test_labels_are_read_as_browsers_read_them():
    korean = '<?xml version="1.0" encoding="euc-kr"?>' + rss(item("똠방각하"))  # not in EUC-KR proper
    assert feed(korean.encode("cp949"))[0].title == "똠방각하"


@pytest.mark.parametrize("declaration, header", [("punycode", None), ("utf-99", "punycode")])
def test_a_codec_that_is_no_charset_of_the_web_is_not_used(declaration, header):
    body = f'<?xml version="1.0" encoding="{declaration}"?>\x1b<rss/>-kva'
    assert body.encode().decode("punycode") != body
    assert decode_xml(body.encode(), header) == body


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))


@pytest.mark.parametrize(
    "prolog",
    [
        f'<!DOCTYPE rss [<!ENTITY l0 "ha">{LAUGHS}]>',
        '<!DOCTYPE rss [<!ENTITY l11 SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE rss [<!ENTITY % x SYSTEM "http://169.254.169.254/x.dtd"> %x;]>',
        '<?xml version="1.0"?><!-- a --> <!DOCTYPE rss SYSTEM "x" [<!ENTITY l11 "ha">]>',
    ],
)
@pytest.mark.parametrize("charset", ["utf-8", "utf-16"])
def test_entities_of_strangers_are_refused(prolog, charset):
    started = time.process_time()
    with pytest.raises(EndsHere, match="declares entities"):
        feed((prolog + rss(item("&l11;"))).encode(charset))
    assert time.process_time() - started < 1


def test_external_document_types_are_not_read():
    (found,) = feed('<!DOCTYPE rss SYSTEM "file:///etc/hostname">' + rss(item("a &x; b")))
    assert found.title == "a &x; b"


@pytest.mark.parametrize(
    "hostile",
    [
        b'<rss version="2.0"><channel>' + b"<a>" * 300_000,
        b"<rss><channel><item><title>" + b"&a " * 300_000,
        b"<rss><channel><item><title>" + b"<" * 300_000,
        b"<rss><channel><item><title>" + b"<![CDATA[" * 100_000,
        b"<rss><channel><item><title>" + b"<!--" * 200_000,
        b"<rss><channel><item><title " + b'a="b" ' * 100_000,
        b"<?x " * 200_000,
        b"<!DOCTYPE " * 100_000,
    ],
)
def test_hostile_markup_costs_little_time(hostile):
    started = time.process_time()
    with contextlib.suppress(EndsHere):
        feed(hostile)
    assert time.process_time() - started < 2
