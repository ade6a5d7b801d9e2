"""A page's bytes become the text that its writer wrote."""

import time

import pytest

from tasks.clean.charset import charset_in, codec_of, decode

RUSSIAN = "Паром вернулся в гавань после шторма, и никто из пассажиров не пострадал. " * 5
CHINESE = "渡轮在风暴过后返回港口，乘客全部平安无事，航线将于周四恢复。" * 8
FRENCH = "Le ferry est rentré au port après la tempête ; l’équipage a été salué. " * 4


@pytest.mark.parametrize(
    ("text", "codec", "header"),
    [
        (RUSSIAN, "cp1251", "text/html; charset=windows-1251"),
        (RUSSIAN, "koi8-r", 'text/html; charset="KOI8-R"'),
        (CHINESE, "gb18030", "text/html; charset=gb2312"),
        (FRENCH, "cp1252", "text/html; charset=ISO-8859-1"),
        ("저녁 배가 항구로 돌아왔다", "cp949", "text/html; charset=euc-kr"),
        ("夕方の船が港に戻った", "cp932", "text/html;charset=Shift_JIS"),
    ],
)
def test_the_header_names_the_charset_as_browsers_read_it(text, codec, header):
    assert decode(text.encode(codec), header) == text


def test_a_byte_order_mark_beats_the_header():
    assert decode(b"\xff\xfe" + FRENCH.encode("utf-16-le"), "text/html; charset=utf-8") == FRENCH
    assert decode(b"\xef\xbb\xbf" + FRENCH.encode(), "text/html; charset=windows-1251") == FRENCH


def test_the_meta_serves_where_the_header_is_silent():
    page = '<html><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1251">' + RUSSIAN
    assert decode(page.encode("cp1251"), "text/html") == page


def test_utf8_under_an_old_declaration_is_read_as_utf8():
    page = '<meta charset="iso-8859-1">' + FRENCH
    assert decode(page.encode(), None) == page


def test_a_declaration_that_does_not_fit_is_passed_over():
    page = "<meta charset=utf-8><p>" + RUSSIAN
    assert decode(page.encode("cp1251"), "text/html; charset=utf-8") == page


@pytest.mark.parametrize(("text", "codec"), [(RUSSIAN, "cp1251"), (CHINESE, "gb18030"), (RUSSIAN, "koi8-r")])
def test_the_charset_is_detected_where_nothing_is_declared(text, codec):
    assert decode(f"<html><body><p>{text}</p>".encode(codec)) == f"<html><body><p>{text}</p>"


WESTERN = [
    "Das Museum für Küste. Bürgermeister Müller. ",
    "Le maire a été réélu dimanche à Besançon, où la fête a été célébrée hier. ",
    "Museet öppnade på måndagen. Borgmästaren sade att många människor är nöjda. ",
    "El alcalde dijo que el museo abrirá mañana. Según él, habrá más niños. ",
]


@pytest.mark.parametrize("text", WESTERN, ids=["de", "fr", "sv", "es"])
@pytest.mark.parametrize("times", [1, 6, 30])
def test_where_nothing_tells_the_charset_western_text_is_in_the_browsers_default(text, times):
    page = f"<html><head><title>x</title></head><body><h1>{text}</h1><p>{text * times}</p>"
    assert decode(page.encode("cp1252")) == page


def test_a_page_of_few_letters_beyond_ascii_that_is_utf8_stays_so():
    page = "<p>Copyright © The Coast. All rights reserved, and no part of this may be copied.</p>"
    assert decode(page.encode()) == page


LETTERS = {  # each in the charsets of its language; as plain texts that declare none
    (
        "es",
        "cp1252 latin_1 iso8859_15",
    ): "¿Quién abrirá el museo? «Mañana», dijo el alcalde; habrá más niños. ",
    (
        "fr",
        "cp1252 mac_roman",
    ): "Les pêcheurs ont été sauvés après l’orage, à Besançon, où la fête eut lieu. ",
    (
        "de",
        "cp1252 mac_roman",
    ): "Der Bürgermeister sagte: „Das Museum für Küste bleibt geöffnet.“ Große Freude. ",
    ("sv", "cp1252"): "Överenskommelsen nåddes på måndagen, strax efter midnatt, och båtarna går igen. ",
    ("is", "cp1252"): "Höfnin verður opnuð í dag og skipin sigla út á hafið, sagði bæjarstjórinn þar. ",
    (
        "pl",
        "cp1250 iso8859_2",
    ): "Port zostanie otwarty w środę, a władze ogłosiły, że więcej łodzi wypłynie. ",
    ("cs", "cp1250 iso8859_2"): "Starosta řekl, že přístav bude otevřen ve středu; lodě už čekají u mola. ",
    (
        "hu",
        "cp1250 iso8859_2",
    ): "A kikötőt szerdán nyitják meg, és több hajó is kifut, mondta a főnök űrnapkor. ",
    (
        "tr",
        "cp1254 iso8859_9",
    ): "Limanın başkanı, çarşamba günü açılacağını ve gemilerin çıkacağını söyledi. ",
    ("lt", "cp1257"): "Uostas bus atidarytas trečiadienį, o laivai išplauks į jūrą, sakė viršininkas. ",
    (
        "ja",
        "euc_jp iso2022_jp cp932",
    ): "港は水曜日に開かれ、船が出るという。九年ぶりのことで、人々はよろこんでいる。\n",
}


@pytest.mark.parametrize(
    ("text", "codec"),
    [(text, codec) for (_, codecs), text in LETTERS.items() for codec in codecs.split()],
    ids=[f"{language} {codec}" for language, codecs in LETTERS for codec in codecs.split()],
)
@pytest.mark.parametrize("times", [1, 5, 200])
def test_the_letters_of_a_language_tell_the_charset_of_a_text_that_declares_none(text, codec, times):
    assert decode((text * times).encode(codec), "text/plain") == text * times


def test_the_language_that_a_page_declares_tells_central_european_text():
    czech = "Starosta řekl, že muzeum bude otevřeno ve středu. Město má také další plány. "
    page = f'<html lang="cs"><body><h1>{czech}</h1><p>{czech * 2}</p>'
    assert decode(page.encode("cp1250")) == page


@pytest.mark.parametrize(
    "label", ["rot13", "base64", "hex", "idna", "undefined", "no-such-charset", "\x00", ""]
)
def test_what_is_no_charset_is_none(label):
    assert codec_of(label) is None


def test_a_header_of_spaces_costs_no_more_than_another():
    start = time.thread_time()
    assert charset_in("text/html; charset=" + " " * 60_000 + "x") is None
    assert charset_in('text/html; Charset = "Shift_JIS"') == "Shift_JIS"
    assert time.thread_time() - start < 1.0
