"""Search: ranked, in any script, over the newest versions, in plain SQL and without any extension."""

from __future__ import annotations

import random
from datetime import timedelta

import duckdb
import pytest

from tests.warehouse.samples import NOW, article
from warehouse.home import Home
from warehouse.loader import open_loader
from warehouse.publish import publish
from warehouse.query import open_published, search

FILL = " ".join(f"filler{n}" for n in range(80))


def story(slug, body, **fields):
    fields = {"headline": "Nothing much", "description": None, **fields}
    return article(slug, body, **fields)


def land(loader, *articles, run="run-1"):
    loader.land(run, articles, [], [])
    while loader.index():
        pass


@pytest.fixture
def found(loader):
    """The last parts of the URLs that a query finds, the best first."""

    def find(query):
        rows = loader.con.execute("SELECT url FROM search_articles(?)", [query]).fetchall()
        return [url.rsplit("/", 1)[1] for (url,) in rows]

    return find


def test_all_words_must_occur_and_the_best_comes_first(loader, found):
    land(
        loader,
        story("once", f"A ferry was late because of a strike. {FILL}"),
        story("headline", f"It was late. {FILL}", headline="Ferry strike"),
        story("often", f"Ferry, ferry, strike, strike: the ferry strike goes on. {FILL}"),
        story("long", f"A ferry was late because of a strike. {FILL} {FILL} {FILL}"),
        story("half", f"The ferry was late. {FILL}"),
        story("standfirst", FILL, description="Strike stops every ferry"),
    )
    assert found("ferry strike")[:2] == ["headline", "often"]
    assert set(found("ferry strike")) == {"headline", "often", "once", "long", "standfirst"}
    assert found("ferry strike")[-1] == "long"
    assert found("STRIKE, Ferry!") == found("ferry strike ferry")
    assert found("ferry submarine") == []


def test_a_rare_word_weighs_more_than_a_frequent_one(loader, found):
    common = [story(f"common-{n}", f"harbour {FILL}") for n in range(20)]
    land(
        loader,
        *common,
        story("rare", f"harbour harbour capsized capsized capsized {FILL}"),
        story("less", f"harbour harbour harbour harbour capsized {FILL}"),
    )
    assert found("harbour capsized") == ["rare", "less"]


@pytest.mark.parametrize(
    ("text", "queries", "other"),
    [
        ("Die Straße nach Köln", ["strasse", "KÖLN", "koln", "Straße"], "Kolner"),
        ("Wybory w Łodzi", ["lodzi", "Łodzi", "łodzi"], "odzi"),
        ("L’été à Nîmes", ["ete", "été nimes"], "let"),
        ("IĞDIR'da İstanbul'dan", ["ığdır", "istanbul"], "stanbul"),
        ("Το πλοίο έφυγε", ["πλοιο", "ΠΛΟΊΟ"], "πλοι"),
        ("Паром вышел из гавани", ["ПАРОМ", "гавани"], "гаван"),
        ("غادرت العبّارة الميناء", ["العبارة", "العبّارة"], "عبارة"),
        ("המעבורת יצאה", ["המעבורת"], "מעבורת"),
        ("नौका बंदरगाह से निकली", ["नौका", "बंदरगाह"], "नक"),
        ("여객선이 항구를 떠났다", ["항구를"], "항구"),
        ("渡轮罢工影响港口", ["罢工", "港口", "渡轮罢工", "港", "口"], "工罢"),
        ("フェリーが港を出た", ["フェリー", "港", "出た"], "リフェ"),
        ("เรือข้ามฟากออกจากท่า", ["เรือ", "ท่า"], "ากเรือ"),
        ("AI技術とIT港", ["ai", "技術", "it"], "技港"),
    ],
)
def test_every_script_is_found_without_accents_and_case(loader, found, text, queries, other):
    land(loader, story("this", f"{text}. {FILL}"), story("another", FILL))
    for query in queries:
        assert found(query) == ["this"], query
    assert found(other) == []


def test_a_star_asks_for_beginnings(loader, found):
    land(loader, story("one", f"Strikers struck. {FILL}"), story("two", f"The strikes went on. {FILL}"))
    assert found("strike") == []
    assert set(found("strik*")) == {"one", "two"}
    assert found("strik* went") == ["two"]
    assert found("filler7* struck") == ["one"]


