"""The pages that a user names for `extract`."""

import time

from flows.pages import pages_of
from tasks.records import Capture
from tests.fetch.server import Server, reply


def test_pages_of_a_host_are_asked_for_with_a_pause_and_its_robots_txt_once():
    asked_at = {}
    with Server() as server:
        for path in ("/1", "/2"):
            server.routes[path] = reply(path.encode())
        for page in pages_of([server.url("/1"), server.url("/2")], None, allow_private=True):
            assert isinstance(page.capture, Capture)
            asked_at[page.name] = time.monotonic()
    assert [path for path, _ in server.asked] == ["/robots.txt", "/1", "/2"]
    first, second = asked_at.values()
    assert second - first >= 1  # the pause that every source has
