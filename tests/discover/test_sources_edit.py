"""A source is added to sources.toml, and what stood there stays."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.discover.sources_edit import add_sources, name_of_site, name_of_title, source_toml
from tasks.discover.sources_file import SourcesError, read_sources

FEED = {"feeds": ["https://bay.example/rss"]}
BEFORE = """# ours

[sources.b]  # second comes first
urls = [ 'https://b.example/' ]

[fetch]
retries = 1
[sources.a]
urls = ["https://a.example/"]"""


@given(st.text(min_size=1, max_size=30), st.text(max_size=30))
def test_the_table_of_a_source_is_toml_whatever_it_holds(publisher, path):
    fields = {"publisher": publisher, "feeds": [f"https://paper.example/{path}"], "allow_private": True}
    assert tomllib.loads(source_toml("harbour.post", fields)) == {"sources": {"harbour.post": fields}}


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_source_comes_at_the_end_and_every_byte_before_stays(tmp_path, ends):
    path = tmp_path / "sources.toml"
    before = BEFORE.replace("\n", ends).encode()
    path.write_bytes(before)
    path.chmod(0o640)
    add_sources(path, {"bay": FEED, "cove": FEED})
    assert list(read_sources(path).sources) == ["b", "a", "bay", "cove"]
    after = path.read_bytes()
    assert after.startswith(before)
    assert after.count(b"\n") == after.count(ends.encode())
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_is_not_there_is_made(tmp_path):
    path = tmp_path / "new" / "sources.toml"
    add_sources(path, {"bay": FEED})
    assert list(read_sources(path).sources) == ["bay"]
    assert "user_agent" in path.read_text()


@pytest.mark.parametrize(
    ("url", "is_private"), [("https://desk:pw@bay.example/rss", True), ("https://bay.example/rss", False)]
)
def test_a_new_file_that_holds_a_login_is_its_owners_alone(tmp_path, url, is_private):
    path, other = tmp_path / "sources.toml", tmp_path / "other"
    other.touch()
    add_sources(path, {"bay": {"feeds": [url]}})
    assert path.stat().st_mode & 0o777 == (0o600 if is_private else other.stat().st_mode & 0o777)


def test_a_link_stays_one(tmp_path):
    (tmp_path / "real.toml").write_text(BEFORE)
    (tmp_path / "sources.toml").symlink_to("real.toml")
    add_sources(tmp_path / "sources.toml", {"bay": FEED})
    assert (tmp_path / "sources.toml").is_symlink()
    assert "bay" in read_sources(tmp_path / "real.toml").sources


@pytest.mark.parametrize(
    ("text", "tables", "message"),
    [
        (BEFORE, {"a": FEED}, 'there is a source "a" already'),
        (BEFORE, {"bay": {"feeds": ["bay"]}}, "no http or https URL"),
        (BEFORE, {"the bay": FEED}, "not a name for a source"),
        ("sources = {}", {"bay": FEED}, "not TOML"),
        ("[fetch", {"bay": FEED}, "not TOML"),
    ],
)
def test_a_file_that_would_be_wrong_is_left_as_it_is(tmp_path, text, tables, message):
    path = tmp_path / "sources.toml"
    path.write_text(text)
    with pytest.raises(SourcesError, match=message):
        add_sources(path, tables)
    assert path.read_text() == text


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.bbc.co.uk/news", "bbc"),
        ("https://sport.harbour-post.com/", "harbour-post"),
        ("http://harbour-post.localhost:8800/", "harbour-post"),
        ("http://127.0.0.1:8800/", "127-0-0-1"),
        ("http://intranet/", "intranet"),
    ],
)
def test_a_site_has_a_name(url, name):
    assert name_of_site(url) == name


@given(st.text(max_size=60))
def test_any_title_gives_a_name_that_is_allowed_and_not_taken(title):
    name = name_of_title(title)
    second = name_of_title(title, [name])
    assert name != second
    tables = dict.fromkeys((name, second), FEED)
    assert tomllib.loads("".join(source_toml(each, FEED) for each in tables))["sources"].keys() == {
        name,
        second,
    }


def test_titles_of_any_script_give_names():
    assert name_of_title("Українська правда") == "ukrainska-pravda"
    assert name_of_title("!?") == "source"