@pytest.mark.parametrize("query", ["", "  ", "!?", "*", "'; DROP TABLE x", "\\", "%", None])
def test_a_query_without_words_finds_nothing(loader, found, query):
    land(loader, story("one", FILL))
    assert found(query) == []


def test_words_of_any_length_are_found(loader, found):
    land(loader, story("one", f"{'x' * 5000} {FILL}"), story("blob", "y" * 300_000))
    assert found("x" * 5000) == ["one"]
    assert found("y" * 300_000) == ["blob"]


def test_the_newest_version_is_found_and_the_old_one_is_not(loader, found):
    land(loader, story("tide", f"The pier collapsed. {FILL}"))
    assert found("collapsed") == ["tide"]
    land(loader, story("tide", f"The pier stands. {FILL}", at=NOW + timedelta(hours=3)), run="run-2")
    assert found("collapsed") == []
    assert found("stands") == ["tide"]


def test_what_is_removed_leaves_the_index(loader, found, ask):
    land(loader, story("one", f"pier {FILL}"), story("two", f"pier {FILL}"))
    ask("DELETE FROM core.versions WHERE url LIKE '%one'")
    assert found("pier") == ["two"]
    land(loader)
    assert ask("SELECT count(DISTINCT text_id) FROM core.postings") == [(1,)]
    land(loader, story("three", FILL), run="run-2")
    assert found("pier") == ["two"]


def index(loader):
    return loader.con.execute(
        "SELECT article_id, word, weight FROM core.postings JOIN core.words USING (word_id)"
        " JOIN core.texts USING (text_id) ORDER BY ALL"
    ).fetchall()


def test_neither_the_order_nor_the_batches_matter(tmp_path, monkeypatch):
    pick, results = random.Random(4), []
    articles = [story(f"s{n}", " ".join(pick.choices(FILL.split(), k=60))) for n in range(30)]
    articles += [story(f"s{n}", f"edited {FILL}", at=NOW + timedelta(hours=1)) for n in range(0, 30, 4)]
    for size in (1, 7, len(articles)):
        pick.shuffle(articles)
        with open_loader(Home(tmp_path / str(size)), timeout=9) as loader:
            for start in range(0, len(articles), size):
                land(loader, *articles[start : start + size])
            results.append(index(loader))
            assert loader.con.execute(
                "SELECT count(*) - count(DISTINCT word) FROM core.words"
            ).fetchall() == [(0,)]
    assert results[0] == results[1] == results[2]
    assert len(results[0]) > 1000


def test_a_warehouse_that_was_indexed_otherwise_is_indexed_anew(loader, ask):
    land(loader, *(story(f"s{n}", f"pier {n} {FILL}") for n in range(9)))
    before = index(loader)
    ask("UPDATE core.texts SET method = 'older'; UPDATE core.postings SET weight = 0")
    land(loader)
    assert index(loader) == before


@pytest.fixture
def published(home):
    with open_loader(home, timeout=9) as loader:
        land(
            loader,
            story("one", f"The pier collapsed. {FILL}", headline="Pier"),
            story("two", f"A collapsed pier. {FILL}"),
        )
    publish(home)
    return home


def test_an_analyst_searches_in_plain_sql_with_any_duckdb(published):
    with duckdb.connect(str(published.published), read_only=True) as con:
        asked = con.sql("SELECT * FROM search_articles('pier collapsed') LIMIT 10")
        assert asked.columns[:5] == ["score", "published_on", "publisher", "headline", "url"]
        assert set(asked.columns[1:]) == set(con.sql("FROM articles").columns)
        scores = [row[0] for row in asked.fetchall()]
        assert len(scores) == 2
        assert scores == sorted(scores, reverse=True)
        assert scores[1] > 0
        assert con.sql(
            "SELECT count(*) FROM duckdb_extensions() WHERE loaded AND extension_name = 'fts'"
        ).fetchall() == [(0,)]


def test_search_gives_the_best_few(published):
    with open_published(published) as con:
        columns, rows = search(con, "pier", 1)
        assert columns == ["score", "published_on", "publisher", "headline", "url"]
        assert [row[3] for row in rows] == ["Pier"]
        assert len(search(con, "pier", 10)[1]) == 2
