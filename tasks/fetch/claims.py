"""Whose a page of an archive is. An archive says it itself, and anybody can write one.

What a source of sources.toml has brought is asked for again as that source's (`revisit`): with its reach into
private networks, and its logins. So a page that names a source which has such is only believed to be its own
on a site that the source's own addresses name. Other sources can do no more than anybody, and their articles
may stand on any site, so their name is kept; a login goes to the origin that it was given for in any case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from courlan import extract_domain

from tasks.fetch.hosts import host_of
from tasks.percent import in_dns
from tasks.records import Capture
from tasks.sources import OFFERS, Source


class Claims:
    """What captures say of whose they are, held against the sources; `source_id` is for the others."""

    def __init__(self, sources: Mapping[str, Source], source_id: str) -> None:
        self._sources = sources
        self._source_id = source_id
        self._sites: dict[str, set[str]] = {}  # by source_id, of sources that were asked for

    def checked(self, capture: Capture) -> Capture:
        """The capture, as no source's where its own is not to be believed."""
        source = self._sources.get(capture.entry.source_id)
        if source is None or not (source.allow_private or source.has_logins):
            return capture
        if {_site(capture.url), _site(capture.entry.url)} <= self._sites_of(source):
            return capture
        return replace(capture, entry=replace(capture.entry, source_id=self._source_id))

    def _sites_of(self, source: Source) -> set[str]:
        if source.source_id not in self._sites:
            urls = [url for field in OFFERS for url in getattr(source, field)]
            self._sites[source.source_id] = {_site(url) for url in urls}
        return self._sites[source.source_id]


def _site(url: str) -> str:
    """The domain that its owner has registered; of an address or a name of one's own network all of it."""
    return in_dns(extract_domain(url) or host_of(url))
