"""A site's memory takes recurring blocks out of the body, and never makes a new version of an article."""

from benchmarks.corpora import capture_of
from tasks.clean.memory import MIN_ARTICLES, SiteMemory
from tasks.clean.reader import read_page
from tasks.clean.text import block_hash
from tasks.normalize.article import normalize

APPEAL = "The harbour desk is paid for by its readers; if you can, give what a cup of tea costs, every month."
STORY = [
    "The pilot boat left the quay at dawn with four students on board and came back with five after noon.",
    "The fifth had swum out from the lighthouse, where he had spent the night, as he told the master.",
    "Nobody could say why the lamp had been dark, although three keepers were asked about it on Tuesday.",
    "The company that owns the lighthouse promised to look into the matter and to buy another clock.",
]


def page(paragraphs):
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    html = f"<html><title>Swimmer</title><body><article><h1>Swimmer</h1>{body}</article></body></html>"
    return capture_of("http://harbour.example/2026/05/16/swimmer", html.encode())


def knowing(text, articles):
    return SiteMemory("harbour.example", articles, {block_hash(text): articles})


def body(draft):
    return [block.text for block in draft.blocks]


def test_a_page_alone_cannot_tell_an_appeal_from_the_story():
    assert APPEAL in body(read_page(page([*STORY[:2], APPEAL, *STORY[2:]])))


def test_what_stood_on_enough_articles_is_removed_with_the_reason():
    draft = read_page(page([*STORY[:2], APPEAL, *STORY[2:]]), knowing(APPEAL, MIN_ARTICLES))
    assert body(draft) == STORY
    assert ("recurs on the site", APPEAL) in [(one.reason, one.text) for one in draft.removed]


def test_what_stood_on_fewer_stays():
    draft = read_page(page([*STORY, APPEAL]), knowing(APPEAL, MIN_ARTICLES - 1))
    assert APPEAL in body(draft)


def test_a_memory_that_grows_makes_no_new_version():
    capture = page([*STORY[:2], APPEAL, *STORY[2:]])
    before = normalize(read_page(capture))
    after = normalize(read_page(capture, knowing(APPEAL, MIN_ARTICLES)))
    assert before.body != after.body
    assert before.content_hash == after.content_hash


def test_an_edit_of_the_story_makes_one():
    memory = knowing(APPEAL, MIN_ARTICLES)
    before = normalize(read_page(page([*STORY, APPEAL]), memory))
    after = normalize(read_page(page([*STORY[:3], APPEAL]), memory))
    assert before.content_hash != after.content_hash


def test_the_blocks_seen_feed_the_memory():
    draft = read_page(page([*STORY, APPEAL]))
    assert {block_hash(text) for text in [*STORY, APPEAL]} <= draft.block_hashes
