"""The language of an article: declared by the page and checked on its script, else read from the text."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SAMPLE_CHARACTERS = 2_000  # of the text, from which a language is read
SCRIPT_CHARACTERS = 500  # of the text, in which letters are counted by script
FIRST_NOT_LATIN = "\u0370"
# Latin letters behind that: those of Vietnamese, ligatures, letters as wide as Chinese ones.
LATIN_AGAIN = (("\u1d00", "\u1eff"), ("\ufb00", "\ufb06"), ("\uff21", "\uff5a"))
LATIN_SHARE = 0.5  # of the letters, above which a text of no other script is Latin
LEAST_FOR_LIBRARY = 150  # of letters, below which the library is not asked
LEAST_CHARACTERS = 40  # of letters, below which nothing is read from a text
SCRIPTS = {  # by a letter's code point: the languages that are written so
    "Cyrillic": (
        0x0400,
        0x052F,
        {"ru", "uk", "bg", "be", "mk", "sr", "kk", "ky", "tg", "mn", "tt", "ba", "cv"},
    ),
    "Arabic": (
        0x0600,
        0x077F,
        {"ar", "fa", "ur", "ps", "ku", "ckb", "ug", "sd", "ms", "pa", "pnb"},
    ),
    "Hebrew": (0x0590, 0x05FF, {"he", "yi", "iw"}),
    "Greek": (0x0370, 0x03FF, {"el"}),
    "Devanagari": (0x0900, 0x097F, {"hi", "mr", "ne", "sa"}),
    "Bengali": (0x0980, 0x09FF, {"bn", "as"}),
    "Gurmukhi": (0x0A00, 0x0A7F, {"pa"}),
    "Gujarati": (0x0A80, 0x0AFF, {"gu"}),
    "Odia": (0x0B00, 0x0B7F, {"or"}),
    "Tamil": (0x0B80, 0x0BFF, {"ta"}),
    "Telugu": (0x0C00, 0x0C7F, {"te"}),
    "Kannada": (0x0C80, 0x0CFF, {"kn"}),
    "Malayalam": (0x0D00, 0x0D7F, {"ml"}),
    "Sinhala": (0x0D80, 0x0DFF, {"si"}),
    "Thai": (0x0E00, 0x0E7F, {"th"}),
    "Lao": (0x0E80, 0x0EFF, {"lo"}),
    "Tibetan": (0x0F00, 0x0FFF, {"bo", "dz"}),
    "Burmese": (0x1000, 0x109F, {"my", "shn", "mnw"}),
    "Ethiopic": (0x1200, 0x137F, {"am", "ti"}),
    "Khmer": (0x1780, 0x17FF, {"km"}),
    "Thaana": (0x0780, 0x07BF, {"dv"}),
    "Georgian": (0x10A0, 0x10FF, {"ka"}),
    "Armenian": (0x0530, 0x058F, {"hy"}),
    "Hangul": (0xAC00, 0xD7AF, {"ko"}),
    "Kana": (0x3040, 0x30FF, {"ja"}),
    "Han": (0x4E00, 0x9FFF, {"zh", "ja", "ko", "yue"}),
}
LEAST_SMALL_WORDS = 5  # in a text, to read its language by them
LEAST_SHARE = 0.1  # of the text's words
LEAST_LEAD = 1.25  # times as many as of any other language
CONTRADICTING_LEAD = 1.8  # the same, to contradict what the page declares
STRANGE = 5  # times as many of another language as of the declared one: that is not the text's …
STRANGE_SHARE = 0.05  # … if they are so much of it, though it may be a third language
CLOSE = (  # languages that share most of their small words
    {"id", "ms"},
    {"hr", "sr", "bs", "sl", "sh", "mk", "bg", "cnr"},
    {"no", "nb", "nn", "da", "sv", "fo"},
    {"cs", "sk"},
    {"gl", "pt", "es", "ca", "ast", "an", "oc"},
    {"de", "lb", "nds", "gsw", "als", "bar"},
    {"nl", "af", "fy", "li"},
    {"ru", "uk", "be"},
    {"zu", "xh", "nr", "ss"},
    {"it", "co", "rm", "lij", "vec", "scn", "nap"},
    {"tr", "az", "tk", "crh"},
)
SCRIPT_SHARE = 0.4  # of the letters, from which a text counts as written in a script

_OF_ONE_LANGUAGE = {
    "Greek": "el",
    "Hebrew": "he",
    "Bengali": "bn",
    "Gurmukhi": "pa",
    "Gujarati": "gu",
    "Odia": "or",
    "Tamil": "ta",
    "Telugu": "te",
    "Kannada": "kn",
    "Malayalam": "ml",
    "Sinhala": "si",
    "Thai": "th",
    "Lao": "lo",
    "Tibetan": "bo",
    "Burmese": "my",
    "Khmer": "km",
    "Thaana": "dv",
    "Georgian": "ka",
    "Armenian": "hy",
    "Hangul": "ko",
    "Kana": "ja",
    "Han": "zh",
}
_WORD = re.compile(r"[^\W\d_]+")
_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?(?:[-_.@].*)?")
_OLD = {"iw": "he", "in": "id", "ji": "yi", "nb": "nb", "jp": "ja", "cn": "zh", "gr": "el", "ua": "uk"}


@dataclass(frozen=True, slots=True)
class Counts:
    """The small words of a text by language, some of several; and how many words the text has at all."""

    by_language: dict[str, int]
    words: int

    def of(self, language: str) -> int:
        """How many small words of a language there are."""
        return self.by_language.get(language, 0)

    def is_much_of_text(self, language: str, share: float = LEAST_SHARE) -> bool:
        """True if the language's small words are so much of the text, and not too few."""
        return self.of(language) >= max(share * self.words, LEAST_SMALL_WORDS)

    def leading(self, lead: float = LEAST_LEAD) -> str | None:
        """The language whose small words make up much of the text, and clearly more than any other's."""
        next_most, most = sorted((0, 0, *self.by_language.values()))[-2:]
        language = max(self.by_language, key=self.of, default="")
        return language if self.is_much_of_text(language) and most >= lead * next_most else None


