"""What a backfill does with more workers, and with a longer file: pages a second, and memory.

    python benchmarks/backfill.py [--repeat 4]

The pages of ../shared/corpora (or below COPYDESK_SHARED) are written into a WARC file several times, each
time under other URLs, and backfilled by the real flow: with one worker, with two, with two a file twice
as long. Time counts from the first part that lands to the last, since what Prefect takes to start is the
same for all. Efficiency is the speed of two workers over twice that of one: 1 where nothing is shared.
Memory is the peak of the process that lands, and of the largest of those that read.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import json
import multiprocessing
import resource
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parent.parent))

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from benchmarks.corpora import items, page_of

CORPORA = ("zyte", "fundus")


def write_archive(path: Path, repeat: int) -> int:
    """A WARC file of the pages, `repeat` times; gives how many pages that is."""
    count = 0
    http = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for turn in range(repeat):
            for item in (one for one in items() if one["corpus"] in CORPORA):
                url, html = item["url"], page_of(item)
                # As a page of another site: neither its address nor what it says of that is the same.
                mark = f"https://copy{turn}."
                html = html.replace(b"https://www.", mark.encode()).replace(b"https://", mark.encode())
                address = f"{mark}{url.partition('://')[2].removeprefix('www.')}"
                writer.write_record(
                    writer.create_warc_record(address, "response", io.BytesIO(html), http_headers=http)
                )
                count += 1
    return count


def measure(path: Path, workers: int, answer) -> None:
    """Runs in a process of its own, so that peaks of memory are this run's."""
    import flows  # noqa: F401  sets Prefect's defaults before it is imported
    from flows.backfill import backfill
    from flows.progress import watcher

    landed: list[tuple[float, int]] = []
    watcher.set(lambda progress: landed.append((time.perf_counter(), progress.total().total())))
    with TemporaryDirectory() as home:
        asyncio.run(_run(backfill(what=[str(path)], home=Path(home), workers=workers)))
    (begun, first), (ended, last) = next(one for one in landed if one[1]), landed[-1]
    answer.put(
        {
            "workers": workers,
            "MB": round(path.stat().st_size / 1e6),
            "pages": last,
            "pages/s": round((last - first) / (ended - begun), 1),
            "peak MB, landing": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            "peak MB, reading": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
        }
    )


async def _run(flow) -> None:
    await flow


def in_a_process(path: Path, workers: int) -> dict[str, float]:
    context = multiprocessing.get_context("spawn")
    answer = context.Queue()
    process = context.Process(target=measure, args=(path, workers, answer))
    process.start()
    found = answer.get()
    process.join()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--repeat", type=int, default=4, help="how often the pages stand in the shorter file")
    repeat = parser.parse_args().repeat
    with TemporaryDirectory() as folder:
        short, long = Path(folder) / "short.warc.gz", Path(folder) / "long.warc.gz"
        write_archive(short, repeat)
        write_archive(long, 2 * repeat)
        one, two, longer = in_a_process(short, 1), in_a_process(short, 2), in_a_process(long, 2)
    for found in (one, two, longer):
        print(json.dumps(found))
    print(f"efficiency of two workers: {two['pages/s'] / one['pages/s'] / 2:.2f}")
    for place in ("landing", "reading"):
        ratio = longer[f"peak MB, {place}"] / two[f"peak MB, {place}"]
        print(f"memory of {place}, file twice as long: {ratio:.2f} times")


if __name__ == "__main__":
    main()
