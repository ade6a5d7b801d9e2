"""What the words of class names and the like promise of an element's text: an author, a date, a section.

The words are lower case, in the languages that templates are written in.
"""

from __future__ import annotations

import re

IS_AUTHOR, IS_DATE, IS_SOURCE, IS_MODIFIED, IS_SECTION, IS_TRAIL = 1, 2, 4, 8, 16, 32

_PROMISES = {
    IS_AUTHOR: re.compile(
        r"author|byline|autor|auteur|writer|creator|reporter|contributor|redakteur|forfatter|avtor|written"
        r"|verfasser|journalist|skribent|yazar|penulis|muhabir|^fn$|^person$|signature|^firma"
    ),
    IS_DATE: re.compile(
        r"date(?!picker)|time(?!line)|datum|fecha|publi|posted|tarih|dato$|^meta$|^info$|^stand$|modif"
        r"|(?:entry|post|article|story)(?:meta|info)"
    ),
    IS_SOURCE: re.compile(r"source|quelle|kaynak|agency|agentur|credit|provider|fuente|fonte|copyright"),
    IS_MODIFIED: re.compile(r"modif|updat|edited|aktualis"),
    IS_SECTION: re.compile(
        r"categor|section$|rubri[ck]|ressort|kicker|channel|topic|sezione|seccion|editoria$|kategori|^cat$"
    ),
    IS_TRAIL: re.compile(r"crumbs?$|brotkrume|^pfad$|ariane|migas|briciole"),
}
BITS = max(_PROMISES).bit_length()  # that what a name promises has room in
_ANY = re.compile("|".join(words.pattern for words in _PROMISES.values()))  # most words promise nothing


def promised(word: str) -> int:
    """What a word of a class or the like, lower case, promises: bits of IS_AUTHOR and so on."""
    if not _ANY.search(word):
        return 0
    return sum(bit for bit, words in _PROMISES.items() if words.search(word))
