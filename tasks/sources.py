"""A source: a publisher's site, or a part of it, as the user describes it in sources.toml."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Source(BaseModel):
    """Where entries come from, and what is known of the site. `sources_file.py` in discover reads them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source_id: str  # its name in sources.toml
    feeds: tuple[str, ...] = ()  # RSS or Atom
    sitemaps: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()  # a fixed list of pages
    publisher: str | None = None  # its name; else the page's own word, else the host
    language: str | None = None  # BCP 47, where the pages don't say
    timezone: str | None = None  # IANA name, for dates that give no zone
    schedule: str | None = None  # cron expression in UTC
    allow_private: bool = False  # fetch from loopback and private addresses too
    max_entries: int = 200  # of one feed or sitemap, newest first
    delay_seconds: float = 1.0  # between two requests to one host
