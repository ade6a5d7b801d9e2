"""Content encodings come off within bounds, whatever the bytes are."""

import gzip
import random
import tracemalloc
import zlib

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from tasks.fetch.decode import decode, encodings_of
from tasks.records import EndsHere, Outcome


def bare_deflate(page):
    """Without the zlib wrapper, as some servers send it."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(page) + packer.flush()


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


@pytest.mark.parametrize("name", ["gzip", "zstd"])
def test_a_page_of_several_pieces_is_one_page(name):
    pieces = [b"One tide, " * 400, random.Random(1).randbytes(50_000), b"", b"another tide."]
    raw = b"".join(map(PACKERS[name], pieces))
    assert decode(raw, [name], 100_000) == b"".join(pieces)
    with pytest.raises(EndsHere, match="more than 50,000 bytes"):
        decode(raw, [name], 50_000)


@pytest.mark.parametrize(
    ("name", "pack"), [*PACKERS.items(), ("deflate", zlib.compress), ("deflate", bare_deflate)]
)
def test_what_is_cut_short_is_no_page(name, pack):
    page = random.Random(1).randbytes(5_000).hex().encode()
    raw = pack(page)
    assert decode(raw, [name], len(page)) == page
    for end in (len(raw) // 2, len(raw) - 1):
        with pytest.raises(EndsHere, match=f"broken {name} content") as told:
            decode(raw[:end], [name], len(page))
        assert told.value.outcome is Outcome.UNREADABLE
    with pytest.raises(EndsHere, match="more than 1,000 bytes"):
        decode(raw, [name], 1_000)


def test_what_pads_a_gzip_file_is_passed_over():
    assert decode(gzip.compress(b"One tide.") + bytes(100_000), ["gzip"], 100) == b"One tide."


@pytest.mark.parametrize("name", ["gzip", "zstd"])
def test_empty_pieces_by_the_hundred_thousand_cost_no_more_than_some_do(name):
    with pytest.raises(EndsHere, match="more than 10,000 packed pieces") as told:
        decode(PACKERS[name](b"") * 500_000, [name], 10_000_000)
    assert told.value.outcome is Outcome.UNREADABLE


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
