"""Pages as they were written from 1996 on: tables for layout, fonts for headings, no word on themselves."""
# ruff: noqa: E501 (sample pages)

import pytest

from tasks.clean.reader import read_page
from tasks.normalize.article import normalize
from tasks.records import EndsHere
from tests.clean.captures import capture

HEADLINE = "The lamp of Saint Brannoc burns again"
BODY = [
    "The lighthouse of Saint Brannoc was lit again on Monday, after nine years of darkness, and the whole coast came out to see it.",
    "Its lamp had been sold to a museum in Calder, and the keeper, Maud Ellery, had gone to live with her sister.",
    "“We never stopped climbing the stairs,” said Ellery, who kept the key in a tin of tea. “Somebody had to wind the clock.”",
    "The harbour board paid 41,000 crowns to have the lamp back. It will turn every night from dusk to dawn.",
]
HEAD = f"<title>{HEADLINE}</title><h1>{HEADLINE}</h1>"
MENU = '<FONT FACE="Arial" SIZE=1><A HREF="/news/">News</A><BR><A HREF="/sea/">Sea</A><BR><A HREF="/ads/">Classifieds</A><BR></FONT>'


def article(html):
    return normalize(read_page(capture(html, "text/html", "http://coast.example/1999/lamp.htm")))


def page(between, title=f"The Coast - {HEADLINE}", head=f"<FONT SIZE=5><B>{HEADLINE}</B></FONT><BR>"):
    text = between.join(BODY)
    return f"""<HTML><HEAD><TITLE>{title}</TITLE></HEAD><BODY BGCOLOR=#FFFFFF LINK=#0000CC>
    <TABLE WIDTH=760 BORDER=0><TR><TD COLSPAN=3><A HREF="/"><IMG SRC="/logo.gif" ALT="The Coast"></A></TD></TR>
    <TR><TD WIDTH=120 VALIGN=TOP BGCOLOR=#CCCCFF>{MENU}</TD>
    <TD WIDTH=500 VALIGN=TOP>{head}<FONT SIZE=2>By OONA BECK<BR>Monday, June 7, 1999</FONT>{between}{text}{between}
    <HR><FONT SIZE=1>&copy; Copyright 1999 The Coast</FONT></TD>
    <TD WIDTH=140><FONT SIZE=2><B>Related stories</B><BR><A HREF="/1">A trawler on the Skerries</A><BR><A HREF="/2">Fog</A></FONT></TD>
    </TR></TABLE></BODY></HTML>"""


@pytest.mark.parametrize("between", ["<P>", "<BR><BR>", "<p>&nbsp;</p>", "<BR>\n<BR>\n"])
@pytest.mark.parametrize(
    "title",
    [f"The Coast - {HEADLINE}", f"{HEADLINE} | Sea | The Coast", f"{HEADLINE} - 07/06/1999 - The Coast"],
)
def test_the_menu_beside_the_text_and_the_head_in_one_cell_are_no_text(between, title):
    read = article(page(between, title))
    assert read.headline == HEADLINE
    assert (read.authors, str(read.published_on)) == (("Oona Beck",), "1999-06-07")
    assert read.body.split("\n\n") == BODY


@pytest.mark.parametrize(
    "headline", ["Keeper: “We never stopped”", f"{HEADLINE}, {'and again, ' * 12}after nine years"]
)
def test_a_headline_that_ends_in_a_quote_or_is_long_goes_with_the_rest_of_the_head(headline):
    head = f"<FONT SIZE=5><B>{headline}</B></FONT><BR>"
    assert article(page("<BR><BR>", f"{headline} | The Coast", head)).body.split("\n\n") == BODY


def test_chinese_prose_that_is_set_as_it_is_has_paragraphs():
    text = "\n\n".join(
        ["西港领航员周四投票决定复工，结束了长达九天的罢工，三座岛屿与大陆恢复往来。"] * 2
        + ["首班船将于周五出发，港务局“表示。”"]
    )
    assert article(f"{HEAD}<pre>{text}</pre>").body.count("\n\n") == 2


def test_the_cells_of_a_table_of_figures_still_make_a_line():
    table = "<table><tr><td>Calder</td><td>12<br>boats</td><td>3</td></tr><tr><td>Ness</td><td>7</td><td>1</td></tr></table>"
    paragraphs = "".join(f"<p>{text}</p>" for text in BODY)
    read = article(f"<h1>{HEADLINE}</h1>{paragraphs}{table}{paragraphs.replace('lit', 'set')}")
    assert "Calder 12 boats 3\n\nNess 7 1" in read.body


def test_a_part_of_the_title_with_a_hyphen_in_a_word_is_no_headline():
    read = article(page("<P>", "Well-known tower of the coast is lit", head=""))
    assert read.headline == "Well-known tower of the coast is lit"


def test_a_first_paragraph_that_begins_with_the_headline_stays():
    told = f"{HEADLINE} and the whole coast of Calder came out to see it on Monday 7 June."
    paragraphs = "".join(f"<p>{text}</p>" for text in [told, *BODY])
    assert article(f"<title>{HEADLINE}</title><h1>{HEADLINE}</h1>{paragraphs}").body.startswith(told)


SHORT = "It turns all night."


