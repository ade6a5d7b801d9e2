"""What a warehouse holds, asked as analysts do."""

from warehouse.home import Home
from warehouse.query import open_published, run_sql


def ask(home, query):
    """The rows that a query gives; `home` is a home, or its folder."""
    with open_published(home if isinstance(home, Home) else Home(home)) as con:
        return list(run_sql(con, query).rows())
