"""Tells charsets apart by the letters that they would give: what the general detection gets wrong.

Windows-1252, windows-1250, ISO-8859-2 and their like differ in a few letters only. Text of a language has the
letters of its alphabet and, inside words, nothing else.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter

MIN_SHARE = 0.9  # of the characters outside ASCII that belong to one alphabet, for it to be the text's
MAX_RUN = 2  # bytes outside ASCII in a row, in most words of a language with Latin letters
MIN_SHORT_RUNS = 0.8  # of all such runs
MIN_KANA = 0.2  # of the characters outside ASCII, in a Japanese text

# By charset, the most common first: the letters outside ASCII of the languages that are written in it.
_WESTERN = (
    "äöüß", "àâæçèéêëîïôœùûüÿ", "áéíñóúü", "àáâãçéêíóôõúü", "àèéìíîòóùú", "åäö", "åæéøòóèêü", "èéêëïóöü",
    "áæðéíóöþúý", "àçèéíïòóúü·", "çë",
)  # fmt: skip
_CENTRAL = (
    "ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "čšž", "ćčđšž", "ăâîşţ", "çë",
)  # fmt: skip
_ALPHABETS = {
    "cp1252": _WESTERN,
    "cp1250": _CENTRAL,
    "iso8859_2": _CENTRAL,
    "cp1254": ("âçğîıöşûüi̇",),
    "cp1257": ("ąčęėįšųūž", "āčēģīķļņšūž", "äõöüšž"),
    "mac_roman": _WESTERN,
}
_MARKS = frozenset("„“”‚‘’«»‹›–—…•·€£§°º©®™¡¿²³½´\u00a0\u00ad")  # that texts in any language have
_APOSTROPHES = frozenset("’‘–—·\u00a0\u00ad")  # that may stand inside a word
_ODD = re.compile(r"(.?)([^\x00-\x7f])(?=(.?))", re.DOTALL)
_HIGH = re.compile(rb"[\x80-\xff]+")


def latin_codec(sample: bytes) -> str | None:
    """The codec of a text in Latin letters, by the alphabet that its letters are of; None if none fits."""
    runs = _HIGH.findall(sample)
    if sum(len(run) <= MAX_RUN for run in runs) < MIN_SHORT_RUNS * len(runs) or _is_utf8(sample):
        return None
    share, codec = max(((_share(sample, codec), codec) for codec in _ALPHABETS), key=lambda one: one[0])
    return codec if share >= MIN_SHARE else None


def _is_utf8(sample: bytes) -> bool:
    """True for what is all ASCII, too; the sample may be cut within a character."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return False
    return True


def _share(sample: bytes, codec: str) -> float:
    """How many of the characters outside ASCII are letters of one alphabet, or marks where marks stand."""
    text = sample.decode(codec, "replace")
    odd = Counter(_ODD.findall(text))
    total = sum(odd.values())
    letters: Counter[str] = Counter()
    marks = 0
    for (before, char, after), times in odd.items():
        if char in _MARKS:
            is_inside = before.isalpha() and after.isalpha()
            marks += 0 if is_inside and char not in _APOSTROPHES else times
        elif not (char.isupper() and before.islower()):
            letters[char.lower()] += times
    return max(
        (marks + sum(letters[letter] for letter in [*alphabet, "i̇"] if letter in alphabet)) / total
        for alphabet in _ALPHABETS[codec]
    )


def japanese_codec(sample: bytes) -> str | None:
    """The codec of Japanese text in EUC or in the charset of its mails; None for any other text."""
    if b"\x1b$B" in sample or b"\x1b$@" in sample:
        return "iso2022_jp"
    try:
        text = sample[: sample.rfind(b"\n") + 1 or None].decode("euc_jp")
    except UnicodeDecodeError:
        return None
    odd = [char for char in text if char > "\x7f"]
    kana = sum("\u3041" <= char <= "\u30ff" for char in odd)
    return "euc_jp" if odd and kana >= MIN_KANA * len(odd) else None
