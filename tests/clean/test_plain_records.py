"""Plain texts as archives of newspapers and wire services give them out: the record is no part of the text."""
# ruff: noqa: E501 (sample pages)

import pytest

from tasks.clean.reader import read_page
from tasks.normalize.article import normalize
from tasks.records import EndsHere, Outcome
from tests.clean.captures import capture

HEADLINE = "The lamp of Saint Brannoc burns again"
BODY = [
    "The lighthouse of Saint Brannoc was lit again on Monday, after nine years of darkness, and the whole coast came out to see it.",
    'Its lamp had been sold to a museum in Calder. "We never stopped climbing the stairs," said Maud Ellery, who kept the key.',
    "It turns all night.",
]
TEXT = "\n\n".join(BODY)


def article(text):
    return normalize(read_page(capture(text, "text/plain", "file:///saved/page.txt")))


COUNTED = f"""                               1 of 1 DOCUMENT

                             The Coast Courier

                             June 2, 2025 Monday
                                Final Edition

{HEADLINE}

BYLINE: By OONA BECK

SECTION: COAST; Pg. A3

LENGTH: 612 words

HIGHLIGHT: After nine years the keeper came back for it.

DATELINE: SAINT BRANNOC


{TEXT}

LOAD-DATE: June 3, 2025

LANGUAGE: ENGLISH

GRAPHIC: PHOTO: Maud Ellery climbs the stairs on Monday. (PHOTOGRAPH BY JANE ROE) (A3)

PUBLICATION-TYPE: Newspaper


                   Copyright 2025 The Coast Courier Company
"""
GERMAN = f"""                          Dokument 1 von 1

Der Küstenkurier

{HEADLINE}

AUTOR: Oona Beck

RUBRIK: COAST; S. 3

LÄNGE: 612 Wörter

2. Juni 2025

{TEXT}

UPDATE: 3. Juni 2025

SPRACHE: GERMAN; DEUTSCH
"""
CLASSIFIED = f"""{HEADLINE}

The Coast Courier
June 2, 2025 Monday

Copyright 2025 The Coast Courier Company All Rights Reserved

Section: COAST; Pg. A3
Length: 612 words
Byline: By OONA BECK

Body


{TEXT.replace(chr(10) * 2, chr(10))}

Classification

Language: ENGLISH

Subject: LIGHTHOUSES (90%); MUSEUMS & GALLERIES (89%); HARBORS & PORTS (76%)

Load-Date: June 3, 2025


End of Document
"""
UNLABELLED = f"""{HEADLINE}

By Oona Beck
612 words
2 June 2025
The Coast Courier
COASTC
A3
English
Copyright 2025. The Coast Courier Company.

{TEXT}

Document COASTC0020250602ef3f0002t
"""
CODED = f"""SE
Coast
HD
{HEADLINE}
BY
By Oona Beck
WC
612 words
PD
2 June 2025
SN
The Coast Courier
LA
English
LP
{BODY[0]}
TD
{BODY[1]}

{BODY[2]}
CO
lamp : The Lamp Company
AN
Document COASTC0020250602ef3f0002t
"""
DATABASE = f"""____________________________________________________________

Document 1 of 1

{HEADLINE}

Author: Beck, Oona

Publication info: The Coast Courier ; Calder [Calder]02 June 2025: A.3.

Full text: {TEXT}

Subject: Lighthouses; Museums;

Title: {HEADLINE}

Publication title: The Coast Courier

Publication year: 2025

Publication date: Jun 2, 2025

Section: Coast

Document type: News

ProQuest document ID: 2191111111

Last updated: 2025-06-03

____________________________________________________________
"""
LABELS = f"""{HEADLINE}
Coast Courier, The - June 2, 2025
Author/Byline: Oona Beck, Staff Writer
Edition: Final
Section: Coast
Page: A3

{TEXT}

Index terms: lamp; keeper
Record: 21111111
Copyright: Copyright (c) 2025 The Coast Courier
"""
RECORDS = {
    "counted": COUNTED,
    "in German": GERMAN,
    "classified": CLASSIFIED,
    "without labels": UNLABELLED,
    "codes": CODED,
    "database": DATABASE,
    "labels": LABELS,
}


@pytest.mark.parametrize("text", RECORDS.values(), ids=RECORDS)
def test_the_record_around_an_article_is_read_and_is_no_text(text):
    read = article(text)
    assert read.headline == HEADLINE
    assert read.authors == ("Oona Beck",)
    assert str(read.published_on) == "2025-06-02"
    assert read.section == (None if text is UNLABELLED else "Coast")
    assert read.body.split("\n\n") == BODY
    assert any(line.reason == "record" for line in read.removed)


