import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tasks.fetch.fetcher import Fetcher
from tasks.sources import FetchSettings, Source
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
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "paper.localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("paper.localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    file.write_bytes(secret + pem)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    http2_server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    http2_server.load_cert_chain(file)
    http2_server.set_alpn_protocols(["h2"])
    return Certificates(file, server, http2_server, ssl.create_default_context(cadata=pem.decode()))
