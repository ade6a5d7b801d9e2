"""Pages that programs turned into text: lynx, w3m, elinks, pandoc, html2text, browsers, pdftotext."""
# ruff: noqa: E501 (sample pages)

import pytest

from tasks.clean.reader import read_page
from tasks.normalize.article import normalize
from tests.clean.captures import capture

HEADLINE = "The lamp of Saint Brannoc burns again"
BODY = [
    "The lighthouse of Saint Brannoc was lit again on Monday, after nine years of darkness, and the whole coast came out to see it.",
    'Its lamp had been sold to a museum in Calder. "We never stopped climbing the stairs," said Maud Ellery, who kept the key.',
    "It will turn every night.",
]


def article(text, content_type="text/plain"):
    return normalize(read_page(capture(text, content_type, "file:///saved/page.txt")))


def assert_whole(read):
    assert read.headline == HEADLINE
    assert read.authors == ("Oona Beck",)
    assert read.published_text == "2 June 2025"
    assert read.body.split("\n\n") == BODY


LYNX = """   [1]The Coast

     * [2]Home
     * [3]All the news from the sea

               The lamp of Saint Brannoc burns again

   By [4]Oona Beck
   2 June 2025

   The lighthouse of Saint Brannoc was lit again on [5]Monday, after nine
   years of darkness, and the whole coast came out to see it.

   Its lamp had been sold to a [6]museum in Calder. "We never stopped
   climbing the stairs," said Maud Ellery, who kept the key.

   It will turn every night.

References

   Visible links
   1. https://coast.example/
   2. https://coast.example/home
   3. https://coast.example/all
   4. https://coast.example/oona
   5. https://coast.example/monday
   6. file:///museum.html
"""
W3M = """[1]The Coast

  • [2]Home
  • [3]All the news from the sea

The lamp of Saint Brannoc burns again

By [4]Oona Beck
2 June 2025

The lighthouse of Saint Brannoc was lit again on Monday, after nine years of [5]
darkness, and the whole coast came out to see it.

Its lamp had been sold to a [6]museum in Calder. "We never stopped climbing the
stairs," said Maud Ellery, who kept the key.

It will turn every night.


References:

[1] https://coast.example/
[2] https://coast.example/home
[3] https://coast.example/all
[4] https://coast.example/oona
[5] https://coast.example/dark
[6] https://coast.example/museum
"""
HTML2TEXT = """[![The Coast](logo.png)](/)

  * [Home](/home)
  * [All the news from the sea](/all "All of it")

# The lamp of Saint Brannoc burns again

By [Oona Beck](/oona)
2 June 2025

![The lamp on Monday](lamp.jpg)

The lighthouse of Saint Brannoc was lit again on **Monday**, after [nine
years](/nine_\\(9\\)) of darkness, and the whole coast came out to see it.

Its lamp had been sold to a [museum](https://calder.example/a_(museum)) in
Calder. "We _never_ stopped climbing the stairs," said Maud Ellery, who kept
the key.

It will turn every night.
"""
PANDOC = """::: {#page .home role="main"}
[The Coast](/){.logo}

<div class="top">

-   [Home](/home)
-   [All the news from the sea](/all)

</div>

The lamp of Saint Brannoc burns again {#lamp}
=====================================

::: meta
By [Oona Beck](/oona)\\
2 June 2025
:::

The lighthouse of Saint Brannoc was lit again on [Monday]{.day}, after nine
years of darkness, and the whole coast came out to see it.

Its lamp had been sold to a [museum](/m) in Calder. \\"We never stopped climbing
the stairs,\\" said Maud Ellery, who kept the key.

It will turn every night.
:::
"""
BROWSER = """Home </home>
Ships and Ports </ships>
Weather </weather>
All the news from the sea <https://coast.example/all>

The lamp of Saint Brannoc burns again

By Oona Beck </oona>
2 June 2025

The lighthouse of Saint Brannoc was lit again on Monday, after nine years of darkness </dark>, and the whole coast came out to see it.

Its lamp had been sold to a museum <https://calder.example/> in Calder. "We never stopped climbing the stairs," said Maud Ellery, who kept the key.

It will turn every night.
"""


@pytest.mark.parametrize(
    "text", [LYNX, W3M, HTML2TEXT, PANDOC.replace(" {#lamp}", ""), BROWSER],
    ids=["lynx, elinks", "w3m", "html2text", "pandoc", "browser"],
)  # fmt: skip
def test_the_marks_of_the_program_that_made_the_text_are_no_text(text):
    assert_whole(article(text))


