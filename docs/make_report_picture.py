"""Makes docs/report.png, the picture of the front page, from a real run: python docs/make_report_picture.py

It needs Debian's chromium and chromium-driver.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from selenium import webdriver

SIZE = (1120, 1640)  # pixels: to the end of the charts
COPYDESK = Path(sys.executable).parent / "copydesk"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [COPYDESK, "demo"], cwd=folder, env=os.environ | {"PREFECT_HOME": f"{folder}/prefect"}, check=True
        )
        take(Path(folder) / "demo" / "report.html", Path(__file__).parent / "report.png")


def take(page: Path, picture: Path) -> None:
    """Takes a picture of the head of a page."""
    options = webdriver.ChromeOptions()
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"):
        options.add_argument(argument)
    with webdriver.Chrome(options, webdriver.ChromeService(shutil.which("chromedriver"))) as browser:
        width, height = SIZE
        screen = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
        browser.get(page.resolve().as_uri())
        browser.save_screenshot(str(picture))


if __name__ == "__main__":
    main()
