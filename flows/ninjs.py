"""An article as ninjs 3.0, the IPTC's "News in JSON" (https://iptc.org/standards/ninjs/)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

STANDARD = {
    "name": "ninjs",
    "version": "3.0",
    "schema": "https://www.iptc.org/std/ninjs/ninjs-schema_3.0.json",
}
TEXT = "text/plain"
# ninjs leaves roles and relations open, but wants URIs: these say the same in schema.org's words.
SUPPLIED, PUBLISHED = "https://schema.org/sourceOrganization", "https://schema.org/publisher"
SECTION, KEYWORD = "https://schema.org/articleSection", "https://schema.org/keywords"
_URI_CHARACTERS = "%:/?#[]@!$&'()*+,;=~-._"


def ninjs(article: Mapping[str, Any]) -> dict[str, Any]:
    """The ninjs 3.0 object of a row of the view `articles`; what is not known is left out.

    `versionCreated` and `contentCreated` are instants there: a page that gives only a day has neither.
    """
    image = _uri(article["image_url"])
    fields = {
        "uri": _uri(article["canonical_url"])
        or _uri(article["url"])
        or f"urn:copydesk:{article['article_id']}",
        "standard": STANDARD,
        "type": "text",
        "version": str(article["version"]),
        "versionCreated": _instant(article["modified_at"] or article["published_at"]),
        "contentCreated": _instant(article["published_at"]),
        "language": article["language"],
        "headlines": _texts("main", article["headline"]),
        "descriptions": _texts("summary", article["description"]),
        "bodies": _bodies(article),
        "by": ", ".join(article["authors"]),
        "located": article["dateline"],
        "infoSources": _named(SUPPLIED, article["agencies"], "role")
        + _named(PUBLISHED, [article["publisher"]], "role"),
        "subjects": _named(SECTION, [article["section"]], "rel")
        + _named(KEYWORD, article["keywords"], "rel"),
        "associations": [_picture(image)] if image else [],
        "altIds": [{"role": "copydesk", "value": article["article_id"]}],
    }
    return {name: value for name, value in fields.items() if value}


def _texts(role: str, text: str | None) -> list[dict[str, str]]:
    return [{"role": role, "contentType": TEXT, "value": text}] if text else []


def _bodies(article: Mapping[str, Any]) -> list[dict[str, Any]]:
    counts = {"charCount": len(article["body"]), "wordCount": article["word_count"]}
    return [{**body, **counts} for body in _texts("main", article["body"])]


def _named(meaning: str, names: Sequence[str | None], key: str) -> list[dict[str, str]]:
    return [{"name": name, key: meaning} for name in names if name]


def _picture(url: str) -> dict[str, Any]:
    return {"name": "image", "uri": url, "type": "picture", "renditions": [{"name": "main", "href": url}]}


def _uri(url: str | None) -> str | None:
    return quote(url, safe=_URI_CHARACTERS) if url and url.startswith(("http://", "https://")) else None


def _instant(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z") if moment else None
