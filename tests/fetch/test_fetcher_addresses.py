"""Which addresses are asked: the guard that keeps strangers out of the house."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.fetch.addresses import resolve
from tasks.fetch.fetcher import Fetcher
from tasks.records import EndsHere, Outcome
from tasks.sources import FetchSettings, Source
from tests.fetch.asking import PAGE, TRUST, assert_ends, get, run
from tests.fetch.server import redirect, reply


@pytest.mark.parametrize(
    "url",
    [
        "ftp://paper.localhost/a",
        "file:///etc/hosts",
        "gopher://x/",
        "http://",
        "http://[::1",
        "http://x:port/",
        "//x/a",
    ],
)
def test_only_web_addresses_are_asked(source, make_fetcher, url):
    assert_ends(get(make_fetcher(), url, source), Outcome.REFUSED)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "deep.name.localhost",
        "2130706433",
        "0x7f.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0.0.0.0",
    ],
)
def test_loopback_is_refused_however_it_is_spelt(server, stranger, make_fetcher, host):
    server.routes["/a"] = reply(PAGE)
    assert_ends(
        get(make_fetcher(), server.url("/a", host), stranger), Outcome.REFUSED, "not a public address"
    )
    assert server.connections == 0


@pytest.mark.parametrize("address", ["169.254.169.254", "[fe80::1]", "168.63.129.16", "0.0.0.0", "224.0.0.1"])
def test_metadata_and_link_local_addresses_are_refused_even_to_private_sources(source, make_fetcher, address):
    assert_ends(get(make_fetcher(), f"http://{address}/latest/meta-data/", source), Outcome.REFUSED)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=40), st.text(max_size=40).map(lambda text: f"http://{text}")))
def test_any_text_as_an_address_ends_and_nothing_else(text):
    async def resolver(host):
        raise OSError("no such name")

    source = Source(source_id="stranger", delay_seconds=0)
    result = get(Fetcher(FetchSettings(retries=0), resolver=resolver, tls=TRUST), text, source)
    assert isinstance(result, EndsHere)


def test_a_redirect_into_the_house_is_refused(server, source, stranger, make_fetcher):
    """The first hop is let through as a public address would be; the second leads to a private one."""

    async def resolver(host):
        return {"paper.example": ["127.0.0.1"], "inside.example": ["10.1.2.3"]}[host]

    server.routes["/a"] = redirect("http://169.254.169.254/latest/meta-data/")
    server.routes["/b"] = redirect("file:///etc/passwd")
    fetcher = make_fetcher(resolver)
    metadata, file = run(
        fetcher, (server.url("/a", "paper.example"), source), (server.url("/b", "paper.example"), source)
    )
    assert_ends(metadata, Outcome.REFUSED, "169.254.169.254")
    assert_ends(file, Outcome.REFUSED, "only http and https")
    inside = get(make_fetcher(resolver), "http://inside.example/", stranger)
    assert_ends(inside, Outcome.REFUSED, "inside.example leads to 10.1.2.3")


def test_the_checked_address_is_the_one_connected_to(server, source, make_fetcher):
    """A name whose answer changes (rebinding): one answer is asked for a connection, checked and used."""
    asked = []

    async def resolver(host):
        asked.append(host)
        return ["127.0.0.1"] if len(asked) <= 2 else ["169.254.169.254"]

    closing = [("Connection", "close")]
    server.routes |= {"/robots.txt": reply(b"", headers=closing), "/a": reply(PAGE, headers=closing)}
    first, second = run(make_fetcher(resolver), *[(server.url("/a", "rebind.example"), source)] * 2)
    assert first.body == PAGE
    assert len(asked) == 3  # robots.txt, the page, and the second time, which never reached the server
    assert_ends(second, Outcome.REFUSED, "169.254.169.254")
    assert server.connections == 2


def test_the_system_s_resolver_finds_this_machine():
    assert set(asyncio.run(resolve("localhost"))) & {"127.0.0.1", "::1"}


def test_an_address_among_several_is_only_used_if_it_is_allowed(server, source, make_fetcher):
    async def resolver(host):
        return ["169.254.169.254", "127.0.0.1"]

    server.routes["/a"] = reply(PAGE)
    assert get(make_fetcher(resolver), server.url("/a", "both.example"), source).body == PAGE


def test_a_private_source_lends_its_connections_to_nobody(server, source, stranger, make_fetcher):
    server.routes["/a"] = reply(PAGE)
    first, second = run(make_fetcher(), (server.url("/a"), source), (server.url("/a"), stranger))
    assert first.body == PAGE
    assert_ends(second, Outcome.REFUSED)
