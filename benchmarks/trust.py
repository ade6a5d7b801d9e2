"""How often each place of a page is right about a field, on the pages with known answers.

    python benchmarks/trust.py

For headline, day, moment and authors: every place that pages give the field in (JSON-LD, a meta, the byline
near the headline, …), on how many pages it stands, and the share of them where its first text is right. The
order in tasks/clean/metadata/trust.toml follows from this table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from benchmarks.corpora import CORPORA, items, page_of
from benchmarks.extract import scorer
from tasks.clean.charset import decode
from tasks.clean.metadata.collect import everything
from tasks.clean.metadata.scan import scan
from tasks.clean.page import parse
from tasks.normalize.dates import read
from tasks.normalize.people import authors
from tasks.records import Found

LEAST_PAGES = 5  # a place on fewer pages is not printed

Table = dict[str, dict[str, list[float]]]


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


def table() -> Table:
    """Metric, place: the values of all pages."""
    score = scorer()
    golds = score.read(CORPORA / "gold.jsonl")
    values: Table = defaultdict(lambda: defaultdict(list))
    for item in items():
        places: dict[tuple[str, str], list[Found]] = defaultdict(list)
        for field, found in everything(scan(parse(item["url"] or "", decode(page_of(item), None)))):
            places[field, found.place].append(found)
        for (field, place), those in places.items():
            for metric, value in judged(golds[item["id"]], field, those, score):
                values[metric][place].append(value)
    return values


def main() -> None:
    """Prints the table, the places on most pages first."""
    for metric, places in sorted(table().items()):
        print(f"\n{metric:<44}{'pages':>6}{'right':>8}")
        for place, values in sorted(places.items(), key=lambda item: -len(item[1])):
            if len(values) >= LEAST_PAGES:
                print(f"  {place:<42}{len(values):>6}{sum(values) / len(values):>8.3f}")


if __name__ == "__main__":
    main()
