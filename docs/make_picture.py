"""Makes docs/demo.svg, the picture in the README, from a real run: python docs/make_picture.py"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

COLUMNS = 118
COPYDESK = Path(sys.executable).parent / "copydesk"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "FORCE_COLOR": "1", "COLUMNS": str(COLUMNS), "PREFECT_HOME": f"{folder}/prefect"}
        run = subprocess.run(
            [COPYDESK, "demo"], cwd=folder, env=environment, stdout=subprocess.PIPE, text=True, check=True
        )
    console = Console(record=True, width=COLUMNS, file=open(os.devnull, "w"))  # noqa: SIM115
    console.print(Text.from_ansi("$ copydesk demo\n" + run.stdout))
    console.save_svg(str(Path(__file__).parent / "demo.svg"), title="copydesk demo")


if __name__ == "__main__":
    main()
