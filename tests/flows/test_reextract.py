"""The reextract flow: what an earlier reader had read differently becomes versions marked as re-read."""

import pytest

from tests.flows.asking import ask
from tests.site.expected import expected
from tests.site.server import SampleSite
from warehouse.home import Home
from warehouse.loader import open_loader
from warehouse.publish import publish

pytestmark = [
    pytest.mark.xdist_group("prefect: files"),
    # Prefect's client leaves sockets for the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


# What an earlier reader would have made of three pages: another headline, no agency, no article.
EARLIER_READER = """
UPDATE core.versions SET headline = 'Menu', content_hash = 'old' WHERE canonical_url = $first;
UPDATE core.versions SET agencies = [], credit_text = NULL WHERE canonical_url = $second;
DELETE FROM core.article_agencies WHERE article_id IN
    (SELECT article_id FROM core.versions WHERE canonical_url IN ($second, $third));
UPDATE raw.entries SET article_id = NULL, outcome = 'not an article' WHERE article_id IN
    (SELECT article_id FROM core.versions WHERE canonical_url = $third);
DELETE FROM core.versions WHERE canonical_url = $third;
UPDATE meta.changes SET changes = changes + 1;
"""


def test_what_today_s_reader_reads_differently_lands_as_re_read_and_only_once(run, tmp_path):
    from flows.ingest import ingest
    from flows.progress import asker
    from flows.reextract import reextract

    home = Home(tmp_path / "home")
    sources = tmp_path / "sources.toml"
    with SampleSite() as site:
        sources.write_text(site.sources_toml())
        run(ingest, source_ids=["wire-mirror"], sources_file=sources, home=home.path)
    again = {"home": home.path, "sources_file": sources}
    run(reextract, **again)  # the site's memory has grown while it was ingested: this settles it
    read = {"articles": "SELECT * EXCLUDE (version, capture_id) FROM articles ORDER BY url"}
    read["agencies"] = "SELECT * EXCLUDE (version) FROM article_agencies ORDER BY article_id, position"
    settled = {name: ask(home, query) for name, query in read.items()}

    credited = ask(home, "SELECT canonical_url FROM articles WHERE len(agencies) > 0 ORDER BY 1 LIMIT 3")
    urls = dict(zip(("first", "second", "third"), (url for (url,) in credited), strict=True))
    with open_loader(home, timeout=10) as loader:
        for statement in filter(str.strip, EARLIER_READER.split(";")):
            named = {name: url for name, url in urls.items() if f"${name}" in statement}
            loader.con.execute(statement, named)
    publish(home)
    damaged = {name: ask(home, query) for name, query in read.items()}
    assert damaged != settled

    token = asker.set(lambda preview: False)
    state, _ = run(reextract, **again)
    asker.reset(token)
    assert state.message == "2 articles would change, 1 new; 8 stay as they are"
    assert {name: ask(home, query) for name, query in read.items()} == damaged

    state, progress = run(reextract, **again, where="source_id = 'another'")
    assert progress.offered == 0
    state, _ = run(reextract, **again, where="source_id = 'another') OR (true")
    assert state.is_failed()
    assert "syntax error" in state.message
    state, progress = run(reextract, **again)
    assert state.is_completed() and not progress.problems
    assert {name: ask(home, query) for name, query in read.items()} == settled
    changed = ask(home, "SELECT field FROM article_changes WHERE is_reread AND before = 'Menu'")
    assert changed == [("headline",)]
    for view in ("headline_changes", "stealth_edits", "article_changes WHERE NOT is_reread"):
        assert ask(home, f"SELECT * FROM {view}") == []
    assert ask(home, "SELECT count(*) FROM entries WHERE outcome IN ('updated', 'unchanged')") == [(0,)]

    versions = ask(home, "FROM article_versions ORDER BY article_id, version")
    state, progress = run(reextract, **again)
    assert state.message == f"0 articles change, 0 new; {len(expected('wire-mirror'))} stay as they are"
    assert ask(home, "FROM article_versions ORDER BY article_id, version") == versions
