"""sources.toml: what it gives, and the one line that names a mistake."""

from pathlib import Path

import pytest

from tasks.discover.sources_file import SourcesError, choose, line_of, parse_sources, read_sources

REPOSITORY = Path(__file__).parent.parent.parent
GOOD = """\
[fetch]
user_agent = "Deskbot/1.0 (+mailto:desk@example.org)"

[sources.harbour-post]
publisher = "The Harbour Post"
feeds = ["https://harbour.example/rss"]
language = "en-GB"
timezone = "Europe/London"
schedule = "*/30 * * * *"

[sources.stadtblatt]
sitemaps = [
    "https://stadtblatt.example/sitemap.xml",
]
urls = ["https://stadtblatt.example/a", "https://stadtblatt.example/b"]
delay_seconds = 2.5
"""


def read(tmp_path, text):
    path = tmp_path / "sources.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_sources(path)


def error_of(tmp_path, text):
    with pytest.raises(SourcesError) as error:
        read(tmp_path, text)
    line = str(error.value)
    assert "\n" not in line
    return line.replace(str(tmp_path / "sources.toml"), "sources.toml")


def test_sources_are_read_in_order(tmp_path):
    settings = read(tmp_path, GOOD)
    assert list(settings.sources) == ["harbour-post", "stadtblatt"]
    post = settings.sources["harbour-post"]
    assert (post.source_id, post.publisher, post.feeds) == (
        "harbour-post", "The Harbour Post", ("https://harbour.example/rss",)
    )  # fmt: skip
    assert settings.sources["stadtblatt"].delay_seconds == 2.5
    assert settings.fetch.product == "Deskbot"


def test_the_sources_that_come_with_copydesk_are_fine():
    settings = read_sources(REPOSITORY / "sources.toml")
    assert len(settings.sources) >= 30
    assert len({source.language.partition("-")[0] for source in settings.sources.values()}) >= 12
    for source in settings.sources.values():
        assert source.timezone and source.schedule and source.publisher and source.feeds


@pytest.mark.parametrize(
    "line, wrong, message",
    [
        (
            6,
            'feed = ["https://x.example/"]',
            "sources.harbour-post.feed: unknown field; allowed: feeds, sitemaps",
        ),
        (
            6,
            'feeds = "https://x.example/"',
            "sources.harbour-post.feeds: wants a list, not 'https://x.example/'",
        ),
        (
            6,
            'feeds = ["www.x.example"]',
            'sources.harbour-post.feeds: "www.x.example" is no http or https URL',
        ),
        (6, "feeds = [7]", "sources.harbour-post.feeds: wants a string, not 7"),
        (
            7,
            'language = "English"',
            'sources.harbour-post.language: "English" is no language tag; examples: de',
        ),
        (
            8,
            'timezone = "Mars/Olympus"',
            'sources.harbour-post.timezone: "Mars/Olympus" is no time zone; examples',
        ),
        (8, 'timezone = "../../etc/passwd"', "is no time zone"),
        (9, 'schedule = "hourly"', 'sources.harbour-post.schedule: "hourly" is no cron expression'),
        (9, 'schedule = "61 * * * *"', "is no cron expression (Bad minute)"),
        (9, "max_entries = 0", "sources.harbour-post.max_entries: wants greater than or equal to 1"),
        (9, 'delay_seconds = "long"', "sources.harbour-post.delay_seconds: wants a number"),
        (9, 'allow_private = "of course"', "sources.harbour-post.allow_private: wants a boolean"),
        (9, 'allow_private = "on"', "sources.harbour-post.allow_private: wants a boolean, not 'on'"),
        (9, "allow_private = 1", "sources.harbour-post.allow_private: wants a boolean, not 1"),
        (9, 'max_entries = "50"', "sources.harbour-post.max_entries: wants a whole number, not '50'"),
        (9, "max_entries = true", "sources.harbour-post.max_entries: wants a whole number, not True"),
        (2, 'retries = "5"', "fetch.retries: wants a whole number, not '5'"),
        (9, 'revisit = ["1h", "soon"]', 'sources.harbour-post.revisit: "soon" is no span of time; examples'),
        (2, "user_agents = 1", "fetch.user_agents: unknown field; allowed: user_agent, proxy"),
        (2, 'user_agent = "/1.0 desk"', "fetch.user_agent: "),
        (2, 'user_agent = "zwei\\nZeilen"', "fetch.user_agent: "),
        (1, "[fetsh]", "fetsh: unknown table; allowed: alerts, fetch, retention, sources"),
        (4, '[sources."harbour post"]', "sources.harbour post: not a name for a source; allowed: letters"),
        (4, "[sources]", "sources.publisher: wants a table"),
        (
            6,
            "max_entries = 3",
            "sources.harbour-post: offers nothing; give it feeds or sitemaps or pages or urls",
        ),
    ],
)
def test_a_mistake_is_told_with_line_field_and_what_is_allowed(tmp_path, line, wrong, message):
    lines = GOOD.split("\n")
    lines[line - 1] = wrong
    told = error_of(tmp_path, "\n".join(lines))
    if "offers nothing" in message:
        line = 4
    if wrong == "[sources]":
        line = 5
    assert told.startswith(f"sources.toml line {line}: "), told
    assert message in told


