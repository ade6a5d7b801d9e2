"""What a web archive says of its copy of a page, as though the page said it."""

from __future__ import annotations

from dataclasses import dataclass

from tasks.clean.metadata.scan import Scan
from tasks.clean.metadata.text import host_of
from tasks.copies import moment_of, own_address
from tasks.records import Found

MOMENT_DIGITS = 14  # of a capture to the second


@dataclass(frozen=True, slots=True)
class Copy:
    """A page in an archive, whose address it declares as its own.

    Some archives put a page of their own around the copy: it gives the archive as the site, and the moment of
    the capture as the date of publication.
    """

    archive: str  # the host
    site: str  # the host that the copied page is of
    clock: str  # when it was captured, to the second

    def drop_from(self, said: dict[str, list[Found]]) -> None:
        """Takes off what is the archive's."""
        for field in ("publisher", "published", "modified", "description"):
            of_page = [found for found in said.get(field, ()) if not self._says(field, found.text)]
            if of_page:
                said[field] = of_page
            else:
                said.pop(field, None)

    def _says(self, field: str, text: str) -> bool:
        return text.casefold() == self.archive if field == "publisher" else self.clock in text


def copy_of(scan: Scan) -> Copy | None:
    """What the page is a copy of, by the address that it declares; None for a page that is no archive's."""
    for address in (*scan.canonical, *scan.metas.get("og:url", ())):
        moment = moment_of(address) or ""
        if len(moment) == MOMENT_DIGITS:
            site, archive = (host_of(one).removeprefix("www.") for one in (own_address(address), address))
            return Copy(archive, site, f"{moment[8:10]}:{moment[10:12]}:{moment[12:]}")
    return None
