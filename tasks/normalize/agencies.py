"""How the names of agencies are recognised in a text that may name one.

The agencies: agency_list.py. Nothing here decides whether a text is a credit (credits.py does): these
functions only say which agencies a text names, once it is known to be a byline, a source line and the like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise

from tasks.normalize.agency_list import UNSPACED, all_agencies, index
from tasks.normalize.credit_words import credit_words, fold

UNNAMED = "unnamed"  # what "news agencies" without a name is credited to
MAX_CREDIT = 400  # characters of a byline or credit line that are looked at; nobody writes longer ones
MAX_NAME = 8  # words of an agency's name inside a longer text
MAX_CODE = 4  # characters of the initials and desk codes beside an agency's: "dpa/lno", "PTI SKL RT"

_PART = re.compile(
    r"[,;:/|&+()\[\]{}<>©•·–—=~*»«\"“”„（）【】［］〔〕、，：；／。|\n]+|(?<=\s)[-.](?=\s)|(?<=\w\w)\.\s"
)
_WORD = re.compile(r"\w+")
_ABBREVIATED = re.compile(r"(?P<words>[^\W\d_][\w'’ -]{2,80}?)\s*\((?P<letters>[^\W\d_]{2,6})\)")
_LETTER = re.compile(r"[^\W\d_]")
_ELIDED = re.compile(r"(?<!\w)(?:l|d|dell|all)['’](?=\w)", re.IGNORECASE)
_EDGES = " .'’‘-_@#!?\u200b\u200e\u200f"


@lru_cache(maxsize=1_000)
def may_name_agency(text: str) -> bool:
    """False where a short text certainly names no agency: most bylines and lines are done with here."""
    words = _WORD.findall(text[:MAX_CREDIT].casefold())  # not folded, as that takes three times as long
    return not index().keys.isdisjoint(words) or (not text.isascii() and bool(UNSPACED.search(text)))


@lru_cache(maxsize=1_000)  # one name is asked for as an author, a credit, a section
def known_agency(text: str) -> str | None:
    """The agency that the whole text names, UNNAMED for "news agencies" and the like, or None.

    "By Associated Press", "Reuters Staff", "dpa/lno" and "AFP, Reuters" (the first of them) name one;
    "Le Figaro et AFP" and "Tom Krisher, AP" do not, as somebody else is named too.
    """
    if len(text) > MAX_CREDIT or not may_name_agency(text):
        return None
    if name := index().initials.get(text) or index().names.get(fold(text)):
        return name
    first: str | None = None
    for part in _PART.split(text):
        for piece in _pieces(part):
            if piece.islower() and len(piece) <= MAX_CODE and not _name_of(piece):
                continue  # initials of staff: "abc/dpa"
            name = _name_of(piece, whole=True)
            if name is None and first is not None and len(piece) <= MAX_CODE:
                continue  # a regional service, or initials
            if name is None:
                return None
            first = name if first in (None, UNNAMED) else first
    return first


def before_section(text: str) -> tuple[str, str] | None:
    """The agency and the section of a line in capitals, "AFP MIDDLE EAST"; None for any other text."""
    if not text.isupper() or not may_name_agency(text):
        return None
    known, tokens = index(), text.split()
    for size in range(min(MAX_NAME, len(tokens)), 0, -1):
        head, rest = " ".join(tokens[:size]), tokens[size:]
        if name := known.initials.get(head) or known.names.get(fold(head)):
            folded = fold(" ".join(rest)).split()
            is_section = folded and not is_photo(folded) and not _starts_described(folded)
            return (name, " ".join(rest)) if is_section else None
    return None


@lru_cache(maxsize=1_000)
def agencies_in(text: str) -> tuple[str, ...]:
    """The agencies that a byline or credit line names, in its order, each once; UNNAMED among them.

    What a photo word ("Photo:", "Foto", "Bild") introduces is left out.
    """
    found: dict[str, None] = {}
    words = credit_words()
    if "://" in text or not may_name_agency(text):
        return ()
    all_tokens = fold(text[:MAX_CREDIT]).split()
    if _names_photo_agency(all_tokens):
        return ()
    of_photo = False
    for part in _PART.split(_ABBREVIATED.sub(_without_abbreviation, text[:MAX_CREDIT])):
        tokens = fold(part).split()
        if is_photo(tokens):
            of_photo = True
        elif of_photo and not words.text.isdisjoint(tokens):
            of_photo = False
        if of_photo or not tokens or not words.mention.isdisjoint(tokens):
            continue
        for piece in _pieces(part):
            if names := _hyphened(piece):
                found |= dict.fromkeys(names)
            elif (name := _name_of(piece)) and (piece not in words.ordinary or len(all_tokens) <= 2):
                found[name] = None
        found |= dict.fromkeys(_names_inside(part, tokens))
        if words.with_agency.search(part.casefold()):
            found[UNNAMED] = None
    return tuple(found)


def _hyphened(piece: str) -> list[str]:
    """The agencies of "AFP-dpa", if all of its parts are one and the whole is none."""
    names, initials = index().names, index().initials
    if "-" not in piece or fold(piece) in names or piece in initials:
        return []
    found = [initials.get(part) or names.get(fold(part)) for part in piece.split("-")]
    return [name for name in found if name] if all(found) else []


def _names_photo_agency(tokens: list[str]) -> bool:
    """True for "Jane Roe | Bloomberg | Getty Images": who sells pictures only tells what a line is about."""
    words = credit_words()
    return _holds(tokens, words.photo_agencies) and words.text.isdisjoint(tokens)


def _without_abbreviation(match: re.Match[str]) -> str:
    """Only the words, where the brackets behind them hold their initials: "Foreign Authors (FA)"."""
    initials = "".join(word[0] for word in re.split(r"[\s-]+", match["words"]) if word)
    return match["words"] if initials.casefold().endswith(match["letters"].casefold()) else match.group()


def is_photo(tokens: list[str]) -> bool:
    """True if one of these folded words says that a picture is credited."""
    return _holds(tokens, credit_words().photo)


def _holds(tokens: list[str], phrases: frozenset[str]) -> bool:
    """True if a word, or two in a row, are among phrases of one or two words."""
    return not phrases.isdisjoint(tokens) or not phrases.isdisjoint(map(" ".join, pairwise(tokens)))


@cache
def _sign_offs() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((one.name, re.compile("|".join(one.sign_offs))) for one in all_agencies() if one.sign_offs)


def signed_by(ending: str) -> Iterator[tuple[str, str]]:
    """The agencies whose texts end like this, by the habits of their house, with the words that show it."""
    folded = ending.casefold()
    for name, pattern in _sign_offs():
        if match := pattern.search(folded):
            is_aligned = len(folded) == len(ending)
            yield name, ending[match.start() : match.end()] if is_aligned else ending


def mentioned_in(sentence: str) -> tuple[str, ...]:
    """The agencies named anywhere in a sentence that is known to say who supplied the text."""
    known = index()
    found: dict[str, None] = dict.fromkeys(agencies_in(sentence))
    found |= dict.fromkeys(_names_inside(sentence[:MAX_CREDIT], fold(sentence[:MAX_CREDIT]).split()))
    for word in re.findall(r"[\w-]+", sentence[:MAX_CREDIT]):
        if name := known.initials.get(word) or known.names.get(fold(word)):
            found[name] = None
    return tuple(found)


def _pieces(part: str) -> list[str]:
    """The names in a part: all of it if that is one, else what its joiners part; leads are taken off."""
    whole = _without_leads(part)
    if _name_of(whole, whole=True):
        return [whole]
    split = (_without_leads(piece) for piece in credit_words().joiner.split(part))
    return [piece for piece in split if piece]


def _without_leads(piece: str) -> str:
    """A piece of a byline without "By", "Source", "©", years."""
    tokens = [token for token in _ELIDED.sub("", piece).split() if _LETTER.search(token)]
    leads = credit_words().leads
    start = 0
    while start < len(tokens) and (not (first := fold(tokens[start])) or first in leads):
        if fold(" ".join(tokens[start:])) in index().names:
            break  # "The Media Line", "Agencia EFE"
        start += 1
    return " ".join(tokens[start:]).strip(_EDGES)


def _name_of(piece: str, *, whole: bool = False) -> str | None:
    """The agency that a piece names, alone or with a role, a place or a code beside it.

    With `whole`, the piece must name nobody else: "Reuters Staff", but not "AP Writer Jane Roe".
    """
    known, words = index(), credit_words()
    if name := known.initials.get(piece) or known.names.get(folded := fold(piece)):
        return name
    if folded in words.generic:
        return UNNAMED
    originals, tokens = piece.split(), folded.split()
    if len(originals) != len(tokens):  # a hyphen or an apostrophe inside a word
        originals = tokens
    for size in range(min(MAX_NAME, len(tokens) - 1), 0, -1):
        head, rest = " ".join(tokens[:size]), tokens[size:]
        exact = known.names.get(head) or known.initials.get(" ".join(originals[:size]))
        if exact and (rest[0] in words.prepositions or _is_described(rest) or _are_codes(originals[size:])):
            return exact
        if exact and not whole and _starts_described(rest):
            return exact
        if size == 1 and (loose := known.any_case.get(head)) and _is_described(rest):
            return loose
        if known.names.get(head) and not originals[0].istitle() and _are_places(originals[size:], rest):
            return known.names[head]  # "EFE Madrid", but not "Sputnik Orbit"
    if not whole and (named := _named_with_role(originals, tokens)):
        return named
    last = originals[-1] if len(originals) > 1 else ""
    if not whole and not last.istitle():  # "Jane Roe AFP", but not "Michael Bloomberg"
        return known.names.get(tokens[-1])
    return None


def _named_with_role(originals: list[str], tokens: list[str]) -> str | None:
    """The agency of "JANE ROE AP Business Writer": its initials between a name and a role."""
    for at in range(2, min(len(tokens) - 1, MAX_NAME)):
        name = index().initials.get(originals[at])
        if name and _is_described(tokens[at + 1 :]):
            return name
    return None


def _starts_described(rest: list[str]) -> bool:
    words = credit_words()
    return (rest[0] in words.roles or rest[0] in words.topics) and any(word in words.roles for word in rest)


def _is_described(rest: list[str]) -> bool:
    words = credit_words()
    return any(word in words.roles for word in rest) and all(
        word in words.roles or word in words.topics for word in rest
    )


def _are_places(originals: list[str], rest: list[str]) -> bool:
    """True for at most two words that could be a place or the name of a desk."""
    return len(rest) <= 2 and all(word[0].isupper() for word in originals) and not is_photo(rest)


def _are_codes(rest: list[str]) -> bool:
    return all(word.isupper() and len(word) <= MAX_CODE for word in rest)


def _names_inside(part: str, tokens: list[str]) -> list[str]:
    """The agencies that a part names by several words, or in a script without spaces, wherever it does.

    Longer names come first, and none is read within another: "Associated Press of Pakistan" is one agency.
    """
    known = index()
    found = []
    taken: set[int] = set()  # tokens of names that were found
    for size in range(min(MAX_NAME, len(tokens)), 1, -1):
        for i in range(min(len(tokens), 40) - size + 1):
            name = known.names.get(" ".join(tokens[i : i + size]))
            if name and taken.isdisjoint(range(i, i + size)):
                found.append(name)
                taken.update(range(i, i + size))
    if UNSPACED.search(part):
        found += [known.names[fold(match.group())] for match in known.unspaced.finditer(part)]
    return found
