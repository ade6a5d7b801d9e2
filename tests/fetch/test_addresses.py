"""Which addresses are public, private, or never asked, whatever a version of Python thinks of them."""

import pytest

from tasks.fetch.addresses import is_allowed

PUBLIC = [
    "93.184.215.14",
    "2606:2800:21f::1",
    "64:ff9b::93.184.215.14",
    "::ffff:93.184.215.14",
]
PRIVATE = ["127.0.0.1", "10.1.2.3", "192.168.1.1", "::1", "fd12:3456::1", "::ffff:10.1.2.3"]
NEVER = [
    "64:ff9b:1::7f00:1",  # NAT64 of one's own, RFC 8215
    "64:ff9b:1::5db8:d70e",
    "::127.0.0.1",  # IPv4-compatible, RFC 4291 2.5.5.1
    "::93.184.215.14",
    "::ffff:0:127.0.0.1",  # IPv4-translated, RFC 2765
    "fec0::1",  # site-local, RFC 3879
    "4000::1",  # given to nobody
    "fe80::1",
    "64:ff9b::169.254.169.254",
    "169.254.169.254",  # metadata, here and below
    "168.63.129.16",
    "192.0.0.192",
    "::ffff:192.0.0.192",
    "fd00:ec2::254",
    "fd00:ec2::23",
    "fd20:ce::254",
    "fd00:42::42",
    "100.100.100.200",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_asked(address):
    assert is_allowed(address, allow_private=False)


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_asked_for_a_source_that_may(address):
    assert not is_allowed(address, allow_private=False)
    assert is_allowed(address, allow_private=True)


@pytest.mark.parametrize("address", NEVER)
def test_others_are_never_asked(address):
    assert not is_allowed(address, allow_private=True)
