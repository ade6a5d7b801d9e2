"""What a page that was read means for the warehouse: a new article, a new version of one, or nothing new.

Pure: it looks at the articles of a batch and at what the warehouse holds of them, and changes neither.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from tasks.discover.urls import url_key
from tasks.records import Article, Outcome, Reread

# Why a page is no edit, though it differs from the newest version.
EARLIER = "the warehouse holds this version among its earlier ones"


@dataclass(frozen=True, slots=True)
class Shown:
    """A version, and when pages showed it."""

    version: int
    like: int  # the version whose row says the same: itself, or the one that it was cut off from
    content_hash: str
    times: tuple[datetime, ...]  # in their order; of earlier batches the first and the last

    @property
    def seen_at(self) -> datetime:
        """When it was seen first."""
        return self.times[0]

    @property
    def last_seen_at(self) -> datetime:
        """When it was seen last."""
        return self.times[-1]

    def also_at(self, when: datetime) -> Shown:
        """The same, seen at another moment as well."""
        place = bisect_right(self.times, when)
        return replace(self, times=(*self.times[:place], when, *self.times[place:]))

    def cut(self, when: datetime, version: int) -> tuple[Shown, Shown]:
        """What was seen before a moment, and what was seen after it: another version, which says the same."""
        place = bisect_left(self.times, when)
        return replace(self, times=self.times[:place]), replace(
            self, version=version, times=self.times[place:]
        )


@dataclass(frozen=True, slots=True)
class History:
    """The versions of an article, and where its newest came from."""

    digest: str  # of the newest version's payload
    seen_at: datetime  # when its page was fetched
    url: str  # where
    run_id: str  # by which run
    versions: int  # how many there are
    shown: tuple[Shown, ...]  # they, in the order in which they were seen

    def holds(self, content_hash: str) -> bool:
        """True if one of the versions says that."""
        return any(one.content_hash == content_hash for one in self.shown)

    def shown_by(self, article: Article) -> Shown | None:
        """The version that a page shows, as it was seen then: the one before its moment, or the one after.

        None if the page says something else than both, be it what another version says.
        """
        when = article.capture.fetched_at
        place = bisect_right(self.shown, when, key=_seen_at)
        for side in (reversed(self.shown[:place]), iter(self.shown[place:])):
            beside = self._at_once(side)
            for one in beside:
                if one.content_hash == article.content_hash:
                    # What one page was read as, twice, stays together.
                    return one.also_at(when) if len(beside) == 1 or one.seen_at <= when else one
        return None

    def around(self, when: datetime) -> Shown | None:
        """The version that was seen before and after a moment."""
        place = bisect_left(self.shown, when, key=_seen_at)
        last = self.shown[place - 1] if place else None
        return last if last and last.last_seen_at > when else None

    @staticmethod
    def _at_once(versions: Iterator[Shown]) -> list[Shown]:
        """The first, and those seen at the same moment: readings of the same page."""
        return next((list(group) for _, group in groupby(versions, _seen_at)), [])

    def having(self, shown: Shown) -> History:
        """The same with a version that is new, or was seen at other moments."""
        ordered = list(self.shown)
        if shown.version > self.versions:
            insort(ordered, shown, key=lambda one: (one.seen_at, one.version))
            return replace(self, versions=shown.version, shown=tuple(ordered))
        # Only moments between its neighbours' are added to it: it stays where it stands.
        place = bisect_left(ordered, shown.seen_at, key=_seen_at)
        while ordered[place].version != shown.version:
            place += 1
        ordered[place] = shown
        return replace(self, shown=tuple(ordered))


def _seen_at(one: Shown) -> datetime:
    return one.seen_at


@dataclass(frozen=True, slots=True)
class Held:
    """What the warehouse holds of an article."""

    source_id: str  # that first brought it
    first_seen_at: datetime
    last_seen_at: datetime
    seen_at: datetime  # when a page first showed the newest version
    version: int  # the newest: of the page that was fetched last
    content_hash: str  # of the newest version
    history: History | None = None  # None where all pages of the batch are later and show the newest version


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of one article of a batch."""

    article: Article
    outcome: Outcome
    reason: str | None = None
    version: int | None = None  # of the row to write; None if none is written
    is_reread: bool = False  # the page is the same, the reader is another
    shown: Shown | None = None  # the version that the page shows, if one is held; None if not asked
    cut: Shown | None = None  # the version that was seen before this page and after it


def decide(
    articles: Sequence[Article], held: Mapping[str, Held], run_id: str, started_at: datetime | None
) -> tuple[list[Decision], dict[str, Held]]:
    """Decides for each article, in the order given, and says what the warehouse holds of them afterwards.

    The result does not depend on the order of the batch: pages that are the same article count in the order
    in which they were fetched. But those that the run itself has fetched, since `started_at`, are of one
    moment: where they differ, that is no edit, and the page at the canonical URL counts.
    """
    after = dict(held)
    decisions: dict[int, Decision] = {}
    for index in sorted(range(len(articles)), key=lambda i: _rank(articles[i], started_at)):
        article = articles[index]
        decision = _decide_one(article, after.get(article.article_id), run_id, started_at)
        after[article.article_id] = _held_after(decision, after.get(article.article_id), run_id)
        decisions[index] = decision
    return [decisions[index] for index in range(len(articles))], {
        article.article_id: after[article.article_id] for article in articles
    }


