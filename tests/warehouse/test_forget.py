"""What is forgotten is in no table any more, stays out, and takes nothing else with it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tasks.records import Attempt, Outcome
from tests.warehouse.samples import NOW, article, capture, ended, entry
from warehouse.forget import find, forget, target
from warehouse.rereads import Reread, land_rereads

BODY = " ".join(f"The lighthouse keeper counted {n} ships before dawn." for n in range(40))
SECRET = "zanzibar"  # in every text of what is forgotten, and in no other
URL = f"https://harbour.example/{SECRET}"
COLUMNS = """
SELECT schema_name || '.' || table_name, column_name
FROM duckdb_columns() SEMI JOIN duckdb_tables() USING (database_name, schema_name, table_name)
WHERE NOT internal AND (data_type LIKE 'VARCHAR%' OR data_type = 'BLOB')
    AND database_name = current_database() AND schema_name <> 'temp'
"""
KEYS = ("article_id", "capture_id", "url", "version")


def secret(**fields):
    body = fields.pop("body", f"{SECRET} {BODY}")
    return article(SECRET, body, headline=f"{SECRET} headline", description=SECRET, **fields)


@pytest.fixture
def full(loader):
    """A warehouse in which every table holds something of the secret article, and of another."""
    loader.land("run-1", [secret(), article("ships", f"calm {BODY}")], [], [])
    later = capture(URL, b"second", NOW.replace(hour=12), entry_url=f"{URL}?utm_source=feed", salt=SECRET)
    loader.land("run-2", [secret(body=f"{SECRET} again {BODY}", capture=later)], [], [])
    copy = article(
        "copy", f"copied {BODY}", publisher="Other Post", url="https://other.example/copy", canonical_url=URL
    )
    loader.land("run-2", [copy], [ended(f"{URL}#gallery", Outcome.NOT_AN_ARTICLE)], [])
    loader.con.execute(
        "INSERT INTO core.findings VALUES ('run-2', now(), 'duplicate_bodies', 'harbour-times', 'odd', 2, ?)",
        [URL],
    )
    loader.keep_attempts("run-1", [Attempt("harbour-times", URL, URL, 1, NOW, 0.1, 200, 9)])
    while loader.index():
        pass
    return loader


def holding(con, needle):
    """The columns in which the text occurs."""
    return {
        (table, column)
        for table, column in con.execute(COLUMNS).fetchall()
        if con.execute(
            f"SELECT 1 FROM {table} WHERE contains(lower({column}::VARCHAR), ?) LIMIT 1", [needle]
        ).fetchall()
    }


def test_no_column_of_any_table_holds_it_any_more(full):
    con = full.con
    ids = [
        name
        for (name,) in con.execute(
            "SELECT DISTINCT article_id FROM core.versions WHERE url = ?", [URL]
        ).fetchall()
    ]
    captures = [
        name for (name,) in con.execute("SELECT capture_id FROM raw.captures WHERE url = ?", [URL]).fetchall()
    ]
    texts = con.execute("SELECT text_id FROM core.texts WHERE article_id = ?", ids).fetchall()
    assert len(ids) == 1 and len(captures) == 2 and texts
    assert len(holding(con, SECRET)) > 8
    found = forget(full, target(URL))
    assert (found.articles, found.versions, found.captures, found.entries) == (1, 2, 2, 3)
    assert found.headlines == [("Harbour Times", f"{SECRET} headline")]
    # The copy is another publisher's article; that its page names ours is a part of it.
    assert holding(con, SECRET) == {("core.versions", "canonical_url")}
    for key in (*ids, *captures):
        assert {table for table, _ in holding(con, key)} <= {"raw.removals"}
    for table in ("core.texts", "core.text_bands", "core.near_copies", "core.clusters"):
        assert con.execute(f"SELECT 1 FROM {table} WHERE text_id = ?", texts[0]).fetchall() == []
    assert con.execute("SELECT count(*) FROM articles").fetchall() == [(2,)]


def test_every_table_that_names_articles_captures_or_addresses_is_filled_by_this_test(full):
    """Else a new table could keep what was forgotten, and no test would see it."""
    named = full.con.execute(
        "SELECT DISTINCT schema_name || '.' || table_name FROM duckdb_columns()"
        " SEMI JOIN duckdb_tables() USING (database_name, schema_name, table_name)"
        " WHERE NOT internal AND schema_name IN ('raw', 'core') AND column_name IN (SELECT unnest(?))",
        [list(KEYS)],
    ).fetchall()
    empty = {
        table for (table,) in named if full.con.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchall() == []
    }
    # Of feeds; of sites, for a day; and of the archive, on which see tests/flows.
    assert empty <= {"raw.polls", "raw.robots", "raw.removals"}


def test_clusters_are_as_if_it_had_never_been_there(full, ask):
    before = ask("SELECT article_id FROM core.clusters")
    assert len(before) == 3  # two of one publisher, and its copy elsewhere
    forget(full, target(URL))
    assert not full.index()
    assert len(ask("SELECT article_id FROM core.clusters")) == 2
    assert ask(
        "SELECT DISTINCT first_article_id FROM core.clusters SEMI JOIN core.versions USING (article_id)"
    )


def test_looking_changes_nothing(full, ask):
    before = ask("SELECT changes FROM meta.changes")
    assert find(full, target("harbour.example")).articles == 2
    assert find(full, target("www.HARBOUR.example.")).articles == 2
    assert find(full, target("https://harbour.example/nothing")).articles == 0
    assert ask("SELECT changes FROM meta.changes") == before


def test_it_does_not_come_back_by_any_address(full, ask):
    forget(full, target(f"http://www.harbour.example/{SECRET}/?utm_campaign=x"))
    alias = "https://harbour.example/amp-only/1"
    offers = [
        secret(),
        secret(url=alias, capture=capture(alias, b"alias")),
        secret(capture=capture("https://harbour.example/moved", b"m", entry_url=URL)),
    ]
    for number, offer in enumerate(offers):
        (end,) = full.land(f"run-{number + 3}", [offer], [], [])
        assert (end.outcome, end.article_id, end.capture) == (Outcome.FORGOTTEN, None, None)
        assert end.entry is offer.capture.entry
    (end,) = full.land("run-9", [], [ended(URL, Outcome.TIMED_OUT, f"no answer from {URL}")], [])
    assert end.outcome is Outcome.FORGOTTEN
    assert full.forgotten([URL, alias, "https://harbour.example/ships"]) == {URL, alias}
    assert holding(full.con, SECRET) == {("core.versions", "canonical_url")}
    gone = [one.capture.capture_id for one in offers]
    assert set(gone) <= {name for (name,) in ask("SELECT capture_id FROM raw.removals")}
    assert ask("SELECT count(DISTINCT url) FROM raw.entries WHERE url LIKE 'forgotten:%'") == [(2,)]
    assert ask("SELECT DISTINCT outcome FROM raw.entries WHERE url LIKE 'forgotten:%'") == [("forgotten",)]


def test_of_what_comes_again_only_the_forgotten_is_barred(loader):
    batch = [secret(), article("ships")]
    loader.land("run-1", batch, [], [])
    forget(loader, target(URL))
    again = loader.land("run-1", batch, [], [])
    assert [end.outcome for end in again] == [Outcome.FORGOTTEN, Outcome.UNCHANGED]


def test_what_is_read_again_from_the_archive_does_not_come_back(full):
    forget(full, target(URL))
    (end,) = land_rereads(full.con, "run-3", [Reread(secret(), None)])
    assert end.outcome is Outcome.FORGOTTEN
    assert find(full, target(URL)).articles == 0


def test_a_domain_goes_with_all_hosts_below_it_and_no_other(loader, ask):
    hosts = ["harbour.example", "www.harbour.example", "news.harbour.example", "notharbour.example"]
    for number, host in enumerate(hosts):
        url = f"https://{host}/a"
        loader.land(f"run-{number}", [article(f"on-{host}", BODY, url=url, canonical_url=url)], [], [])
    assert ask("SELECT count(*) FROM core.sites") == [(4,)]
    forget(loader, target("harbour.example"))
    assert ask("SELECT url FROM articles") == [("https://notharbour.example/a",)]
    assert ask("SELECT site FROM core.sites") == [("notharbour.example",)]
    assert ask("SELECT DISTINCT site FROM core.boilerplate") == [("notharbour.example",)]
    other = article("elsewhere", url="https://sub.harbour.example/b")
    fine = article("fine", url="https://harbour.example.org/b")
    ends = loader.land("run-9", [other, fine], [], [])
    assert [end.outcome for end in ends] == [Outcome.FORGOTTEN, Outcome.NEW]


def on(url, number=0, **fields):
    """An article of a page at that address."""
    return article(f"{url} {number}", f"{number} {BODY}", url=url, canonical_url=None, **fields)


INTERNATIONAL = [
    "https://münchen.example/a",
    "https://www.xn--mnchen-3ya.example/b",
    "https://lokal.MÜNCHEN.example:8080/c",
    "https://m%C3%BCnchen.example/d",
    "https://xn--mnchen-3ya.example./e",
]


@pytest.mark.parametrize(
    "domain", ["münchen.example", "MÜNCHEN.example.", "xn--mnchen-3ya.example", "m%c3%bcnchen.example"]
)
def test_an_international_domain_goes_however_it_is_written(loader, ask, domain):
    others = ["https://muenchen.example/a", "https://xmünchen.example/a"]
    pages = [*INTERNATIONAL, *others]
    loader.land("run-1", [on(url, number) for number, url in enumerate(pages)], [], [])
    assert find(loader, target(domain)).articles == len(INTERNATIONAL)
    forget(loader, target(domain))
    assert ask("SELECT url FROM articles ORDER BY url") == [(url,) for url in sorted(others)]
    for table in ("core.sites", "core.boilerplate"):
        assert ask(f"SELECT DISTINCT site FROM {table} ORDER BY 1") == [
            ("muenchen.example",),
            ("xmünchen.example",),
        ]
    ends = loader.land("run-2", [on(f"{url}/new") for url in pages], [], [])
    forgotten = [end.entry.url for end in ends if end.outcome is Outcome.FORGOTTEN]
    assert forgotten == [f"{url}/new" for url in INTERNATIONAL]
    assert loader.forgotten(pages) == set(INTERNATIONAL)


def test_a_page_of_an_international_domain_is_forgotten_as_the_user_writes_it(loader, ask):
    loader.land("run-1", [on(url, number) for number, url in enumerate(INTERNATIONAL)], [], [])
    assert forget(loader, target("münchen.example/b")).articles == 1
    assert forget(loader, target("https://xn--mnchen-3ya.example/a")).articles == 1
    assert ask("SELECT count(*) FROM articles") == [(3,)]


def test_addresses_longer_than_any_canonical_one_go_with_their_domain_or_alone(loader, ask):
    long = [f"https://www.harbour.example/{slug}?{'x' * 2100}" for slug in "abc"]
    loader.land("run-1", [on(url) for url in long], [], [])
    assert forget(loader, target(long[0])).articles == 1
    assert ask("SELECT url FROM articles ORDER BY url") == [(long[1],), (long[2],)]
    forget(loader, target("harbour.example"))
    assert ask("SELECT count(*) FROM articles") == [(0,)]
    (end,) = loader.land("run-2", [on(f"{long[0]}x")], [], [])
    assert end.outcome is Outcome.FORGOTTEN


def test_a_page_served_with_www_is_forgotten_by_the_canonical_address_without(loader, ask):
    served = "https://www.harbour.example/?p=7"
    loader.land("run-1", [article("storm", url=served), article("calm")], [], [])
    assert forget(loader, target("https://harbour.example/storm")).articles == 1
    assert ask("SELECT url FROM articles") == [("https://harbour.example/calm",)]
    assert loader.forgotten([served]) == {served}


def test_a_loaded_file_is_forgotten_by_its_address(loader, ask):
    url = "file:///home/ana/Pages/one.html"
    page = replace(capture(url), entry=entry(url, "load"))
    made = article("one", url=url, canonical_url=None, capture=page)
    loader.land("run-1", [made, article("two")], [], [])
    assert forget(loader, target(url)).articles == 1
    assert ask("SELECT url FROM articles") == [("https://harbour.example/two",)]


@pytest.mark.parametrize(
    "text",
    ["", "harbour", "two words.example", "http://", "https://[half/", "a..b", "ü", f"{'ü' * 64}.example"],
)
def test_what_names_neither_page_nor_domain_is_an_error(text):
    with pytest.raises(ValueError, match="address"):
        target(text)


@pytest.mark.parametrize(
    ("text", "is_domain", "host"),
    [
        ("Harbour.example", True, "harbour.example"),
        ("www.harbour.example", True, "harbour.example"),
        ("www.Münchener-Straße.example", True, "xn--mnchener-strae-dgb56b.example"),
        ("harbour.example/a", False, "harbour.example"),
        ("http://m.harbour.example:8080/a", False, "harbour.example"),
        ("file:///a", False, ""),
    ],
)
def test_what_the_user_means(text, is_domain, host):
    what = target(text)
    assert (what.is_domain, what.host) == (is_domain, host)
