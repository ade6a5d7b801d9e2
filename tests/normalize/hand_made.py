"""Drafts made by hand, for tests of what is read from them."""

from datetime import UTC, datetime

from tasks.records import Block, Capture, Draft, Entry, Found, Removed

SEEN = datetime(2024, 5, 16, 12, 0, tzinfo=UTC)
PROSE = (
    "The harbour council voted on Tuesday to widen the northern quay, a plan that had waited for nine years."
)


def draft(
    blocks=(),
    bylines=(),
    credits=(),
    removed=(),
    publisher=None,
    standfirst=None,
    url="https://news.example/story",
):
    """A draft of the given texts; `bylines` and `credits` may be texts or Found."""
    entry = Entry("test", url, "load", SEEN)
    return Draft(
        capture=Capture("urn:uuid:0", entry, url, SEEN, 200, (), b"", "sha1:0"),
        headline=None,
        description=Found(standfirst, "meta description") if standfirst else None,
        blocks=tuple(Block(text) for text in blocks),
        bylines=tuple(_found(text, "byline") for text in bylines),
        credits=tuple(_found(text, "text") for text in credits),
        removed=tuple(Removed(text, reason) for text, reason in removed),
        publisher=Found(publisher, "json-ld") if publisher else None,
    )


def _found(text, place):
    return text if isinstance(text, Found) else Found(text, place)