def decide_rereads(
    rereads: Sequence[Reread], held: Mapping[str, Held], run_id: str
) -> tuple[list[Decision], dict[str, Held]]:
    """The same for pages that are read again: a new version, unless the article has changed meanwhile."""
    decisions: list[Decision] = []
    after = dict(held)
    for reread in rereads:
        article, now = reread.article, after.get(reread.article.article_id)
        if now is None or now.history is None or now.version != reread.version:
            decisions.append(Decision(article, Outcome.UNCHANGED, "it has changed since it was read again"))
            continue
        decision = Decision(article, Outcome.UPDATED, version=now.history.versions + 1, is_reread=True)
        after[article.article_id] = _held_after(decision, now, run_id)
        decisions.append(decision)
    return decisions, after


def _rank(article: Article, started_at: datetime | None) -> tuple[bool, bool, int, str, datetime, str, str]:
    """As they were fetched; what the run itself has fetched comes last, page by page, the canonical first.

    A page has one key whatever tracking parameters it was fetched with: its own texts stay in their order.
    """
    fetched_at, key = article.capture.fetched_at, url_key(article.url)
    if not _is_since(started_at, fetched_at):
        return False, False, 0, "", fetched_at, article.url, article.content_hash
    is_other = key != url_key(article.canonical_url or "")
    return True, is_other, len(key), key, fetched_at, article.url, article.content_hash


def _is_since(started_at: datetime | None, fetched_at: datetime) -> bool:
    return started_at is not None and started_at <= fetched_at


def _decide_one(article: Article, held: Held | None, run_id: str, started_at: datetime | None) -> Decision:
    if held is None:
        return Decision(article, Outcome.NEW, version=1)
    history = held.history
    if history is None:
        return Decision(article, Outcome.UNCHANGED)
    if article.capture.is_file:  # when it was true, nobody knows: an old file that is loaded again is no edit
        if history.holds(article.content_hash):
            is_newest = article.content_hash == held.content_hash
            return Decision(article, Outcome.UNCHANGED, None if is_newest else EARLIER)
    elif shown := history.shown_by(article):
        reason = None if shown.content_hash == held.content_hash else EARLIER
        return Decision(article, Outcome.UNCHANGED, reason, shown=shown)
    if _is_second_page(article, history, run_id, started_at):
        return Decision(article, Outcome.DUPLICATE_URL, f"the same article as {history.url}")
    is_same = article.content_hash == held.content_hash  # as an earlier time, when it went back to that
    is_reread = article.capture.digest == history.digest and not is_same
    is_placed = not is_reread and not article.capture.is_file
    cut = history.around(article.capture.fetched_at) if is_placed else None
    return Decision(article, Outcome.UPDATED, None, history.versions + 1, is_reread, cut=cut)


def _is_second_page(article: Article, history: History, run_id: str, started_at: datetime | None) -> bool:
    """True if the run itself has fetched the article at two addresses.

    What it loads from an archive, earlier runs have fetched: there, a text at another address is a later one.
    """
    is_this_run = history.run_id == run_id
    is_fetched = _is_since(started_at, min(history.seen_at, article.capture.fetched_at))
    return is_this_run and is_fetched and url_key(history.url) != url_key(article.url)


def _held_after(decision: Decision, held: Held | None, run_id: str) -> Held:
    article, version = decision.article, decision.version
    fetched_at = article.capture.fetched_at
    if held and decision.is_reread:  # the page may be an earlier one, which says what the newest says
        fetched_at = max(fetched_at, held.seen_at)
    first = min(held.first_seen_at, article.capture.fetched_at) if held else fetched_at
    last = max(held.last_seen_at, fetched_at) if held else fetched_at
    if held and version is None and article.content_hash != held.content_hash:
        last = held.last_seen_at  # an earlier text, or another page's: the newest was not seen
    if version is None:
        assert held is not None  # what is not held is new, and has a version
        return replace(_seen_also(held, decision.shown), first_seen_at=first, last_seen_at=last)
    shown = Shown(version, version, article.content_hash, (fetched_at,))
    history = held.history if held else None
    # An older page came later than one that showed the newest version: it is not the newest.
    if held and history and not decision.is_reread and fetched_at < held.last_seen_at:
        held = replace(held, first_seen_at=first, last_seen_at=last, history=history.having(shown))
        return _cut(held, decision.cut, fetched_at) if decision.cut else held
    versions, before = (history.versions, history.shown) if history else (0, ())
    history = History(article.capture.digest, fetched_at, article.url, run_id, versions, before)
    history = history.having(shown.also_at(last))
    source_id = held.source_id if held else article.capture.entry.source_id
    return Held(source_id, first, last, fetched_at, version, article.content_hash, history)


def _cut(held: Held, cut: Shown, when: datetime) -> Held:
    """What is held once a page has said something else while a version was seen before and after it."""
    assert held.history is not None
    before, again = cut.cut(when, held.history.versions + 1)
    history = held.history.having(before).having(again)
    if cut.version != held.version:
        return replace(held, history=history)
    return replace(held, version=again.version, seen_at=again.seen_at, history=history)


def _seen_also(held: Held, shown: Shown | None) -> Held:
    """What is held once a page has shown a version at another moment."""
    if shown is None or held.history is None:
        return held
    history = held.history.having(shown)
    if shown.version != held.version:
        return replace(held, history=history)
    return replace(held, seen_at=shown.seen_at, history=replace(history, seen_at=shown.seen_at))
