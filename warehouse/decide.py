"""What a page that was read means for the warehouse: a new article, a new version of one, or nothing new.

Pure: it looks at the articles of a batch and at what the warehouse holds of them, and changes neither.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tasks.discover.urls import url_key
from tasks.records import Article, Outcome, Reread


@dataclass(frozen=True, slots=True)
class History:
    """The versions of an article, and where its newest came from."""

    digest: str  # of the newest version's payload
    seen_at: datetime  # when its page was fetched
    url: str  # where
    run_id: str  # by which run
    versions: int  # how many there are
    hashes: frozenset[str]  # content hashes of all versions


@dataclass(frozen=True, slots=True)
class Held:
    """What the warehouse holds of an article."""

    source_id: str  # that first brought it
    first_seen_at: datetime
    last_seen_at: datetime
    version: int  # the newest: of the page that was fetched last
    content_hash: str  # of the newest version
    history: History | None = None  # None where no page of the batch differs from the newest version


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of one article of a batch."""

    article: Article
    outcome: Outcome
    reason: str | None = None
    version: int | None = None  # of the row to write; None if none is written
    is_reread: bool = False  # the page is the same, the reader is another


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
    if history is None or article.content_hash == held.content_hash:
        return Decision(article, Outcome.UNCHANGED)
    # A page that goes back to an earlier text is an edit; an old file that is loaded again is not.
    is_later = not article.capture.is_file and article.capture.fetched_at > history.seen_at
    if article.content_hash in history.hashes and not is_later:
        return Decision(article, Outcome.UNCHANGED, "the warehouse holds this version among its earlier ones")
    if _is_second_page(article, history, run_id, started_at):
        return Decision(article, Outcome.DUPLICATE_URL, f"the same article as {history.url}")
    is_reread = article.capture.digest == history.digest
    return Decision(article, Outcome.UPDATED, version=history.versions + 1, is_reread=is_reread)


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
    first = min(held.first_seen_at, fetched_at) if held else fetched_at
    last = max(held.last_seen_at, fetched_at) if held else fetched_at
    if held and version is None and article.content_hash != held.content_hash:
        last = held.last_seen_at  # an earlier text, or another page's: the newest was not seen
    if version is None:
        assert held is not None  # what is not held is new, and has a version
        return replace(held, first_seen_at=first, last_seen_at=last)
    history = held.history if held else None
    hashes = (history.hashes if history else frozenset()) | {article.content_hash}
    # An older page came later than one that showed the newest version: it is not the newest.
    if held and history and not decision.is_reread and fetched_at < held.last_seen_at:
        history = replace(history, versions=version, hashes=hashes)
        return replace(held, first_seen_at=first, last_seen_at=last, history=history)
    history = History(article.capture.digest, fetched_at, article.url, run_id, version, hashes)
    source_id = held.source_id if held else article.capture.entry.source_id
    return Held(source_id, first, last, version, article.content_hash, history)
