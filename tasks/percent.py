"""URLs as they are sent: letters and signs outside ASCII percent-encoded."""

from __future__ import annotations

from urllib.parse import quote

# What stays as it is: RFC 3986's signs, and what is encoded already.
_AS_SENT = "%/:?#[]@!$&'()*+,;=~"


def percent_encoded(url: str) -> str:
    """The URL, or a part of it, in ASCII."""
    return quote(url, safe=_AS_SENT, errors="replace")
