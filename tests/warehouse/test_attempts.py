"""Requests are kept for the questions of those who run the machine, and let go of in time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tasks.records import Attempt
from tests.warehouse.samples import NOW, article
from warehouse.forget import forget, target
from warehouse.retention import ATTEMPTS_KEPT, drop_attempts

URL = "https://harbour.example:8443/a"
PAGE = Attempt("harbour-times", URL, URL, 1, NOW, 0.25, 200, 1_000)
SILENT = replace(PAGE, number=2, status=None, body_bytes=None, failure="no answer in time")


def test_attempts_are_shown_with_their_host(loader, ask):
    loader.keep_attempts("run-1", [PAGE, SILENT])
    assert ask("SELECT * EXCLUDE asked_at FROM fetch_attempts ORDER BY number") == [
        ("harbour-times", "harbour.example:8443", URL, URL, 1, 0.25, 200, 1_000, None, "run-1"),
        ("harbour-times", "harbour.example:8443", URL, URL, 2, 0.25, None, None, SILENT.failure, "run-1"),
    ]


def test_what_was_asked_for_in_vain_of_late_is_known_by_source(loader):
    pages = [replace(PAGE, entry_url=f"{URL}{n}") for n in range(5)]
    silent = replace(pages[0], status=None, failure="no answer in time")
    busy, old = replace(pages[1], status=503), replace(pages[2], status=503, asked_at=NOW - timedelta(days=2))
    other = replace(pages[3], status=503, source_id="bay")
    loader.keep_attempts("run-1", [silent, busy, old, other, pages[4]])
    assert loader.in_vain("harbour-times", NOW - timedelta(days=1)) == {silent.entry_url, busy.entry_url}


def test_nothing_to_keep_changes_nothing(loader, ask):
    before = ask("SELECT changes FROM meta.changes")
    loader.keep_attempts("run-1", [])
    drop_attempts(loader, NOW)
    assert ask("SELECT changes FROM meta.changes") == before


def test_old_attempts_go(loader, ask):
    old = replace(PAGE, asked_at=NOW - ATTEMPTS_KEPT - timedelta(seconds=1))
    loader.keep_attempts("run-1", [old, SILENT])
    drop_attempts(loader, NOW)
    assert ask("SELECT number FROM raw.fetch_attempts") == [(2,)]


def test_requests_for_what_is_forgotten_go_and_stay_out(loader, ask):
    page = "https://harbour.example/a"
    wanted = replace(PAGE, entry_url=page, url="https://short.example/x")
    led_there = replace(PAGE, entry_url="https://short.example/y", url=page)
    other = replace(PAGE, entry_url="https://harbour.example/b", url="https://harbour.example/b")
    loader.land("run-1", [article("1", url=page)], [], [])
    loader.keep_attempts("run-1", [wanted, led_there, other])
    forget(loader, target(page))
    loader.keep_attempts("run-2", [wanted, led_there])
    assert ask("SELECT entry_url FROM raw.fetch_attempts") == [(other.entry_url,)]
    forget(loader, target("harbour.example"))
    assert ask("FROM raw.fetch_attempts") == []
