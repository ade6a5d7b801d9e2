"""Pages as they were written from 1996 on: tables for layout, fonts for headings, no word on themselves."""
# ruff: noqa: E501 (sample pages)

import pytest

from tasks.clean.reader import read_page
from tasks.normalize.article import normalize
from tests.clean.captures import capture

HEADLINE = "The lamp of Saint Brannoc burns again"
BODY = [
    "The lighthouse of Saint Brannoc was lit again on Monday, after nine years of darkness, and the whole coast came out to see it.",
    "Its lamp had been sold to a museum in Calder, and the keeper, Maud Ellery, had gone to live with her sister.",
    "“We never stopped climbing the stairs,” said Ellery, who kept the key in a tin of tea. “Somebody had to wind the clock.”",
    "The harbour board paid 41,000 crowns to have the lamp back. It will turn every night from dusk to dawn.",
]
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
