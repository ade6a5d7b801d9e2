"""What a site's memory adds to the reader: sites of the corpora of which there are several pages.

    python -m benchmarks.site_memory

Each page is read twice: alone, and with the memory of the site's other pages (never of itself). Scores are
the corpora's own, over the pages of these sites only; the text that memory removes is judged by itself, too.
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


def sites() -> dict[str, list[tuple[str, Capture]]]:
    """Captures by host, of hosts with enough pages for a memory."""
    found: dict[str, list[tuple[str, Capture]]] = defaultdict(list)
    for item in items():
        capture = capture_of(item["url"], page_of(item))
        found[urlsplit(capture.url).netloc].append((item["id"], capture))
    return {host: pages for host, pages in found.items() if host and len(pages) > MIN_ARTICLES}


def read(capture: Capture, memory: SiteMemory | None) -> Draft | None:
    try:
        return read_page(capture, memory)
    except EndsHere:
        return None


def memory_without(drafts: Sequence[Draft | None], left_out: int, host: str) -> SiteMemory:
    """What the other pages of the site have taught."""
    others = [draft for at, draft in enumerate(drafts) if draft and at != left_out]
    counts = Counter(block for draft in others for block in draft.block_hashes)
    return SiteMemory(host, len(others), counts)


def body(draft: Draft | None) -> str:
    return "\n\n".join(block.text for block in draft.blocks) if draft else ""


def main() -> None:
    score = scorer()
    golds = score.read(CORPORA / "gold.jsonl")
    scores: dict[str, list[tuple[float, float]]] = defaultdict(list)
    by_site = sites()
    removed: Counter[bool] = Counter()
    for host, pages in by_site.items():
        alone = [read(capture, None) for _, capture in pages]
        for at, (page_id, capture) in enumerate(pages):
            with_memory = read(capture, memory_without(alone, at, host))
            gold = golds[page_id]
            for metric in (f"{gold['corpus']}.body.p", f"{gold['corpus']}.body.r"):
                before = score.page_scores(gold, {"body": body(alone[at])}).get(metric)
                after = score.page_scores(gold, {"body": body(with_memory)}).get(metric)
                if before is not None and after is not None:
                    scores[metric].append((before, after))
            kept = {block.text for block in with_memory.blocks} if with_memory else set()
            for block in alone[at].blocks if alone[at] else ():
                if block.text not in kept and "body" in gold:
                    removed[score.fold(block.text) in score.fold(gold["body"])] += 1
    print(f"{len(by_site)} sites, {sum(map(len, by_site.values()))} pages")
    for metric, pairs in scores.items():
        before, after = (mean(values) for values in zip(*pairs, strict=True))
        print(f"{metric:16} {len(pairs):4} pages  alone {before:.4f}  with memory {after:.4f}")
    print(f"blocks that memory removed: {removed[False]} rightly, {removed[True]} wrongly")


if __name__ == "__main__":
    main()
