"""What the fetcher gives, and the words for the statuses that end an entry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from tasks.records import EndsHere, Outcome


@dataclass(frozen=True, slots=True)
class Response:
    """One answer of a server, after redirects."""

    url: str  # that answered
    status: int
    headers: tuple[tuple[str, str], ...]  # as received, in order
    body: bytes  # transfer and content encodings removed
    fetched_at: datetime  # when the last byte came
    request_headers: tuple[tuple[str, str], ...] = ()  # as sent

    def header(self, name: str) -> str | None:
        """The first header of that name (any case), or None."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    def raise_for_status(self) -> None:
        """Raises EndsHere unless the answer carries a page."""
        if 200 <= self.status < 300 and self.status not in (204, 205):
            return
        if self.status == 304:
            raise EndsHere(Outcome.NOT_MODIFIED, "the server says that it has not changed")
        gone = self.status in (404, 410)
        raise EndsHere(Outcome.GONE if gone else Outcome.HTTP_ERROR, status_words(self.status))


def status_words(status: int) -> str:
    """A status for people: "403 Forbidden"."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"status {status}"
