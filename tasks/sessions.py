"""Sessions in URLs: some servers write into every link who is reading. It never chooses another page."""

from __future__ import annotations

import re

# Of Java, PHP, ASP and ColdFusion, whose names for it are their own. What any site may call so ("sid") may
# as well name a page.
_NAMES = r"(?:jsessionid|phpsessid|aspsessionid[a-z]*|cfid|cftoken)"
_IN_PATH = re.compile(rf";(?:{_NAMES}|sid)=[^/?#;]*", re.IGNORECASE)
_IN_QUERY = re.compile(rf"(?<=[?&]){_NAMES}=[^&]*(?:&|$)", re.IGNORECASE)


def without_session(url: str) -> str:
    """The URL without a session in its path or its query; as it is if it has none."""
    page, hash_sign, fragment = url.partition("#")
    cut = _IN_QUERY.sub("", _IN_PATH.sub("", page))
    return url if cut == page else cut.rstrip("?&") + hash_sign + fragment
