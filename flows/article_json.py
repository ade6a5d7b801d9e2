"""An article as one JSON object: what `copydesk extract` writes."""

from __future__ import annotations

from typing import Any

from tasks.records import Article, EndsHere

# Fields of the record that say nothing of the page itself.
_INTERNAL = {"capture", "credits", "removed", "block_hashes", "article_id"}


def article_object(article: Article) -> dict[str, Any]:
    """The article's fields, those of the view `articles` under its names, and the evidence of each agency."""
    fields = {name: getattr(article, name) for name in article.__slots__ if name not in _INTERNAL}
    fields["agencies"] = list(article.agencies)
    fields["agency_evidence"] = [
        {"agency": credit.agency, "text": credit.text, "kind": credit.kind, "place": credit.place}
        for credit in article.credits
    ]
    return fields


def ended_object(end: EndsHere) -> dict[str, Any]:
    """A page that gives no article: its outcome and the reason."""
    return {"outcome": str(end.outcome), "reason": end.reason}
