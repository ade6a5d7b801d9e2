"""Articles of which is known which are copies of which: what benchmarks/syndication.py reads.

All of it is generated, the same each time. Words follow Zipf's law and come in stock phrases, so that
unrelated stories share runs of words as real ones do. A fifth of the stories is in a script without blanks.
"""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass

PUBLISHERS = 60
VOCABULARY = 20_000
STOCK_PHRASES = 1500
SERIES_DAYS = 12  # reports that one text with gaps is filled in for, day after day
QUOTE_SHARE = 0.06  # of stories that quote another story's sentences
ROUNDUP_SHARE = 0.02  # of stories after which a roundup of the last few follows
STEPS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6)


@dataclass(frozen=True, slots=True)
class Text:
    """A generated article."""

    story: int  # equal for copies of one text
    publisher: int
    edited: float  # share of the original that was dropped or rewritten; 0 for an original
    body: str


class Writer:
    """Writes stories, and copies of them."""

    def __init__(self, seed: int = 11) -> None:
        self.random = random.Random(seed)
        words = [
            "".join(self.random.choices("abcdefghiklmnoprstuvw", k=2 + n % 9)) for n in range(VOCABULARY)
        ]
        han = [
            "".join(chr(0x4E00 + self.random.randrange(3000)) for _ in range(1 + n % 3)) for n in range(8000)
        ]
        self.languages = [self._language(words), self._language(han)]
        self.blank = " "
        self.speak(False)
        self.furniture = [
            (self.paragraph(1), self.paragraph(2)) for _ in range(PUBLISHERS)
        ]  # each publisher's header and trailer
        self.disclaimer = self.paragraph(3)  # under every fourth story, whoever publishes it
        self.series = [self.sentences(14) for _ in range(4)]

    def _language(self, words: list[str]) -> tuple[list[str], list[float], list[list[str]], list[float]]:
        frequency = list(itertools.accumulate(1 / (n + 3) for n in range(len(words))))
        phrases = [self.random.choices(words, frequency, k=2 + n % 6) for n in range(STOCK_PHRASES)]
        return (
            words,
            frequency,
            phrases,
            list(itertools.accumulate(1 / (n + 20) for n in range(STOCK_PHRASES))),
        )

    def speak(self, unspaced: bool) -> None:
        """Sets the language of what is written from now on."""
        self.words, self.frequency, self.phrases, self.popularity = self.languages[unspaced]
        self.blank = "" if unspaced else " "

    def sentence(self) -> list[str]:
        """Words and stock phrases, the latter about a third of it."""
        found: list[str] = []
        for _ in range(self.random.randint(5, 14)):
            if self.random.random() < 0.12:
                found += self.random.choices(self.phrases, cum_weights=self.popularity)[0]
            else:
                found += self.random.choices(self.words, cum_weights=self.frequency)
        return found

    def sentences(self, count: int) -> list[list[str]]:
        return [self.sentence() for _ in range(count)]

    def join(self, sentences: list[list[str]]) -> str:
        """Paragraphs of up to three sentences."""
        texts = [self.blank.join(words) + ". " for words in sentences]
        return "\n\n".join("".join(texts[start : start + 3]).strip() for start in range(0, len(texts), 3))

    def paragraph(self, sentences: int) -> str:
        return self.join(self.sentences(sentences))

    def page(self, sentences: list[list[str]], publisher: int, disclaimer: bool) -> str:
        """The body as a reader without site memory would leave it: half of the pages keep their furniture."""
        head, trail = self.furniture[publisher] if self.random.random() < 0.5 else ("", "")
        return "\n\n".join(
            filter(None, (head, self.join(sentences), self.disclaimer if disclaimer else "", trail))
        )

    def edit(self, original: list[list[str]], share: float) -> list[list[str]]:
        """A copy of which about that share of the sentences is dropped or rewritten, in parts at random."""
        picked = set(self.random.sample(range(len(original)), round(share * len(original))))
        found: list[list[str]] = []
        for number, words in enumerate(original):
            how = self.random.random() if number in picked else 1.0
            if how < 0.5:
                continue
            if how < 0.75:
                found.append(
                    [w if self.random.random() > 0.25 else self.random.choice(self.words) for w in words]
                )
            elif how < 1.0:
                found.append(self.sentence())
            else:
                found.append(words)
        if self.random.random() < 0.3:
            half = self.random.randrange(len(found) + 1)
            found = found[half:] + found[:half]
        own = round(self.random.random() * share * len(original))  # paragraphs of the copy's own
        place = self.random.randrange(len(found) + 1)
        return found[:place] + self.sentences(own) + found[place:]


def write(stories: int, seed: int = 11) -> list[Text]:
    """So many stories, every third with one to six copies elsewhere, and what only looks like copies."""
    writer, texts = Writer(seed), []
    pick = writer.random
    recent: list[list[list[str]]] = []
    number = 0
    for number in range(stories):
        writer.speak(number % 5 == 0)
        original = writer.sentences(pick.randint(7, 32))
        if recent and number % 5 and pick.random() < QUOTE_SHARE:
            original[2:2] = pick.choice(recent)[:2]
        copies = pick.randint(1, 6) if number % 3 == 0 else 0
        publishers = pick.sample(range(PUBLISHERS), copies + 1)
        disclaimer = number % 4 == 0
        texts.append(Text(number, publishers[0], 0.0, writer.page(original, publishers[0], disclaimer)))
        for publisher in publishers[1:]:
            share = pick.choice(STEPS)
            texts.append(
                Text(
                    number, publisher, share, writer.page(writer.edit(original, share), publisher, disclaimer)
                )
            )
        if number % 5:
            recent = [*recent[-5:], original]
            if len(recent) == 6 and pick.random() < ROUNDUP_SHARE:
                roundup = [sentence for story in recent for sentence in story[:3]]
                texts.append(Text(-len(texts), pick.randrange(PUBLISHERS), 0.0, writer.join(roundup)))
    writer.speak(False)
    return texts + _series(writer, number + 1)


def _series(writer: Writer, number: int) -> list[Text]:
    """Daily reports after one pattern (weather, markets) at two publishers: copies within a day only."""
    texts = []
    for pattern in writer.series:
        for _ in range(SERIES_DAYS):
            filled = [
                [w if writer.random.random() > 0.2 else writer.random.choice(writer.words) for w in s]
                for s in pattern
            ]
            texts += [Text(number, publisher, 0.0, writer.join(filled)) for publisher in (3, 8)]
            number += 1
    return texts
