"""The login of Prefect's server: what it asks for, and where its clients find it."""

from __future__ import annotations

import os
import secrets

from warehouse.home import Home

# Prefect's settings: of a client, and of the server.
LOGIN, SERVERS_LOGIN = "PREFECT_API_AUTH_STRING", "PREFECT_SERVER_API_AUTH_STRING"
TO_DO = f"set {LOGIN}; that of copydesk up is in its home, in prefect/login"


def login_of(home: Home) -> str:
    """What the server asks everybody for: the user's own, or one that is made once for a home.

    Whoever can talk to the server can have it run what they like. Without a login that would be all that have
    an account on the machine, and any web page that is open in a browser there.
    """
    if given := os.environ.get(SERVERS_LOGIN):
        return given
    home.login.touch(mode=0o600)
    login = home.login.read_text("utf-8").strip()
    if not login:
        login = f"copydesk:{secrets.token_urlsafe()}"
        home.login.write_text(f"{login}\n", "utf-8")
    return login
