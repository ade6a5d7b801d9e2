"""Pages that list stories and are none: section fronts, tags, searches, all that one author wrote."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from tasks.clean.blocks import ENDS_IN_LINK, GOOD_CHARS, PageBlock
from tasks.clean.body import Judged
from tasks.clean.phrases import furniture_reason
from tasks.records import Found

MAX_SECTION_WORDS = 3  # of the headline of a section front
MIN_TEASERS = 5  # blocks of one template, each a headline that links and some text, make a section front
TEASER_SHARE = 3  # … if they hold so many times the text that was kept
MIN_STORIES = 8  # headlines that link, each with a text, make a list of stories, …
STORIES_SHARE = 0.75  # … if they have so much of the text that was kept
MAX_STORY_CHARS = 600  # of such a text; of a longer one the page is more than a list
MIN_HEADLINE = 15  # characters of such a headline
MAX_MORE_CHARS = 40  # of a link to the rest of a story


def lists_stories(
    judged: Sequence[Judged], running: Sequence[Judged], headline: Sequence[Found], *, is_dated: bool
) -> bool:
    """True for a page that lists stories. `running` are the paragraphs kept of it.

    A page that says when it was published, and bears more than a section's name, is none.
    """
    is_section = all(len(found.text.split()) <= MAX_SECTION_WORDS for found in headline)
    return (is_section and _is_front(judged, running)) or (
        (is_section or not is_dated) and _is_of_stories(judged, running)
    )


def _is_front(judged: Sequence[Judged], running: Sequence[Judged]) -> bool:
    """True if blocks of one template, each a link and some text, hold far more than all else kept."""
    made: dict[str, list[int]] = defaultdict(list)  # by template: characters of each
    for block in (one.block for one in judged):
        if block.link_chars >= MIN_HEADLINE and not block.is_link and len(block.text) > GOOD_CHARS:
            made[block.frame.signature].append(len(block.text))
    for name, sizes in made.items():
        others = sum(len(one.block.text) for one in running if one.block.frame.signature != name)
        if len(sizes) >= MIN_TEASERS and sum(sizes) > TEASER_SHARE * others:
            return True
    return False


def _is_of_stories(judged: Sequence[Judged], running: Sequence[Judged]) -> bool:
    """True if the text that was kept is little but that of stories which one template made."""
    made: dict[str, list[int]] = defaultdict(list)
    for template, chars in (*_below_headlines(judged), *_before_more(judged)):
        if 0 < chars <= MAX_STORY_CHARS:
            made[template].append(chars)
    total = sum(len(one.block.text) for one in running)
    return any(len(sizes) >= MIN_STORIES and sum(sizes) >= STORIES_SHARE * total for sizes in made.values())


def _below_headlines(judged: Sequence[Judged]) -> Iterator[tuple[str, int]]:
    """The template of each line that is a link, and how much text was kept below it."""
    template, chars = "", 0
    for one in judged:
        if one.block.is_link and len(one.block.text) >= MIN_HEADLINE:
            yield template, chars
            template, chars = one.block.frame.signature, 0
        else:
            chars += _text_chars(one)
    yield template, chars


def _before_more(judged: Sequence[Judged]) -> Iterator[tuple[str, int]]:
    """The same of the links to the rest of each story: "Read more", in its own line or at a text's end."""
    chars = 0
    for one in judged:
        chars += _text_chars(one)
        if _ends_in_more(one.block):
            yield one.block.frame.signature, chars
            chars = 0


def _text_chars(one: Judged) -> int:
    return len(one.block.text) if one.is_kept and one.block.is_running else 0


def _ends_in_more(block: PageBlock) -> bool:
    if block.links != 1 or block.link_chars > MAX_MORE_CHARS or not block.link_ends & ENDS_IN_LINK:
        return False
    return furniture_reason(block.text[-block.link_chars :]) == "related stories"