def of_text(declared: Iterable[str], text: str, default: str | None = None) -> str | None:
    """A BCP 47 tag: the first declared language that the text does not contradict, else as the text reads.

    Templates often declare English whatever the text: its script and its small words decide against them.
    """
    sample = text[:SAMPLE_CHARACTERS]
    script = _script(sample)
    counts = _counts(sample) if script else Counts({}, 0)
    read = counts.leading(CONTRADICTING_LEAD)
    for tag in (*filter(None, map(tag_of, declared)), default):
        is_likely = read is None or _are_close(tag or "", read)
        if tag and _agrees(tag, script) and is_likely and not _is_strange(tag, counts):
            return tag
    return read or _read(sample)


def _is_strange(tag: str, counts: Counts) -> bool:
    """Whether a text has next to none of a language's small words, and many of another's."""
    language = tag.split("-")[0]
    most = max(counts.by_language, key=counts.by_language.__getitem__, default="")
    if language not in _languages() or _are_close(tag, most):
        return False
    return counts.is_much_of_text(most, STRANGE_SHARE) and STRANGE * counts.of(language) <= counts.of(most)


def _are_close(tag: str, read: str) -> bool:
    """Whether a declared language is the one that was read, or one that is easily taken for it."""
    language = tag.split("-")[0]
    return language == read or any(language in group and read in group for group in CLOSE)


def tag_of(text: str) -> str | None:
    """A BCP 47 tag from what pages write: "en_US", "DE", "pt-br". None if it is no language."""
    match = _TAG.fullmatch(text.strip())
    if not match:
        return None
    language, script, region = match.groups()
    language = _OLD.get(language.lower(), language.lower())
    parts = [language, script.title() if script else None, region.upper() if region else None]
    return "-".join(filter(None, parts))


def _script(sample: str) -> str | None:
    """The script that most letters are of; None if the table lacks it, or for too few letters."""
    letters = list(filter(str.isalpha, sample[:SCRIPT_CHARACTERS]))
    if len(letters) < LEAST_CHARACTERS:
        return None
    others = [] if sample.isascii() else [ord(letter) for letter in letters if not _is_latin(letter)]
    if len(others) < SCRIPT_SHARE / 4 * len(letters):
        return "Latin"
    for name, (first, last, _) in SCRIPTS.items():
        share = sum(first <= letter <= last for letter in others) / len(letters)
        if share >= (SCRIPT_SHARE if name != "Kana" else SCRIPT_SHARE / 4):
            return name
    return "Latin" if len(others) < (1 - LATIN_SHARE) * len(letters) else None


def _is_latin(letter: str) -> bool:
    return letter < FIRST_NOT_LATIN or any(first <= letter <= last for first, last in LATIN_AGAIN)


def _agrees(tag: str, script: str | None) -> bool:
    if script is None:
        return True
    language = tag.split("-")[0]
    if script == "Latin":
        return (
            "Latn" in tag
            or all(language not in languages for _, _, languages in SCRIPTS.values())
            or language in ("sr", "ms", "ku", "kk", "mn", "tt")
        )
    return language in SCRIPTS[script][2]


def _read(sample: str) -> str | None:
    """The language that the text is written in, None if the text is too short to say."""
    script = _script(sample)
    if script is None:
        return None
    if script in _OF_ONE_LANGUAGE:
        return _OF_ONE_LANGUAGE[script]
    language = _counts(sample).leading()
    if language is None and sum(map(str.isalpha, sample)) >= LEAST_FOR_LIBRARY:
        import py3langid  # takes 0.8 s and 120 MB to load, so it is kept for what small words don't settle

        language = str(py3langid.classify(sample)[0])
    return language if language and _agrees(language, script) else None


def _counts(sample: str) -> Counts:
    """How many small words of each language a text has."""
    words = _WORD.findall(sample.lower())
    small, own = _small_words(), Counter(words)
    counts: dict[str, int] = {}
    for word in small.keys() & own.keys():
        times = own[word]
        for language in small[word]:
            counts[language] = counts.get(language, 0) + times
    return Counts(counts, len(words))


@cache
def _languages() -> frozenset[str]:
    """The languages whose small words are known."""
    return frozenset(language for languages in _small_words().values() for language in languages)


@cache
def _small_words() -> dict[str, tuple[str, ...]]:
    table = tomllib.loads(Path(__file__).with_name("stopwords.toml").read_text(encoding="utf-8"))
    languages: dict[str, list[str]] = {}
    for language, words in table.items():
        for word in words.split():
            languages.setdefault(word, []).append(language)
    return {word: tuple(those) for word, those in languages.items()}
