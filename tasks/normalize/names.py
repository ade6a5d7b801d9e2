"""What a name looks like: a person's, a newsroom's, or none."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from tasks.normalize.people_words import words

MAX_NAME_CHARACTERS = 60
MAX_NAME_WORDS = 6
MAX_PERSON_WORDS = 5

_HOST = re.compile(r"^[\w-]+(\.[\w-]+)*\.(com|net|org|info|tv|media|news|[a-z]{2})$", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_NOT_IN_NAMES = re.compile(r"[?!:;=<>{}()\[\]/\\|#*→…\"“”„]|\.{2}|\w\.\w{3}")
_PREFIXED = re.compile(r"(?-i:[a-z]{1,4}['’-][^\W\d_a-z])")  # "al-Sayed", "d'Ancona"
_LEAST_SITE = 4  # letters of a first word that a name may share with its publisher
_TURKISH = "İĞŞ"  # capitals of few other languages
_CAPITALS = 4  # a name of at most so many capitals is initials


@lru_cache(maxsize=2_000)
def fold(text: str) -> str:
    """The words of a text without case and punctuation, to compare names by."""
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def is_name(name: str) -> bool:
    """Whether a text may be anybody's name at all."""
    if not 2 <= len(name) <= MAX_NAME_CHARACTERS or len(name.split()) > MAX_NAME_WORDS:
        return False
    folded = fold(name)
    if folded in words("never") or folded in words("places") or not any(char.isalpha() for char in name):
        return False
    return sum(char.isdigit() for char in name) * 2 <= len(name)


def is_person(name: str) -> bool:
    """Whether a text that stands on the page looks like a person's name, a pen name or initials included."""
    tokens = name.split()
    if len(tokens) > MAX_PERSON_WORDS or _NOT_IN_NAMES.search(name) or fold(name) in words("phrases"):
        return False
    if any(fold(token) in words("not_in_names") and token not in words("names_too") for token in tokens):
        return False
    if len(tokens) == 1:
        return True
    return all(_may_be_in_name(token) for token in tokens) and (
        tokens[0][:1].isupper() or not tokens[0].isascii()
    )


def _may_be_in_name(token: str) -> bool:
    """Whether a word begins with a capital, or is one that names hold without: "de", "al-Sayed"."""
    first = token.lstrip("'’-")[:1]
    if first.isalpha() and first in (first.upper(), first.title()):  # its own, where a script has no capitals
        return True
    word = token.casefold()
    return word in words("particles") or word in words("inner_particles") or bool(_PREFIXED.match(token))


def is_collective(name: str, publisher: str | None = None) -> bool:
    """True for a newsroom, an organisation or the publisher itself."""
    folded = fold(name)
    whole = fold(publisher or "")
    if whole and (f" {whole} " in f" {folded} " or f" {folded} " in f" {whole} "):
        return True
    if whole and len(first := folded.split(" ")[0]) >= _LEAST_SITE and first == whole.split(" ")[0]:
        return True
    if not name.isascii() and name.endswith(tuple(words("collective_endings"))):
        return True
    return bool(_HOST.match(name)) or any(word in words("collective") for word in folded.split())


def is_newsroom(name: str) -> bool:
    """True for a name with a word such as "newsroom" or "Redaktion" in it."""
    return any(word in words("newsroom") for word in fold(name).split())


def cased(name: str, language: str | None = None) -> str:
    """A name written in capitals, as names are written in that language."""
    if not name.isupper() or len(name) <= _CAPITALS or " " not in name:
        return name
    is_turkish = (language or "")[:2] in ("tr", "az") or any(letter in _TURKISH for letter in name)
    return " ".join(_cased_word(word, is_turkish) for word in name.split())


def _cased_word(word: str, is_turkish: bool) -> str:
    if word.casefold() in words("particles"):
        return word.lower()
    return "".join(_capital(part, is_turkish) for part in re.split(r"([-'’.])", word))


def _capital(part: str, is_turkish: bool) -> str:
    if not is_turkish:
        return part.capitalize()
    return part[:1] + part[1:].replace("I", "ı").replace("İ", "i").lower()
