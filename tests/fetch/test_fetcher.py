"""Guards of the fetcher, against a server that is as hostile as it likes."""

import asyncio
import gc
import warnings
from base64 import b64encode

import httpx
import pytest

from tasks.records import Outcome
from tasks.sources import FetchSettings, Source
from tests.fetch.asking import PAGE, assert_ends, get, run
from tests.fetch.http2_server import Http2Server
from tests.fetch.server import Server, redirect, reply


def test_a_page_comes_as_it_is(server, source, make_fetcher):
    server.routes["/a"] = reply(
        PAGE, headers=[("Content-Type", "text/html"), ("X-Odd", "one"), ("X-Odd", "two")]
    )
    response = get(make_fetcher(), server.url("/a"), source)
    assert (response.status, response.body, response.url) == (200, PAGE, server.url("/a"))
    assert [value for name, value in response.headers if name == "X-Odd"] == ["one", "two"]
    assert ("User-Agent", "Copydesk/0.1 (news research)") in response.request_headers


def test_redirects_are_followed_and_counted(server, source, make_fetcher):
    server.routes |= {"/a": redirect("b?x=1#top", "301 Moved"), "/b?x=1": reply(PAGE)}
    server.routes |= {f"/{n}": redirect(f"/{n + 1}") for n in range(30)}
    server.routes |= {"/here": redirect("/there"), "/there": redirect("/here")}
    fetched, endless, circle = run(
        make_fetcher(), *((server.url(path), source) for path in ("/a", "/0", "/here"))
    )
    assert (fetched.url, fetched.body) == (server.url("/b?x=1"), PAGE)
    assert_ends(endless, Outcome.REFUSED, "more than 10 redirects")
    assert_ends(circle, Outcome.REFUSED, "in a circle")


def test_no_cookie_is_kept(server, source, make_fetcher):
    server.routes["/a"] = reply(PAGE, headers=[("Set-Cookie", "visitor=1; Path=/")])
    run(make_fetcher(), *[(server.url("/a"), source)] * 2)
    assert all("cookie" not in headers for _, headers in server.asked)


def test_a_dead_host_is_unreachable(source, make_fetcher):
    with Server() as gone:
        url = gone.url("/a")
    assert_ends(get(make_fetcher(), url, source), Outcome.UNREACHABLE, "no connection")


def test_a_name_server_that_does_not_answer_times_out(source, make_fetcher):
    async def resolver(name):
        await asyncio.sleep(30)

    result = get(make_fetcher(resolver, connect_seconds=0.2), "http://slow.example/", source)
    assert_ends(result, Outcome.TIMED_OUT, "no answer in time")


@pytest.mark.parametrize("host", ["nowhere.example", "a..b", "x" * 70 + ".example"])
def test_a_name_without_address_is_unreachable(source, make_fetcher, host):
    async def resolver(name):
        raise OSError("no such name")

    result = get(make_fetcher(resolver), f"http://{host}/", source)
    assert result.outcome in (Outcome.UNREACHABLE, Outcome.REFUSED)


def test_passwords_in_urls_stay_out_of_reasons(server, stranger, make_fetcher):
    url = server.url("/a").replace("://", "://desk:secret@")
    for refused in (
        get(make_fetcher(), url, stranger),
        get(make_fetcher(), "ftp://desk:secret@x/", stranger),
    ):
        assert_ends(refused, Outcome.REFUSED)
        assert "secret" not in refused.reason


def test_a_login_goes_to_its_own_host_and_into_no_record(server, make_fetcher):
    feed = server.url("/feed").replace("://", "://desk:secret@")
    source = Source(source_id="paper", feeds=(feed,), allow_private=True, delay_seconds=0)
    server.routes |= {
        "paper.localhost/feed": reply(PAGE),
        "paper.localhost/away": redirect(server.url("/x", "user:word@other.localhost")),
        "other.localhost/x": reply(PAGE),
    }
    feed, away = run(make_fetcher(), (source.feeds[0], source), (server.url("/away"), source))
    sent = {
        (asked["host"].partition(":")[0], path): asked.get("authorization") for path, asked in server.asked
    }
    assert sent["paper.localhost", "/feed"] == "basic " + b64encode(b"desk:secret").decode().lower()
    assert sent["other.localhost", "/x"] is None
    for answer in (feed, away):
        assert "@" not in answer.url
        assert not {"authorization"} & {name.lower() for name, _ in answer.request_headers}


