"""The front page in Debian's Chromium, headless, as a reader sees it."""

from __future__ import annotations

import json
import os
import shutil

import pytest

from flows.front_page.write import write_page
from tests.warehouse.samples import NOW
from tests.warehouse.test_front_page import fill, story
from warehouse.home import Home
from warehouse.loader import open_loader
from warehouse.publish import publish

pytestmark = pytest.mark.xdist_group("browser")

PROGRAMS = ("chromium", "chromedriver")
HEADLESS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    missing = [name for name in PROGRAMS if not shutil.which(name)]
    if missing:
        told = f"needs a browser: {' and '.join(missing)} not installed (Debian: chromium, chromium-driver)"
        if os.environ.get("CI") == "true":
            pytest.fail(told)
        pytest.skip(told)
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    for argument in (*HEADLESS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))
    driver.get("about:blank")
    yield driver
    driver.quit()


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    home = Home(tmp_path_factory.mktemp("page") / "data")
    unbroken = "Donaudampfschifffahrtsgesellschaft" * 6
    with open_loader(home, timeout=10) as loader:
        fill(loader, NOW)
        loader.land("run-2", [story("Cape", "long", NOW, body="Long.", headline=unbroken)], [], [])
    publish(home)
    return write_page(home).resolve().as_uri()


@pytest.fixture
def see(browser, address):
    """Opens the page anew on a screen of that width, in the light or in the dark."""

    def open_page(width=1200, dark=False):
        screen = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 700}
        wanted = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": wanted})
        browser.get_log("performance")  # what was before is not what the page does
        browser.get(address)
        return browser

    return open_page


def requests(browser):
    messages = (json.loads(line["message"])["message"] for line in browser.get_log("performance"))
    return [
        told["params"]["request"]["url"] for told in messages if told["method"] == "Network.requestWillBeSent"
    ]


def test_it_asks_for_nothing_and_complains_of_nothing(see, address):
    browser = see()
    assert requests(browser) == [address]
    assert browser.get_log("browser") == []
    assert browser.execute_script("return document.querySelectorAll('figure .wide svg').length") == 4


def column(browser, name):
    """The texts of a column of the first table that has it, from top to bottom."""
    return browser.execute_script(
        """
        const buttons = [...document.querySelectorAll("th button")];
        const button = buttons.find((each) => each.textContent === arguments[0]);
        const rows = [...button.closest("table").tBodies[0].rows];
        return rows.map((row) => row.cells[button.parentElement.cellIndex].textContent);
        """,
        name,
    )


def button(browser, name):
    from selenium.webdriver.common.by import By

    return browser.find_element(By.XPATH, f"//th/button[.='{name}']")


def order(browser, name):
    return button(browser, name).find_element("xpath", "..").get_attribute("aria-sort")


def test_a_table_sorts_by_the_column_that_is_pressed(see):
    browser = see()
    assert (order(browser, "Wire share"), order(browser, "Articles")) == ("descending", None)
    button(browser, "Articles").click()
    assert column(browser, "Articles") == ["3", "2", "1", "1"]
    assert (order(browser, "Wire share"), order(browser, "Articles")) == (None, "descending")
    button(browser, "Articles").click()
    assert column(browser, "Articles") == ["1", "1", "2", "3"]
    assert order(browser, "Articles") == "ascending"


def test_a_table_sorts_by_keyboard(see):
    from selenium.webdriver.common.keys import Keys

    browser = see()
    button(browser, "Publisher").send_keys(Keys.ENTER)
    assert column(browser, "Publisher") == ["Bay", "Cape", "Quay", "Tide"]
    button(browser, "Publisher").send_keys(Keys.SPACE)
    assert column(browser, "Publisher") == ["Tide", "Quay", "Cape", "Bay"]


@pytest.mark.parametrize("width", [320, 390, 768])
def test_nothing_sticks_out_of_a_small_screen(see, width):
    browser = see(width)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width


def test_a_phone_sees_charts_of_its_own(see):
    shown = "return [...document.querySelectorAll('figure .narrow svg')].map((svg) => svg.clientWidth > 0)"
    assert see(390).execute_script(shown) == [True] * 4
    assert see(1200).execute_script(shown) == [False] * 4


def lightness(colour):
    return sum(int(part) for part in colour[4:-1].split(","))


def test_the_dark_has_colours_of_its_own(see):
    """The page's, and the charts', which are written as the page's variables."""
    looks = """
        const bar = document.querySelector("figure .wide path[fill^='var(--s1']");
        return [getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color,
                getComputedStyle(bar).fill];
    """
    paper, ink, bar = see(dark=False).execute_script(looks)
    dark_paper, dark_ink, dark_bar = see(dark=True).execute_script(looks)
    assert lightness(paper) > lightness(ink)
    assert lightness(dark_paper) < lightness(dark_ink)
    assert lightness(dark_bar) > lightness(bar)
