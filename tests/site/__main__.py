"""Serves the sample sites until interrupted: python -m tests.site --port 8800."""

from __future__ import annotations

import argparse
import threading

from tests.site.content import SITES
from tests.site.server import SampleSite


def main() -> None:
    """Prints the addresses and a sources.toml, then waits."""
    parser = argparse.ArgumentParser(prog="python -m tests.site", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 (the default): one that is free")
    with SampleSite(parser.parse_args().port) as site:
        for name in SITES:
            print(site.base(name) + "/")
        print("\n" + site.sources_toml(), flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            print()


if __name__ == "__main__":
    main()
