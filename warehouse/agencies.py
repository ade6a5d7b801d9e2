"""The rows of the view `agencies`: what agencies.toml says, as SQL.

A view and not a table, as nothing that a run does changes it: a program that knows more agencies brings
them along with its views.
"""

from __future__ import annotations

from tasks.normalize.agency_list import Agency, all_agencies
from warehouse.quoting import quoted

PLACE = "/* agencies.toml */"  # in the view's SQL


def with_agencies(sql: str) -> str:
    """The SQL of the views, with every known agency in its place."""
    return sql.replace(PLACE, ",\n".join(_row(agency) for agency in all_agencies()))


def _row(agency: Agency) -> str:
    aliases = ", ".join(quoted(name) for name in (*agency.aliases, *agency.initials))
    texts = (agency.name, agency.country, f"https://{agency.site}/", agency.wikidata, agency.iptc)
    values = ", ".join("NULL" if text is None else quoted(text) for text in texts)
    return f"({values}, [{aliases}]::VARCHAR[])"
