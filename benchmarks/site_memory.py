"""What a site's memory adds to the reader: sites of the corpora of which there are several pages.

    python -m benchmarks.site_memory

Each page is read twice: alone, and with the memory of the site's other pages (never of itself). Scores are
the corpora's own, over the pages of these sites only; the text that memory removes is judged by itself, too.

A memory believes in a block once it stood on MIN_ARTICLES other articles, and the corpora have few sites with
so many pages. So the same is told of a memory that believes after one: it shows on more sites what could be
learnt, and why one is not enough.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from statistics import mean
from urllib.parse import urlsplit

from benchmarks.corpora import CORPORA, capture_of, items, page_of
from benchmarks.extract import scorer
from tasks.clean.memory import MIN_ARTICLES, SiteMemory
from tasks.clean.reader import read_page
from tasks.records import Capture, Draft, EndsHere


def sites(least: int) -> dict[str, list[tuple[str, Capture]]]:
    """Captures by host, of hosts with more than `least` pages; a page that two corpora have comes once."""
    found: dict[str, dict[str, tuple[str, Capture]]] = defaultdict(dict)
    for item in items():
        host = (urlsplit(item["url"] or "").hostname or "").removeprefix("www.")
        if host and not host.endswith("archive.org"):  # which holds everybody's pages
            found[host].setdefault(item["url"], (item["id"], capture_of(item["url"], page_of(item))))
    return {host: list(pages.values()) for host, pages in found.items() if len(pages) > least}


def read(capture: Capture, memory: SiteMemory | None) -> Draft | None:
    try:
        return read_page(capture, memory)
    except EndsHere:
        return None


def memory_without(drafts: Sequence[Draft | None], left_out: int, host: str, least: int) -> SiteMemory:
    """What the other pages of the site have taught; a block on `least` of them counts as believed."""
    others = [draft for at, draft in enumerate(drafts) if draft and at != left_out]
    counts = Counter(block for draft in others for block in draft.block_hashes)
    scale = MIN_ARTICLES // least
    return SiteMemory(host, len(others) * scale, {block: count * scale for block, count in counts.items()})


def body(draft: Draft | None) -> str:
    return "\n\n".join(block.text for block in draft.blocks) if draft else ""


def compare(least: int) -> None:
    """Prints what a memory that believes after `least` other articles changes."""
    score = scorer()
    golds = score.read(CORPORA / "gold.jsonl")
    scores: dict[str, list[tuple[float, float]]] = defaultdict(list)
    by_site = sites(least)
    removed: Counter[bool] = Counter()
    helped: set[str] = set()
    for host, pages in by_site.items():
        alone = [read(capture, None) for _, capture in pages]
        for at, (page_id, capture) in enumerate(pages):
            with_memory = read(capture, memory_without(alone, at, host, least))
            gold = golds[page_id]
            for metric in (f"{gold['corpus']}.body.p", f"{gold['corpus']}.body.r"):
                before = score.page_scores(gold, {"body": body(alone[at])}).get(metric)
                after = score.page_scores(gold, {"body": body(with_memory)}).get(metric)
                if before is not None and after is not None:
                    scores[metric].append((before, after))
            kept = {block.text for block in with_memory.blocks} if with_memory else set()
            for block in alone[at].blocks if alone[at] else ():
                if block.text not in kept and "body" in gold:
                    is_wrong = score.fold(block.text) in score.fold(gold["body"])
                    removed[is_wrong] += 1
                    helped |= set() if is_wrong else {host}
    print(f"\na block on {least} other articles is the site's: {len(by_site)} sites, ", end="")
    print(f"{sum(map(len, by_site.values()))} pages")
    for metric, pairs in scores.items():
        before, after = (mean(values) for values in zip(*pairs, strict=True))
        print(f"{metric:16} {len(pairs):4} pages  alone {before:.4f}  with memory {after:.4f}")
    print(f"blocks removed: {removed[False]} rightly, on {len(helped)} sites; {removed[True]} wrongly")


def main() -> None:
    compare(MIN_ARTICLES)
    compare(1)


if __name__ == "__main__":
    main()