def test_a_short_last_paragraph_of_a_cell_is_not_lost():
    read = article(f"{HEAD}<table><tr><td>{'<br><br>'.join([*BODY, SHORT])}</td></tr></table>")
    assert read.body.split("\n\n") == [*BODY, SHORT]


@pytest.mark.parametrize("indent", ["&nbsp;&nbsp;&nbsp;", "\u3000\u3000", "\n&nbsp; &nbsp;"])
def test_a_single_break_and_an_indent_begin_a_paragraph(indent):
    read = article(f"{HEAD}<div>{indent}{f'<br>{indent}'.join(BODY)}</div>")
    assert read.body.split("\n\n") == BODY


def test_an_indent_within_a_sentence_begins_no_paragraph():
    told = "It has three parts: a lamp that was sold and bought again,<br>&nbsp;&nbsp;a clock that somebody winds, and a key."
    paragraphs = "".join(f"<p>{text}</p>" for text in [*BODY, told])
    assert "bought again, a clock that" in article(f"{HEAD}{paragraphs}").body


def test_prose_that_is_set_as_it_is_has_paragraphs_and_code_has_not():
    text = "\n\n".join("   " + text.replace(", ", ",\n", 1) for text in BODY)
    read = article(f"<TITLE>The lamp of Saint Brannoc</TITLE><H2>{HEADLINE}</H2><PRE>\n{text}\n</PRE><HR>")
    assert (read.headline, read.body.split("\n\n")) == (HEADLINE, BODY)
    code = "def wind(clock):\n\n    clock.turn()\n\n    return clock.time\n\n    # Always."
    paragraphs = "".join(f"<p>{text}</p>" for text in BODY)
    assert (
        "clock.turn() return"
        in article(f"{HEAD}{paragraphs}<pre>{code}</pre>{paragraphs.replace('lit', 'set')}").body
    )


def test_the_text_that_stands_in_noframes_is_read_whole():
    inner = f"<body><h1>{HEADLINE}</h1><p>By Oona Beck<br>June 7, 1999</p>{''.join(f'<p>{text}' for text in BODY)}</body>"
    frames = "<html><head><title>The Coast</title></head><frameset cols='150,*'><frame src=menu.html><frame src=main.html>"
    read = article(f"{frames}<noframes>{inner}</noframes></frameset></html>")
    assert (read.headline, read.authors, str(read.published_on)) == (HEADLINE, ("Oona Beck",), "1999-06-07")
    assert read.body.split("\n\n") == BODY
    with pytest.raises(EndsHere):
        article(
            f"{frames}<noframes>Your browser does not show frames. Please get a newer one.</noframes></frameset>"
        )


@pytest.mark.parametrize("frame", ["<blockquote>{}</blockquote>", "<table><tr><td>{}</td></tr></table>"])
def test_the_byline_of_a_page_that_indents_by_quotes_or_tables_is_no_text(frame):
    byline = "By OONA BECK<BR>Staff Writer<BR>Monday, June 7, 1999"
    read = article(f"{HEAD}{frame.format(byline + '<P>' + '<P>'.join(BODY))}")
    assert (read.authors, read.body.split("\n\n")) == (("Oona Beck",), BODY)


CHINESE = [
    "西港领航员周四投票决定复工，结束了长达九天的罢工。这次罢工使三座岛屿与大陆断绝往来，岛上商店货架空空如也。",
    "协议于午夜过后不久在港务局达成，船员两年内加薪百分之四点二，并承诺任何船只出航时船员不得少于五人。",
]


@pytest.mark.parametrize(
    ("line", "authors", "agencies"),
    [
        ("来源：新华网 2003-03-14 18:42 作者：王小海 编辑：李明", ("王小海",), ("Xinhua",)),
        ("2003-03-14 18:42:10　来源: 新华社　记者：王小海", ("王小海",), ("Xinhua",)),
        ("2003年03月14日 18:42 新华网", (), ("Xinhua",)),
        (
            "2003-03-14 18:42 | Autor: Hanna Mirel | Quelle: dpa",
            ("Hanna Mirel",),
            ("Deutsche Presse-Agentur",),
        ),
        ("2003年03月14日 18:42 海岸日报", (), ()),
    ],
)
@pytest.mark.parametrize("kind", ["text/html", "text/plain"])
def test_the_parts_of_a_line_on_date_source_and_author_are_told_apart(kind, line, authors, agencies):
    headline, paragraphs = "西港领航员结束九天罢工", "".join(f"<p>{text}</p>" for text in CHINESE)
    html = f"<title>{headline}</title><h1>{headline}</h1><div align=center>{line}</div>{paragraphs}"
    page = html if kind == "text/html" else "\n\n".join([headline, line, *CHINESE])
    read = normalize(read_page(capture(page, kind, "http://coast.example/lamp.htm")))
    assert (read.authors, read.agencies, str(read.published_on)) == (authors, agencies, "2003-03-14")
    assert read.body.split("\n\n") == CHINESE


def test_an_address_below_a_text_credits_nobody():
    told = "The address of this story is: http://coast.example/article.php?sid=77"
    paragraphs = "".join(f"<p>{text}</p>" for text in [*BODY, told])
    assert article(f"{HEAD}{paragraphs}").agencies == ()