def test_tls_is_verified(source, make_fetcher, certificates):
    with Server(tls=certificates.server) as secure:
        secure.routes["/a"] = reply(PAGE)
        url = secure.url("/a")
        assert_ends(get(make_fetcher(), url, source), Outcome.UNREACHABLE, "broken TLS")
        assert get(make_fetcher(tls=certificates.trusting), url, source).body == PAGE
        other = secure.url("/a", "other.localhost")
        assert_ends(
            get(make_fetcher(tls=certificates.trusting), other, source), Outcome.UNREACHABLE, "broken TLS"
        )


def test_certificates_of_one_s_own_are_trusted_or_the_run_does_not_start(
    source, make_fetcher, certificates, monkeypatch
):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.file))
    with Server(tls=certificates.server) as secure:
        secure.routes["/a"] = reply(PAGE)
        assert get(make_fetcher(), secure.url("/a"), source).body == PAGE
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.file) + ".none")
    with pytest.raises(OSError, match="SSL_CERT_FILE or SSL_CERT_DIR cannot be used"):
        get(make_fetcher(), secure.url("/a"), source)


def test_the_proxy_is_used_and_the_guard_still_holds(server, source, stranger, make_fetcher):
    server.routes["http://paper.localhost:1/a"] = reply(PAGE)
    proxied = make_fetcher(proxy=f"http://desk:secret@127.0.0.1:{server.port}")
    through, refused = run(
        proxied, ("http://paper.localhost:1/a", source), ("http://paper.localhost:1/a", stranger)
    )
    assert through.body == PAGE
    assert server.asked[-1][1]["proxy-authorization"] == "basic " + b64encode(b"desk:secret").decode().lower()
    assert_ends(refused, Outcome.REFUSED)


def test_a_proxy_that_refuses_is_told_of_without_its_password(server, source, make_fetcher, certificates):
    refusing = make_fetcher(proxy=f"http://desk:secret@127.0.0.1:{server.port}")
    server.routes["paper.localhost:1"] = reply(status="407 Proxy Authentication Required")
    refused = get(refusing, "https://paper.localhost:1/a", source)
    assert_ends(refused, Outcome.UNREACHABLE, "407")
    assert "secret" not in refused.reason and "desk" not in refused.reason


def test_the_client_is_httpx_with_nothing_from_the_environment(source, make_fetcher, server, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    server.routes["/a"] = reply(PAGE)
    assert get(make_fetcher(), server.url("/a"), source).body == PAGE
    assert FetchSettings().product == "Copydesk"
    assert httpx.__version__


def test_http_2_is_spoken_and_the_guards_hold_there_too(source, make_fetcher, certificates):
    routes = {"/a": (200, PAGE), "/endless": "endless", "/goaway": "goaway"}
    with Http2Server(certificates.http2_server, routes) as server:
        page, endless, lost = run(
            make_fetcher(tls=certificates.trusting, max_bytes=50_000),
            *((server.url(path), source) for path in ("/a", "/endless", "/goaway")),
        )
    assert (page.status, page.body) == (200, PAGE)
    assert_ends(endless, Outcome.TOO_LARGE)
    assert_ends(lost, Outcome.UNREACHABLE, "connection lost")


def test_a_fetcher_leaves_no_socket_open(server, source, make_fetcher):
    server.routes["/a"] = reply(PAGE)
    server.routes["/there"] = redirect("/a")
    gc.collect()  # what other tests have left
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always", ResourceWarning)
        run(make_fetcher(), *((server.url(path), source) for path in ("/a", "/there", "/a", "/none")))
        gc.collect()
    assert not [warning for warning in told if "unclosed" in str(warning.message)]
