"""What a page that was read means for the warehouse: a new article, a new version of one, or nothing new.

Pure: it looks at the articles of a batch and at what the warehouse holds of them, and changes neither.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tasks.records import Article, Outcome

LOADED = "load"  # Entry.found_in of what the user loads from files


@dataclass(frozen=True, slots=True)
class Held:
    """What the warehouse holds of an article."""

    first_seen_at: datetime
    last_seen_at: datetime
    version: int  # the newest: of the page that was fetched last
    content_hash: str  # of the newest version
    digest: str  # … its payload
    seen_at: datetime  # … when it was fetched
    url: str  # … where
    run_id: str  # … by which run
    versions: int  # how many there are
    hashes: frozenset[str]  # content hashes of all versions


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of one article of a batch."""

    article: Article
    outcome: Outcome
    reason: str | None = None
    version: int | None = None  # of the row to write; None if none is written
    is_reread: bool = False  # the page is the same, the reader is another


def decide(
    articles: Sequence[Article], held: Mapping[str, Held], run_id: str
) -> tuple[list[Decision], dict[str, Held]]:
    """Decides for each article, in the order given, and says what the warehouse holds of them afterwards.

    The result does not depend on the order of the batch: of several pages that are the same article, the one
    at the canonical URL counts.
    """
    after = dict(held)
    decisions: dict[int, Decision] = {}
    for index in sorted(range(len(articles)), key=lambda i: _rank(articles[i])):
        article = articles[index]
        decision = _decide_one(article, after.get(article.article_id), run_id)
        after[article.article_id] = _held_after(decision, after.get(article.article_id), run_id)
        decisions[index] = decision
    return [decisions[index] for index in range(len(articles))], {
        article.article_id: after[article.article_id] for article in articles
    }


def _rank(article: Article) -> tuple[bool, int, str, datetime, str]:
    url = article.url
    return (
        url != article.canonical_url,
        len(url),
        url,
        article.capture.fetched_at,
        article.content_hash,
    )


def _decide_one(article: Article, held: Held | None, run_id: str) -> Decision:
    if held is None:
        return Decision(article, Outcome.NEW, version=1)
    if article.content_hash == held.content_hash:
        return Decision(article, Outcome.UNCHANGED)
    # A page that goes back to an earlier text is an edit; an old file that is loaded again is not.
    is_later = article.capture.entry.found_in != LOADED and article.capture.fetched_at > held.seen_at
    if article.content_hash in held.hashes and not is_later:
        return Decision(article, Outcome.UNCHANGED, "the warehouse holds this version among its earlier ones")
    if held.run_id == run_id and held.url != article.url:
        return Decision(article, Outcome.DUPLICATE_URL, f"the same article as {held.url}")
    is_reread = article.capture.digest == held.digest
    return Decision(article, Outcome.UPDATED, version=held.versions + 1, is_reread=is_reread)


def _held_after(decision: Decision, held: Held | None, run_id: str) -> Held:
    article, fetched_at = decision.article, decision.article.capture.fetched_at
    if held is None:
        return _as_held(article, run_id, 1, fetched_at, fetched_at, frozenset())
    first, last = min(held.first_seen_at, fetched_at), max(held.last_seen_at, fetched_at)
    if decision.version is None:
        return replace(held, first_seen_at=first, last_seen_at=last)
    if fetched_at < held.seen_at:  # an older page came later: one more version, but not the newest
        hashes = held.hashes | {article.content_hash}
        return replace(held, first_seen_at=first, last_seen_at=last, versions=decision.version, hashes=hashes)
    return _as_held(article, run_id, decision.version, first, last, held.hashes)


def _as_held(
    article: Article, run_id: str, version: int, first: datetime, last: datetime, hashes: frozenset[str]
) -> Held:
    return Held(
        first_seen_at=first,
        last_seen_at=last,
        version=version,
        content_hash=article.content_hash,
        digest=article.capture.digest,
        seen_at=article.capture.fetched_at,
        url=article.url,
        run_id=run_id,
        versions=version,
        hashes=hashes | {article.content_hash},
    )
