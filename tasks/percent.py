"""URLs as they are sent: letters and signs outside ASCII percent-encoded, hosts as DNS knows them."""

from __future__ import annotations

import re
from contextlib import suppress
from unicodedata import normalize
from urllib.parse import quote, unquote

# What stays as it is: RFC 3986's signs, and what is encoded already.
_AS_SENT = "%/:?#[]@!$&'()*+,;=~"
_DOT = re.compile("[.\u3002\uff0e\uff61]")  # of DNS, and of who writes Chinese or Japanese
_NOT_IN_2003 = re.compile("[ßẞς]")  # Python's codec writes them as "ss" and "σ", and asks for another host
_ESCAPE = re.compile("%[0-9a-fA-F]{2}")


def percent_encoded(url: str) -> str:
    """The URL, or a part of it, in ASCII."""
    return quote(url, safe=_AS_SENT, errors="replace")


def one_spelling(url: str) -> str:
    """The URL as `percent_encoded` has it, what was encoded before in capitals, too (RFC 3986, 6.2.2.1)."""
    return _ESCAPE.sub(lambda match: match[0].upper(), percent_encoded(url))


def in_dns(host: str) -> str:
    """The host as DNS knows it, all ASCII ("xn--…"); as it is if DNS can know none of that name."""
    if host.isascii() and "%" not in host:
        return host
    with suppress(UnicodeError):
        return ".".join(map(_label, _DOT.split(normalize("NFC", unquote(host)))))
    return host


def _label(text: str) -> str:
    if _NOT_IN_2003.search(text):
        small = "".join(letter.lower() for letter in text)  # all at once, the last sigma would become another
        return f"xn--{small.encode('punycode').decode('ascii')}"
    return text.encode("idna").decode("ascii")
