"""Makes docs/demo.svg, the picture in the README, from a real run: python docs/make_picture.py"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

from benchmarks.picture import save

COLUMNS = 118
COPYDESK = Path(sys.executable).parent / "copydesk"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        looks = {"FORCE_COLOR": "1", "COLUMNS": str(COLUMNS)}
        environment = os.environ | looks | {"PREFECT_HOME": f"{folder}/prefect"}
        run = subprocess.run(
            [COPYDESK, "demo"], cwd=folder, env=environment, capture_output=True, text=True, check=True
        )
    console = Console(record=True, width=COLUMNS, file=io.StringIO())
    console.print(Text.from_ansi("$ copydesk demo\n" + run.stdout))
    save(console, Path(__file__).parent / "demo.svg", "copydesk demo")


if __name__ == "__main__":
    main()
