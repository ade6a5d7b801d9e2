"""How a file is cut, and what of it is left."""

from hypothesis import given
from hypothesis import strategies as st

from tasks.backfill.parts import LEAST_PART_BYTES, PART_BYTES, cut

SPANS = st.lists(st.tuples(st.integers(0, 900), st.integers(1, 200)).map(lambda one: (one[0], sum(one))))


@given(done=SPANS, size=st.integers(0, 1000))
def test_the_parts_are_all_that_is_not_done_each_byte_once(done, size):
    left = [byte for part in cut("a", size, done, 2) for byte in range(part.start, part.end)]
    assert left == [byte for byte in range(size) if not any(start <= byte < end for start, end in done)]


def test_a_large_file_is_cut_into_parts_of_one_size_and_a_small_one_feeds_all_workers():
    assert {part.end - part.start for part in cut("a", 40 * PART_BYTES, [], 4)} == {PART_BYTES}
    assert len(list(cut("a", 16 * LEAST_PART_BYTES, [], 2))) == 8
    assert len(list(cut("a", LEAST_PART_BYTES, [], 64))) == 1


def test_a_label_says_which_file_and_how_far_into_it():
    first, second = list(cut("s3://news/2026/a.warc.gz?region=eu", 2 * LEAST_PART_BYTES, [], 1))
    assert [first.label, second.label] == ["a.warc.gz 0.0 to 1.0 MB", "a.warc.gz 1.0 to 2.0 MB"]