def test_numbers_in_brackets_stay_where_no_list_of_addresses_follows():
    told = 'The report calls the lamp "restored" [1], and its keeper "on leave" [2], which she denies.'
    read = article("\n\n".join([HEADLINE, "2 June 2025", *BODY, told, "See https://coast.example/report"]))
    assert told in read.body


def test_what_is_no_link_of_markdown_stays_as_it_is():
    told = "The board (which has * two * chairs) voted 3_000 to 2_000 [sic] (after *midnight), it said."
    read = article("\n\n".join([HEADLINE, "2 June 2025", *BODY, told]))
    assert read.body.endswith(told)


def test_chinese_and_japanese_lines_are_joined_without_a_space():
    lines = "西港领航员周四投票决定复工，结束了长达九天的罢工。这次罢工使三座岛屿与大陆断绝\n往来，岛上商店货架空空如也。"
    read = article(
        f"西港领航员结束九天罢工\n\n2019年3月14日\n\n{lines}\n\n港务局表示，首班船将于周五早上出发。"
    )
    assert read.body.split("\n\n")[0] == lines.replace("\n", "")


def test_chinese_paragraphs_on_lines_of_their_own_are_not_joined():
    told = [
        "西港领航员周四投票决定复工，结束了长达九天的罢工，三座岛屿与大陆恢复往来。",
        "协议于午夜过后不久在港务局达成，船员两年内加薪百分之四点二，首班船将于周五早上从北码头出发。",
        "岛民这些天靠渔船运来的物资度日，两名病人由直升机送往大陆。",
    ]
    read = article("\n".join(["西港领航员结束九天罢工", "2019年3月14日", *told]))
    assert read.body.split("\n\n") == told


def test_the_lines_and_divided_words_of_a_newspapers_column_are_joined():
    column = """The lighthouse of Saint Bran-
noc was lit again on Monday,
after nine years of darkness,
and the whole coast came out
to see the well-known tower.
Its lamp had been sold to a
museum in Calder. “We never
stopped climbing the stairs,”
said Maud Ellery, who kept
the key."""
    read = article(f"{HEADLINE}\n\nBy Oona Beck\n2 June 2025\n\n{column}\n\f\n")
    assert read.body.split("\n\n") == [
        "The lighthouse of Saint Brannoc was lit again on Monday, after nine years of darkness, and the whole coast came out to see the well-known tower.",
        "Its lamp had been sold to a museum in Calder. “We never stopped climbing the stairs,” said Maud Ellery, who kept the key.",
    ]


def test_lines_that_end_at_the_hyphen_of_a_word_keep_it():
    wrapped = "The lighthouse of Saint Brannoc was lit again on Monday, after a nine-\nyear darkness, and the whole coast came out to see it from the old\npier."
    read = article(f"{HEADLINE}\n\n2 June 2025\n\n{wrapped}")
    assert "after a nine-year darkness" in read.body


def test_a_rule_below_a_line_is_no_part_of_the_next_paragraph():
    rule = "=" * 60
    read = article("\n\n".join([HEADLINE, "2 June 2025", BODY[0], f"{rule}\n{BODY[1]}"]))
    assert read.body.split("\n\n") == BODY[:2]


@pytest.mark.parametrize(
    "chance",
    [
        "- which nobody had asked for -",
        "Warning: nobody had asked for it,",
        "https://coast.example/lamp says so, and",
    ],
    ids=["dash", "label", "address"],
)
def test_a_line_of_a_wrapped_paragraph_may_begin_like_an_item_or_a_label(chance):
    lines = [
        "The lighthouse of Saint Brannoc was lit again on Monday, after nine",
        f"{chance} after nine",
        "years of darkness, and the whole coast came out to see it.",
    ]
    read = article("\n\n".join([HEADLINE, "2 June 2025", "\n".join(lines), BODY[1]]))
    assert read.body.split("\n\n") == [" ".join(lines), BODY[1]]


def test_addresses_between_paragraphs_stay_and_lists_of_small_letters_are_not_joined():
    told = [BODY[0], "https://coast.example/lamp", "What a keeper needs", "matches", "a key", BODY[1]]
    assert article("\n".join([HEADLINE, "2 June 2025", *told])).body.split("\n\n") == told
