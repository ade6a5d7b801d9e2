"""The load flow on archives with broken or forged records, and on pages that our own code failed on."""

from __future__ import annotations

import pytest

from tasks.records import Outcome
from tests.flows.asking import ask
from tests.flows.test_load import PAGE
from tests.warcs import foreign, page

pytestmark = [
    pytest.mark.xdist_group("prefect: files"),
    # Prefect's client leaves sockets for the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def test_a_broken_warc_file_is_told_and_stops_nothing_else(load, tmp_path):
    whole = [("https://coast.example/1", page("One", 1)), ("https://coast.example/2", page("Two", 2))]
    folder = tmp_path / "saved"
    folder.mkdir()
    cut = foreign(folder / "a-cut.warc.gz", whole)
    cut.write_bytes(cut.read_bytes()[:-40])
    (folder / "b-none.warc").write_bytes(b"Notes of the night watch, by hand: no archive at all.\r\n" * 9)
    foreign(folder / "c-sound.warc", [("https://coast.example/3", page("Three", 3))])
    (folder / "ferry.txt").write_text(PAGE)
    state, progress = load(folder)
    assert state.is_completed()
    urls = {url for (url,) in ask(tmp_path / "home", "SELECT url FROM articles")}
    assert {"https://coast.example/1", "https://coast.example/3"} <= urls
    assert progress.total()[Outcome.NEW] >= 3 and not progress.total()[Outcome.QUARANTINED]
    assert ask(tmp_path / "home", "SELECT url, reason FROM entries WHERE outcome = 'unreadable'") == [
        ("https://coast.example/2", "the record is cut short")
    ]
    assert any("a-cut" in problem for problem in progress.problems)
    assert any("b-none" in problem for problem in progress.problems)
    assert not any("c-sound" in problem for problem in progress.problems)


def test_bytes_that_break_cost_only_the_records_that_they_hit(load, tmp_path):
    pages = [(f"https://coast.example/{n}", page(f"Storm number {n}", n)) for n in range(9)]
    path = foreign(tmp_path / "coast.warc.gz", pages)
    packed = bytearray(path.read_bytes())
    middle = len(packed) // 2
    packed[middle : middle + 40] = bytes(40)
    path.write_bytes(packed)
    state, progress = load(path)
    assert state.is_completed()
    urls = {url for (url,) in ask(tmp_path / "home", "SELECT url FROM articles")}
    assert len(urls) >= len(pages) - 2 and {pages[0][0], pages[-1][0]} <= urls
    assert any("coast.warc.gz, at or behind byte" in problem for problem in progress.problems)


def test_what_strangers_write_into_a_warc_file_costs_no_other_page_its_place(load, tmp_path):
    good = ("https://coast.example/good", page("A calm day"))
    foreign(tmp_path / "a.warc", [("http://[coast.example/", page("Odd", 1)), good])
    foreign(tmp_path / "b.warc", [("https://coast.example/b", page("Bee", 2))], status="404 Not Found")
    odd = foreign(tmp_path / "c.warc", [("https://coast.example/c", page("Sea", 3))], headers=[("X-Oe", "x")])
    odd.write_bytes(odd.read_bytes().replace(b"X-Oe", "X-\u00f6".encode() + b"")[:])
    state, progress = load(tmp_path / "a.warc", tmp_path / "b.warc", odd)
    assert state.is_completed()
    assert progress.total()[Outcome.NEW] >= 1 and progress.total()[Outcome.GONE] == 1
    assert progress.total().total() == progress.offered
    assert (good[0],) in ask(tmp_path / "home", "SELECT url FROM articles")


def test_a_quarantined_page_of_the_archive_is_read_again(load, tmp_path, monkeypatch):
    import tasks.normalize.task as normalizing

    path = foreign(tmp_path / "a.warc", [("https://coast.example/a", page("A storm"))])

    def fail(*anything):
        raise RuntimeError("a mistake of ours")

    with monkeypatch.context() as broken:
        broken.setattr(normalizing, "normalize_draft", fail)
        _, progress = load(path)
    assert progress.total() == {Outcome.QUARANTINED: 1}
    _, progress = load(tmp_path / "home" / "archive")
    assert progress.total() == {Outcome.NEW: 1}
    _, progress = load(tmp_path / "home" / "archive")
    assert progress.total().keys() == {Outcome.HELD}