def test_the_highlight_is_the_standfirst_and_the_name_of_the_paper_the_publisher():
    assert article(COUNTED).description == "After nine years the keeper came back for it."
    assert article(DATABASE).publisher == "The Coast Courier"


OTHER = "A storm tore the roof off the fish market in Nordhafen on Monday night and left four stalls in the water."
SEVERAL = {
    "counted": COUNTED.replace("1 of 1 D", "1 of 2 D") + COUNTED.replace("1 of 1 D", "2 of 2 D").replace(TEXT, OTHER),
    "lengths": UNLABELLED + UNLABELLED.replace(TEXT, OTHER),
    "codes": CODED + CODED.replace(BODY[0], OTHER),
    "ends": CLASSIFIED + CLASSIFIED.replace(TEXT, OTHER),
    "titles": "\n\n".join(f"Title: {title}\nDate: June 2, 2025\n\n{text}" for title, text in [(HEADLINE, TEXT), ("Storm", OTHER)]),
    "mails": "\n".join(f"From desk@coast.example Mon Jun  2 09:00:00 2025\nSubject: x\n\n{text}\n" for text in (TEXT, OTHER)),
}  # fmt: skip


@pytest.mark.parametrize("text", SEVERAL.values(), ids=SEVERAL)
def test_a_file_of_several_documents_is_told_and_not_mixed_into_one_article(text):
    with pytest.raises(EndsHere) as ended:
        article(text)
    assert ended.value.outcome is Outcome.NOT_AN_ARTICLE
    assert "2 documents" in ended.value.reason


@pytest.mark.parametrize(
    "told",
    [
        ["1 of 5", "2 of 5", "3 of 5"],
        ["Subject: a lamp", "Date: it was June 2, 2025", "Subject: a keeper"],
        ["Where: the old pier", "When: Monday", "Tickets: 5 crowns"],
    ],
    ids=["pictures", "labels", "an event"],
)
def test_an_article_with_counted_or_labelled_lines_is_one_article(told):
    read = article("\n\n".join([HEADLINE, "By Oona Beck", "2 June 2025", *BODY[:2], *told, BODY[2]]))
    assert read.body.split("\n\n") == [*BODY[:2], *told, BODY[2]]


def test_a_forwarded_mail_is_one_article():
    heads = "Subject: Fwd: lamp\nDate: June 3, 2025\n\n---- Forwarded message ----\n\n"
    read = article(f"{heads}Subject: {HEADLINE}\nDate: June 2, 2025\n\n{TEXT}")
    assert read.body.endswith(BODY[2])


@pytest.mark.parametrize(
    "slug",
    [
        "BC-EU--Saint Brannoc-Lamp, 3rd Ld-Writethru,612",
        "COAST-LAMP/KEEPER (UPDATE 2, PIX, TV)",
        "bdt0123 3 wi 250 abc 0456",
        "Verkehr/Schifffahrt/Leuchttürme/",
        "Eds: Updates with quotes, details. With photos.",
    ],
)
def test_what_wires_write_for_editors_above_the_headline_is_not_the_headline(slug):
    read = article(
        f"{slug}\n{HEADLINE}\nBy OONA BECK\nAssociated Press\n\nSAINT BRANNOC (AP) — {TEXT}\n\nob/ja"
    )
    assert (read.headline, read.authors, read.agencies) == (HEADLINE, ("Oona Beck",), ("Associated Press",))
    assert read.body == f"SAINT BRANNOC (AP) — {TEXT}"
    assert {line.text: line.reason for line in read.removed} == {slug: "slug", "ob/ja": "credit note"}


@pytest.mark.parametrize("headline", ["EU-Kommission verklagt den Hafen", "US-Aufseher prüfen die Lampe"])
def test_a_headline_that_begins_with_capitals_and_a_hyphen_is_no_slug(headline):
    read = article(f"{headline}\n\nVon Oona Beck\n2. Juni 2025\n\n{TEXT}")
    assert (read.headline, read.body) == (headline, TEXT)


@pytest.mark.parametrize("day", ["2025-06-02", "02/06/2025", "2-6-2025"])
def test_a_date_in_figures_is_no_slug(day):
    assert article(f"{HEADLINE}\n\n{day}\n\n{TEXT}").published_text == day


def test_a_headline_on_several_lines_of_a_newspapers_column_is_one():
    read = article(
        f"Friday, March 15, 2019\n\nThe lamp of Saint\nBrannoc burns again\n\nBy Oona Beck\nCourier staff\n\n{TEXT}"
    )
    assert read.body.split("\n\n") == BODY
    read = article(f"The lamp of\nold times burns\nagain\n\nBy Oona Beck\n2 June 2025\n\n{TEXT}")
    assert read.headline == "The lamp of old times burns again"
