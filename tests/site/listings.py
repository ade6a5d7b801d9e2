"""What each site's feed or sitemap lists, in its order, and how each listed URL has to end."""

from __future__ import annotations

from dataclasses import dataclass

from tests.site.content import Story, stories


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of a feed or sitemap."""

    link: str  # path and query
    outcome: str  # a value of tasks.records.Outcome
    title: str = ""
    story: Story | None = None  # None for what is no story


# Pages that are no stories: path, outcome, title, template.
OTHER_PAGES = {
    "harbour-post": [
        ("/live/tide-watch/", "consent page", "Tide watch: our live page", "consent"),
    ],
    "stadtblatt": [
        ("/lindenfurt/", "not an article", "Lindenfurt", "ressort"),
        ("/bilder/brueckenfest-2025.html", "not an article", "Bilder vom Brückenfest", "galerie"),
        ("/kultur/theaterplan-maerz.html", "not an article", "Theaterplan", "fehlt"),
        ("/intern/redaktionsplan.html", "refused by robots", "Redaktionsplan", "ressort"),
    ],
    "wire-mirror": [
        ("/2025/05/withdrawn-report/", "gone", "Withdrawn report", ""),
    ],
}
TRACKING = {
    "harbour-post": "?utm_source=rss&utm_medium=feed&utm_campaign=news",
    "wire-mirror": "?utm_source=atom",
}


def listed(site: str) -> list[Listed]:
    """The site's feed or sitemap, line by line; a feed also lists its second story twice."""
    tracking = TRACKING.get(site, "")
    lines = []
    for number, story in enumerate(stories(site)):
        link = story.path + (tracking if number % 2 == 0 else "")
        lines.append(Listed(link, story.outcome, story.headline, story))
        if tracking and number == 1:
            lines.append(Listed(story.path + tracking, "duplicate URL", story.headline, story))
    lines += [Listed(path, outcome, title) for path, outcome, title, _ in OTHER_PAGES[site]]
    return lines
