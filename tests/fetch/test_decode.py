"""Content encodings come off within bounds, whatever the bytes are."""

import gzip
import tracemalloc

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from tasks.fetch.decode import decode, encodings_of
from tasks.records import EndsHere, Outcome

PACKERS = {
    "gzip": gzip.compress,
    "br": lambda page: brotli.compress(page, quality=5),
    "zstd": zstandard.compress,
}


@given(st.binary(max_size=5000), st.sampled_from(sorted(PACKERS)))
def test_what_was_packed_is_unpacked(page, name):
    assert decode(PACKERS[name](page), [name], 5000) == page


@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate", "br", "zstd"]))
def test_any_bytes_give_bytes_within_the_limit_or_an_end(raw, name):
    try:
        assert len(decode(raw, [name], 1000)) <= 1000
    except EndsHere as end:
        assert end.outcome in (Outcome.UNREADABLE, Outcome.TOO_LARGE)


def test_a_page_of_two_zstd_frames_is_one_page():
    raw = zstandard.compress(b"One tide, " * 400) + zstandard.compress(b"another tide.")
    assert decode(raw, ["zstd"], 10_000) == b"One tide, " * 400 + b"another tide."


@pytest.mark.parametrize("name", sorted(PACKERS))
def test_a_bomb_costs_no_memory(name):
    bomb = PACKERS[name](bytes(30_000_000))
    tracemalloc.start()
    with pytest.raises(EndsHere):
        decode(bomb, [name], 100_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10_000_000


def test_the_header_is_read_as_servers_write_it():
    assert encodings_of(None) == encodings_of(" identity ") == []
    assert encodings_of("X-GZIP , br") == ["gzip", "br"]
