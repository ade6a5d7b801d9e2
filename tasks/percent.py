"""URLs as they are sent: letters and signs outside ASCII percent-encoded."""

from __future__ import annotations

import re
from urllib.parse import quote

# What stays as it is: RFC 3986's signs, and what is encoded already.
_AS_SENT = "%/:?#[]@!$&'()*+,;=~"
_ESCAPE = re.compile("%[0-9a-fA-F]{2}")


def percent_encoded(url: str) -> str:
    """The URL, or a part of it, in ASCII."""
    return quote(url, safe=_AS_SENT, errors="replace")


def one_spelling(url: str) -> str:
    """The URL as `percent_encoded` has it, what was encoded before in capitals, too (RFC 3986, 6.2.2.1)."""
    return _ESCAPE.sub(lambda match: match[0].upper(), percent_encoded(url))
