"""What the `sources` commands do: glue between sources.toml, the web, the warehouse and the terminal."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import typer

from flows.counted import counted
from flows.options import named
from flows.output import FAILED, busy, results, say, shown, table, write_json_lines, write_result
from tasks.clean.charset import charset_in
from tasks.discover.autodiscover import Offer, find_offers, suggested
from tasks.discover.health import KINDS, check_health
from tasks.discover.opml import MAX_BYTES, Subscription, read_opml, write_opml
from tasks.discover.sources_edit import HEAD, add_sources, name_of_site, name_of_title
from tasks.discover.sources_file import Settings, SourcesError, choose, parse_sources, read_sources
from tasks.discover.urls import url_key, web_url
from tasks.fetch.fetcher import Fetcher
from tasks.fetch.files import is_url
from tasks.logins import login_of, with_login_of, without_login
from tasks.normalize.language import tag_of
from tasks.records import EndsHere
from tasks.sources import OFFERS, FetchSettings, Source

DELAY_SECONDS = 0.2  # between the few requests to a site that is searched: a person waits
NONE = ("n", "no", "none", "q")  # answers that take nothing
_FIELDS = {"feed": "feeds", "news sitemap": "sitemaps", "sitemap": "sitemaps", "page": "pages"}

T = TypeVar("T")


def add_source(url: str, name: str | None, yes: bool, path: Path, allow_private: bool) -> None:
    """Finds what a site offers, shows it, and writes what is chosen into the sources file.

    A login in the URL is sent to that host, and written with what is found there.
    """
    given = url if "://" in url else f"https://{url}"
    address = web_url("", given)
    if address is None:
        raise SourcesError(f"{without_login(url)}: no http or https address")
    settings = _settings(path)
    name = name or name_of_site(address)
    if name in settings.sources:
        raise SourcesError(f'{path}: there is a source "{name}" already; --name gives another name')
    logins = (given,) if login_of(given) else ()
    source = Source(source_id="new", feeds=logins, allow_private=allow_private, delay_seconds=DELAY_SECONDS)
    offers = _fetch(settings.fetch, address, lambda fetcher: find_offers(address, source, fetcher))
    if not offers:
        _fail(f"{address}: neither feed nor sitemap nor links to articles were found")
    best = offers.index(suggested(offers, datetime.now(UTC))) + 1
    _show_offers(offers)
    chosen = [offers[number - 1] for number in _choice(len(offers), best, yes)]
    if not chosen:
        say("Nothing was written.")
        return
    add_sources(path, {name: _fields(chosen, allow_private, given)})
    say(f'"{name}" stands in {path} now. To fetch it:  copydesk ingest {name}{named(path)}')


def _show_offers(offers: Sequence[Offer]) -> None:
    rows = [
        [
            str(number),
            offer.kind,
            str(offer.item_count),
            shown(offer.newest_at),
            "\n".join([offer.url, *(f"  {item.title or item.url}" for item in offer.newest)]),
        ]
        for number, offer in enumerate(offers, start=1)
    ]
    head = ["", "kind", "entries", "newest", "address, and newest titles"]
    results.print(table(head, rows))


def _choice(count: int, best: int, yes: bool) -> list[int]:
    """Which of the offers to take, by number from 1."""
    if yes:
        return [best]
    if not sys.stdin.isatty():
        raise SourcesError(f"nobody to ask, and nothing was written; --yes takes what is suggested: {best}")
    while True:
        answer = typer.prompt("Which to write? Numbers, or none", default=str(best), err=True)
        words = answer.replace(",", " ").split()
        if answer.strip().lower() in NONE:
            return []
        if words and all(word.isdecimal() and 1 <= int(word) <= count for word in words):
            return list(dict.fromkeys(int(word) for word in words))
        say(f"Numbers from 1 to {count}, please.")


def _fields(chosen: Sequence[Offer], allow_private: bool, given: str) -> dict[str, object]:
    """The fields of a source that takes these; addresses get the login of `given` where it is theirs."""
    fields: dict[str, object] = {}
    publisher = next((offer.title for offer in chosen if offer.title), None)
    if publisher:
        fields["publisher"] = publisher
    for field in dict.fromkeys(_FIELDS.values()):
        urls = [with_login_of(offer.url, given) for offer in chosen if _FIELDS[offer.kind] == field]
        if urls:
            fields[field] = urls
    language = next((tag for offer in chosen if (tag := tag_of(offer.language or ""))), None)
    if language:
        fields["language"] = language
    return fields | ({"allow_private": True} if allow_private else {})


def list_sources(path: Path, home: Path, as_json: bool) -> None:
    """Writes a row a source: what it is, and how it stands in the warehouse."""
    from warehouse.errors import NoWarehouse
    from warehouse.home import Home
    from warehouse.query import open_published, source_status

    sources = read_sources(path).sources
    status = {}
    with suppress(NoWarehouse), open_published(Home(home), older=True) as con:
        status = {row.source_id: row for row in source_status(con)}
    objects: list[dict[str, Any]] = []
    for source in sources.values():
        known = status.get(source.source_id)
        objects.append(
            {
                "name": source.source_id,
                "publisher": source.publisher,
                **{field: list(getattr(source, field)) for field in OFFERS},
                "schedule": source.schedule,
                "last_run_at": known.last_run_at if known else None,
                "newest_article_at": known.newest_article_at if known else None,
            }
        )
    if as_json:
        write_json_lines(objects)
        return
    rows = [
        [
            one["name"],
            one["publisher"] or "",
            ", ".join(counted(len(one[field]), field.removesuffix("s")) for field in OFFERS if one[field]),
            one["schedule"],
            shown(one["last_run_at"]),
            shown(one["newest_article_at"]),
        ]
        for one in objects
    ]
    results.print(table(["source", "publisher", "offers", "schedule", "last run", "newest landed"], rows))


def check_sources(names: Sequence[str], path: Path, as_json: bool) -> bool:
    """Writes a row an address of the sources; True if a run could read all of them."""
    settings = read_sources(path)
    sources = choose(settings, names)
    now = datetime.now(UTC)
    found = _fetch(settings.fetch, "", lambda fetcher: check_health(sources, fetcher, now))
    if as_json:
        write_json_lines(map(asdict, found))
    else:
        rows = [
            [
                one.source_id,
                one.kind,
                one.status,
                str(one.entries),
                shown(one.newest_at),
                f"{one.seconds:.1f} s",
                f"{one.url}\n  {one.problem}" if one.problem else one.url,
            ]
            for one in found
        ]
        head = ["source", "kind", "status", "entries", "newest", "time", "address, and problem"]
        results.print(table(head, rows))
    for source in sources:
        if not any(getattr(source, field) for field in KINDS):
            say(f"{source.source_id} is a fixed list of pages: nothing to check.")
    return all(one.is_well for one in found)


def import_sources(what: str, path: Path, allow_private: bool) -> None:
    """Adds the feeds of an OPML file or URL that no source has yet, a source each."""
    settings = _settings(path)
    try:
        feeds = _read_list(what, settings.fetch, allow_private)
    except EndsHere as end:
        _fail(f"{what}: {end.reason}")
    tables: dict[str, Mapping[str, object]] = {}
    known = {url_key(url): source.source_id for source in settings.sources.values() for url in source.feeds}
    for feed in feeds:
        if feed.feed_url is None:
            say(f'left out: "{feed.title}" gives no http or https address')
            continue
        key = url_key(feed.feed_url)
        if key in known:
            say(f"left out: {feed.feed_url} is there already, as {known[key]}")
            continue
        title = feed.title or name_of_site(feed.feed_url)
        known[key] = name = name_of_title(title, {**settings.sources, **tables})
        language = {"language": tag} if (tag := tag_of(feed.language or "")) else {}
        publisher = {"publisher": feed.title} if feed.title else {}
        tables[name] = {
            **publisher,
            "feeds": [feed.feed_url],
            **language,
            **({"allow_private": True} if allow_private else {}),
        }
    if tables:
        add_sources(path, tables)
    say(
        f"{len(tables)} of {counted(len(feeds), 'feed')} added to {path}."
        if feeds
        else f"{what} holds no feed."
    )


def _read_list(what: str, fetch: FetchSettings, allow_private: bool) -> list[Subscription]:
    if not is_url(what):
        with Path(what).open("rb") as file:
            return read_opml(file.read(MAX_BYTES + 1))
    source = Source(source_id="import", allow_private=allow_private)
    response = _fetch(fetch, what, lambda fetcher: fetcher.get(what, source))
    response.raise_for_status()
    return read_opml(response.body, charset_in(response.header("Content-Type")))


def export_sources(output: Path | None, path: Path) -> None:
    """Writes the sources' feeds as OPML."""
    sources = list(read_sources(path).sources.values())
    text = write_opml(sources)
    if output is None:
        write_result(text)
    else:
        output.write_text(text, encoding="utf-8")
    without = [source.source_id for source in sources if not source.feeds]
    if without:
        say(f"left out, as OPML lists only feeds: {', '.join(without)}")


def _settings(path: Path) -> Settings:
    """The file's, or what a new one will say."""
    return read_sources(path) if path.exists() else parse_sources(path, HEAD)


def _fetch(settings: FetchSettings, what: str, ask: Callable[[Fetcher], Awaitable[T]]) -> T:
    """Asks the web; what keeps it from answering ends the command."""

    async def asked() -> T:
        async with Fetcher(settings) as fetcher:
            return await ask(fetcher)

    try:
        with busy("Asking the web"):
            return asyncio.run(asked())
    except EndsHere as end:
        _fail(f"{what}: {end.reason}")


def _fail(line: str) -> NoReturn:
    say(f"copydesk: {line}")
    raise typer.Exit(FAILED)