@pytest.mark.parametrize(
    "text, message",
    [
        ("[sources.a]\nfeeds = [\n", "sources.toml line 3: not TOML: "),
        ("[sources.a]\nfeeds = ['https://x.example/'\nlanguage = 'de'\n", "sources.toml line 3: not TOML: "),
        ("[sources.a]\n[sources.a]\n", "sources.toml line 2: not TOML: cannot declare"),
        (b"# fine\n\xff\xfe\n", "sources.toml line 2: not UTF-8"),
        ("fetch = 3", "sources.toml line 1: fetch: wants a table, not 3"),
        (b"\x00", "sources.toml line 1: not TOML"),
    ],
)
def test_what_is_not_toml_is_told_with_its_line(tmp_path, text, message):
    assert error_of(tmp_path, text).startswith(message)


def test_a_file_that_goes_too_deep_is_told(tmp_path):
    assert "too deep" in error_of(tmp_path, "a = " + "[" * 100_000)


@pytest.mark.parametrize("text", ["", "[sources]\n", "[fetch]\n"])
def test_a_file_without_sources_is_told_when_they_are_wanted(tmp_path, text):
    with pytest.raises(SourcesError, match="holds no source"):
        choose(read(tmp_path, text), [])


def test_a_file_that_is_not_there_or_no_file_is_told(tmp_path):
    with pytest.raises(SourcesError, match=r"nowhere\.toml: no such file; --sources names another"):
        read_sources(tmp_path / "nowhere.toml")
    with pytest.raises(SourcesError, match="cannot be read"):
        read_sources(tmp_path)


def test_lines_are_found_in_every_spelling_of_a_key(tmp_path):
    text = '# sources.a.feeds\n\n[ sources . "a" ]\nfeeds = []\n'
    text += '\n[sources]\nb.feeds = []\n"c" = { feeds = [] }\n'
    assert line_of(text, ("sources", "a", "feeds")) == 4
    assert line_of(text, ("sources", "b", "feeds")) == 7
    assert line_of(text, ("sources", "c", "feeds")) == 8
    assert line_of(text, ("sources", "a", "urls")) == 3


def test_sources_are_chosen_by_name_once_each_in_the_order_given(tmp_path):
    settings = read(tmp_path, GOOD)
    assert [s.source_id for s in choose(settings, [])] == ["harbour-post", "stadtblatt"]
    chosen = choose(settings, ["stadtblatt", "harbour-post", "stadtblatt"])
    assert [s.source_id for s in chosen] == ["stadtblatt", "harbour-post"]


def test_an_unknown_name_lists_near_ones(tmp_path):
    settings = read(tmp_path, GOOD)
    with pytest.raises(SourcesError, match='"harborpost"; did you mean harbour-post'):
        choose(settings, ["harborpost"])
    with pytest.raises(SourcesError, match='unknown source "xyz"; there are harbour-post, stadtblatt'):
        choose(settings, ["xyz"])


def test_every_field_is_explained_to_users():
    text = (REPOSITORY / "docs" / "sources.md").read_text(encoding="utf-8")
    from tasks.sources import Alerts, FetchSettings, Retention, Source

    for name in [
        *Source.model_fields,
        *FetchSettings.model_fields,
        *Retention.model_fields,
        *Alerts.model_fields,
    ]:
        assert name == "source_id" or f"`{name}`" in text, name


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ('webhook = "hooks.example"', 'alerts.webhook: "hooks.example" is no http or https URL'),
        ('command = "mail"', "alerts.command: wants a list, not 'mail'"),
        ('mail = "you@paper.example"', "alerts.mail: unknown field; allowed: webhook, command"),
    ],
)
def test_a_mistake_in_the_alerts_is_told_as_well(tmp_path, field, message):
    assert error_of(tmp_path, f"[alerts]\n{field}\n") == f"sources.toml line 2: {message}"


@pytest.mark.parametrize(
    "line", ['feeds = "https://u:geheim@harbour.example/feed"', 'feeds = [["https://u:geheim@h/"]]']
)
def test_a_mistake_is_told_without_the_password_in_it(line):
    with pytest.raises(SourcesError) as caught:
        parse_sources(Path("sources.toml"), f"[sources.harbour]\n{line}\n")
    assert "geheim" not in str(caught.value) and "line 2" in str(caught.value)
