"""How often each place of a page is right about a field, and whom to believe where the places differ.

    python -m benchmarks.trust

First for headline, day, moment and authors: every place that pages give the field in (JSON-LD, a meta, the
byline near the headline, …), on how many pages it stands, and the share where its first text is right.

Then what a choice of one place a page is worth, on sites that had no part in it (five folds by site): the
order in which the code finds the places, the order measured on the other folds, the one that stands in
tasks/clean/metadata/trust.toml, and the best that any choice could do. Headlines are voted on, with the
weights of trust.toml. Orders and weights of trust.toml follow from these tables.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import mean
from typing import Any
from urllib.parse import urlsplit
from zlib import crc32

from benchmarks.corpora import CORPORA, items, page_of
from benchmarks.extract import scorer
from tasks.clean.charset import decode
from tasks.clean.metadata.collect import everything
from tasks.clean.metadata.headlines import by_agreement
from tasks.clean.metadata.scan import scan
from tasks.clean.metadata.trust import by_trust
from tasks.clean.page import parse
from tasks.normalize.dates import read
from tasks.normalize.people import authors
from tasks.records import Found

LEAST_PAGES = 5  # a place on fewer pages is not printed
FOLDS = 5
PRIOR_PAGES, PRIOR_RIGHT = (
    4,
    2.4,
)  # what a place is credited with before it is measured: few pages prove little

FIELD = {"headline": "headline", "day": "published", "instant": "published", "authors": "byline"}


@dataclass(frozen=True, slots=True)
class Judged:
    """One page, one metric: what each place's texts are worth, in the order in which the code finds them."""

    site: str
    metric: str
    worth: dict[str, float]  # place: 0 to 1
    voted: float | None = None  # of the headline that the places agree on


def judged(gold: dict[str, Any], field: str, found: list[Found], score: Any) -> Iterator[tuple[str, float]]:
    """What the texts of one place are worth: metric and value, for each that the page's gold allows."""
    corpus = gold["corpus"]
    if field == "headline" and gold.get("title"):
        yield f"{corpus}.headline", float(score.fold(found[0].text) == score.fold(gold["title"]))
    if field == "published" and gold.get("date"):
        when = next((when for one in found if (when := read(one.text))), None)
        if when:
            yield f"{corpus}.day", float(when.on.isoformat() == str(gold["date"])[:10])
            if corpus == "fundus" and score.moment(gold["date"]):
                moment = score.moment(when.at.isoformat()) if when.at else None
                yield "fundus.instant", float(moment == score.moment(gold["date"]))
    if field == "byline" and corpus == "fundus":
        names = {score.fold(name) for name in authors(found)}
        yield "fundus.authors", score.set_f1({score.fold(name) for name in gold.get("authors") or []}, names)


def pages() -> Iterator[Judged]:
    """Every page's places, judged by every metric that its gold allows."""
    score = scorer()
    golds = score.read(CORPORA / "gold.jsonl")
    for item in items():
        places: dict[tuple[str, str], list[Found]] = defaultdict(list)
        for field, found in everything(scan(parse(item["url"] or "", decode(page_of(item), None)))):
            places[field, found.place].append(found)
        gold = golds[item["id"]]
        worth: dict[str, dict[str, float]] = defaultdict(dict)
        for (field, place), those in places.items():
            for metric, value in judged(gold, field, those, score):
                worth[metric][place] = value
        site = (urlsplit(item["url"] or "").hostname or item["id"]).removeprefix("www.")
        for metric, values in worth.items():
            yield Judged(site, metric, values, _voted(places, item["url"] or "", gold, score, metric))


def _voted(places: Any, url: str, gold: dict[str, Any], score: Any, metric: str) -> float | None:
    if not metric.endswith("headline"):
        return None
    sites = [found.text for (field, _), those in places.items() if field == "publisher" for found in those]
    headlines = by_agreement(
        [found for (field, _), those in places.items() if field == "headline" for found in those], sites, url
    )
    return float(bool(headlines) and score.fold(headlines[0].text) == score.fold(gold["title"]))


def measured(among: list[Judged]) -> dict[str, float]:
    """By place, the share of pages where it is right, drawn to the middle where the pages are few."""
    values: dict[str, list[float]] = defaultdict(list)
    for page in among:
        for place, value in page.worth.items():
            values[place].append(value)
    return {place: (sum(those) + PRIOR_RIGHT) / (len(those) + PRIOR_PAGES) for place, those in values.items()}


def by_measure(those: list[Judged]) -> float:
    """What each page is worth if the place is taken that was right most often on the sites of other folds."""
    worth = []
    for fold in range(FOLDS):
        trust = measured([page for page in those if crc32(page.site.encode()) % FOLDS != fold])
        for page in those:
            if crc32(page.site.encode()) % FOLDS == fold:
                worth.append(page.worth[max(page.worth, key=lambda place: trust.get(place, 0))])
    return mean(worth)


def chosen(those: list[Judged], choose: Callable[[Judged], str]) -> float:
    return mean(page.worth[choose(page)] for page in those)


def in_file(page: Judged) -> str:
    """The place that trust.toml puts first among a page's."""
    field = FIELD[page.metric.split(".")[1]]
    return by_trust(field, [Found("", place) for place in page.worth])[0].place


def main() -> None:
    """Prints the tables, the places on most pages first."""
    metrics: dict[str, list[Judged]] = defaultdict(list)
    for page in pages():
        metrics[page.metric].append(page)
    for metric, those in sorted(metrics.items()):
        print(f"\n{metric:<44}{'pages':>6}{'right':>8}")
        values: dict[str, list[float]] = defaultdict(list)
        for page in those:
            for place, value in page.worth.items():
                values[place].append(value)
        for place, shares in sorted(values.items(), key=lambda item: -len(item[1])):
            if len(shares) >= LEAST_PAGES:
                print(f"  {place:<42}{len(shares):>6}{mean(shares):>8.3f}")
    print(
        f"\n{'one place a page':<24}{'pages':>6}"
        f"{'as found':>10}{'measured':>10}{'file':>8}{'best':>8}{'voted':>8}"
    )
    for metric, those in sorted(metrics.items()):
        found = chosen(those, lambda page: next(iter(page.worth)))
        best = chosen(those, lambda page: max(page.worth, key=page.worth.__getitem__))
        is_voted = metric.endswith("headline")
        file = "" if is_voted else f"{chosen(those, in_file):.3f}"
        voted = f"{mean(page.voted or 0.0 for page in those):.3f}" if is_voted else ""
        print(
            f"{metric:<24}{len(those):>6}{found:>10.3f}{by_measure(those):>10.3f}{file:>8}{best:>8.3f}{voted:>8}"
        )


if __name__ == "__main__":
    main()
