"""What lets the garbage collector look seldom: reading a page leaves nothing that it would have to find."""

import gc
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from tasks.clean.reader import read_page
from tasks.normalize.article import normalize
from tests.clean.captures import capture

PAGE = b"""<html lang="en"><head><title>Bridge reopens</title><meta name="author" content="Jane Roe"></head>
<body><header><nav><a href="/">Home</a><a href="/local/">Local</a></nav></header>
<article><h1>Bridge reopens</h1>
<p class="byline">By Jane Roe</p><time datetime="2024-05-16T08:00:00Z">May 16, 2024</time>""" + (
    b"<p>The council met on Monday and voted, after two hours, to keep the old bridge open.</p>" * 8
)


def test_a_page_that_was_read_leaves_no_objects_that_point_in_circles():
    # In a process of its own: in the tests' other threads may leave some meanwhile.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        assert process.submit(_left_by_a_page).result() == 0


def _left_by_a_page() -> int:
    normalize(read_page(capture(PAGE)))  # loads the tables
    gc.collect()
    gc.disable()
    normalize(read_page(capture(PAGE)))
    return gc.collect()
