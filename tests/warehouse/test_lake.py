"""What is told of where a shared warehouse is holds no password, however libpq lets one be written."""

from __future__ import annotations

import pytest

from warehouse.lake import PREFIX, lake_of, without_password


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("host=db password=hush dbname=news", "host=db dbname=news"),
        ("host=db password = hush dbname=news", "host=db dbname=news"),
        ("PASSWORD=hush host=db", "host=db"),
        ("host=db sslpassword=hush", "host=db"),
        (r"password = 'hu \'hush hush' host=db", "host=db"),
        (r"host=db password=hu\ hush dbname=news", "host=db dbname=news"),
        ("host=db password='hu hush", "host=db"),
        ("host=db passfile=/home/ana/.pgpass", "host=db passfile=/home/ana/.pgpass"),
        ("postgresql://ana:hush@db/news", "postgresql://ana:@db/news"),
        ("postgresql://ana:hu/hush@db/news", "postgresql://ana:@db/news"),
        ("postgresql://ana:hu:hush@db/news", "postgresql://ana:@db/news"),
        ("postgres://ana:hu@hush@db/news", "postgres://ana:@db/news"),
        ("postgresql://ana:hu#hush?@db:5432/news", "postgresql://ana:@db:5432/news"),
        ("postgresql://db/news?user=ana&password=hush", "postgresql://db/news?user=ana&"),
        ("postgresql://one:5432,two:5433/news?sslpassword=hush", "postgresql://one:5432,two:5433/news?"),
        ("postgresql://ana@db:5432/news", "postgresql://ana@db:5432/news"),
        ("IO Error: ana@db is away since 10:30", "IO Error: ana@db is away since 10:30"),
    ],
)
def test_no_password_is_told_and_all_else_is(tmp_path, written, told):
    assert without_password(written) == told
    assert str(lake_of(PREFIX + written, tmp_path)) == f"the shared warehouse ({told})"
