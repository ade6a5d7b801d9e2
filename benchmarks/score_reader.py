"""Reads the corpora straight through `read_page` and `normalize`, and prints the scores.

    python benchmarks/score_reader.py [WORST]

benchmarks/extract.py compares with the peers. WORST names a metric, e.g. zyte.body.p: then its
worst pages are listed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from benchmarks.corpora import CORPORA, capture_of, items, page_of
from tasks.clean.reader import read_page
from tasks.normalize.article import normalize
from tasks.records import EndsHere

OUTPUT = Path(os.environ.get("COPYDESK_PREDICTIONS", "predictions.jsonl"))
BODIES = ("zyte", "fundus")  # the corpora whose CPU time is the one to compare


def read_one(item: dict[str, str]) -> dict[str, object]:
    """One line for score.py."""
    capture = capture_of(item["url"], page_of(item))
    start = time.process_time()
    try:
        draft = read_page(capture)
    except EndsHere as end:
        return {"id": item["id"], "body": "", "ended": f"{end.outcome}: {end.reason}"}
    article = normalize(draft)
    seconds = time.process_time() - start
    line: dict[str, object] = {
        "id": item["id"],
        "headline": article.headline,
        "body": article.body,
        "authors": article.authors,
        "published_on": article.published_on and article.published_on.isoformat(),
        "published_at": article.published_at and article.published_at.isoformat(),
        "agencies": article.agencies,
    }
    if item["corpus"] in BODIES:
        line["cpu_seconds"] = seconds
    return line


def main() -> None:
    """Reads every page in two processes, writes the predictions, and has score.py score them."""
    with ProcessPoolExecutor(2) as pool:
        read = list(pool.map(read_one, items(), chunksize=16))
    OUTPUT.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in read), encoding="utf-8")
    for ended, count in Counter(str(line["ended"]) for line in read if "ended" in line).most_common():
        print(f"{count:5}  {ended}")
    worst = ["--worst", sys.argv[1]] if len(sys.argv) > 1 else []
    subprocess.run([sys.executable, str(CORPORA / "score.py"), str(OUTPUT), *worst], check=True)


if __name__ == "__main__":
    main()
