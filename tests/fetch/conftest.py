import ssl
from dataclasses import dataclass
from pathlib import Path

import pytest

from tasks.fetch.fetcher import Fetcher
from tasks.sources import FetchSettings, Source
from tests.certificates import certified
from tests.fetch.server import Server


@pytest.fixture
def server():
    with Server() as running:
        yield running


@pytest.fixture
def source():
    """A source that may go to loopback, without a pause between its requests."""
    return Source(source_id="paper", urls=("http://paper.localhost/",), allow_private=True, delay_seconds=0)


@pytest.fixture
def stranger():
    """A source as users have them: public addresses only."""
    return Source(source_id="stranger", urls=("http://paper.example/",), delay_seconds=0)


@pytest.fixture
def settings():
    return FetchSettings(max_bytes=100_000, connect_seconds=5, read_seconds=10, total_seconds=20, retries=0)


@pytest.fixture
def make_fetcher(settings):
    """Fetchers that do not pause between tries, but for what a test wants otherwise."""

    def make(resolver=None, tls=None, **changes):
        wanted = {"resolver": resolver} if resolver else {}
        changed = settings.model_copy(update=changes)
        return Fetcher(changed, tls=tls, backoff=lambda attempt: 0.0, **wanted)

    return make


@dataclass(frozen=True)
class Certificates:
    file: Path
    server: ssl.SSLContext
    http2_server: ssl.SSLContext  # that offers HTTP/2
    trusting: ssl.SSLContext


@pytest.fixture(scope="session")
def certificates(tmp_path_factory):
    """A certificate of paper.localhost that only `trusting` trusts."""
    pem, secret = certified("paper.localhost")
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    file.write_bytes(secret + pem)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    http2_server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    http2_server.load_cert_chain(file)
    http2_server.set_alpn_protocols(["h2"])
    return Certificates(file, server, http2_server, ssl.create_default_context(cadata=pem.decode()))
