"""Known answers: what a right reading of each sample page yields, from the same data as the pages."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from tests.site.content import SITES, Story, stories
from tests.site.listings import Listed, listed
from tests.site.pages import canonical, furniture
from tests.site.server import TIMEZONES


@dataclass(frozen=True, slots=True)
class Expected:
    """A right reading of a story's page."""

    canonical_url: str
    headline: str
    description: str | None
    body: tuple[str, ...]  # paragraphs
    furniture: tuple[str, ...]  # paragraphs among them that only the site's memory can tell from the body
    authors: tuple[str, ...]
    agencies: tuple[str, ...]  # in any order
    dateline: str | None
    section: str
    language: str
    published_on: date
    published_at: datetime | None  # UTC
    modified_at: datetime | None  # UTC


def expected(site: str, corrected: bool = False) -> dict[str, Expected]:
    """The readings of the site's stories by path; of their second versions where there are any, on request.

    Stories of which nothing can be read (paywall stubs) are not among them.
    """
    return {
        story.path: _reading(story.corrected() if corrected else story)
        for story in stories(site)
        if story.outcome == "new"
    }


def outcomes(site: str) -> list[Listed]:
    """Each line of the site's feed or sitemap with the outcome of its entry, in the first run."""
    return listed(site)


def outcome_counts() -> Counter[str]:
    """The outcomes of a first run over all three sites."""
    return Counter(line.outcome for site in SITES for line in listed(site))


def copies() -> dict[str, str]:
    """Canonical URL of each story that re-publishes another site's, with the canonical URL of the other."""
    by_name = {f"{story.site}/{story.slug}": story for site in SITES for story in stories(site)}
    return {
        canonical(story): canonical(by_name[story.based_on]) for story in by_name.values() if story.based_on
    }


def _reading(story: Story) -> Expected:
    return Expected(
        canonical_url=canonical(story),
        headline=story.headline,
        description=story.standfirst or None,
        body=story.paragraphs,
        furniture=tuple(furniture()[name].text for name in story.furniture),
        authors=story.authors or story.signed,
        agencies=story.agencies,
        dateline=story.dateline or None,
        section=story.section,
        language=story.language,
        published_on=date.fromisoformat(story.published[:10]),
        published_at=_instant(story.site, story.published),
        modified_at=_instant(story.site, story.modified),
    )


def _instant(site: str, text: str) -> datetime | None:
    """None where the page gives a day only, or no zone and the source's setting none either."""
    if "T" not in text:
        return None
    when = datetime.fromisoformat(text)
    if when.tzinfo is None:
        if site not in TIMEZONES:
            return None
        when = when.replace(tzinfo=ZoneInfo(TIMEZONES[site]))
    return when.astimezone(UTC)
