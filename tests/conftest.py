"""What holds for all tests."""

import gc
import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.lakes import Lakes
from tests.postgres import postgres
from warehouse.home import Home
from warehouse.loader import open_loader

# No test is timed: a busy machine is no failure.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# Tests that one worker runs one after another, in the order in which workers take them: those that wait the
# longest first. What has no group comes last, and fills what is left.
GROUPS = ("deploy", "up", "prefect: sites", "prefect: files", "browser", "command line", "commands")

# These fixtures make a test one of a whole: PostgreSQL, the program as users run it, a browser.
# Others are marked by hand.
OF_A_WHOLE = {"lakes", "copydesk", "up", "browser"}

LONGEST_NAME = 60  # characters of a parameter in a test's name


@pytest.fixture(scope="session")
def lakes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lakes]:
    """Makes shared warehouses, in a PostgreSQL of the tests' own."""
    with postgres() as server:
        yield Lakes(server, tmp_path_factory.mktemp("lakes"))


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A warehouse in which nothing has landed, to be copied: making one takes a fifth of a second."""
    home = Home(tmp_path_factory.mktemp("empty") / "data")
    with open_loader(home, timeout=10):
        pass
    return home


def pytest_sessionstart() -> None:
    gc.disable()  # hardly anything that collecting the tests makes is garbage


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Half as many again as there are cores: some of them wait for servers and other processes.

    More would only collect the tests more often, which takes each of them some six seconds of CPU.
    """
    cores = os.cpu_count() or 1
    return cores + (cores + 1) // 2


@pytest.hookimpl(tryfirst=True)  # before -m looks at the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks the tests of a whole, and brings the groups to the front, in their order."""
    for item in items:
        if not OF_A_WHOLE.isdisjoint(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.whole)

    def place(item: pytest.Item) -> int:
        marker = item.get_closest_marker("xdist_group")
        return GROUPS.index(marker.args[0]) if marker else len(GROUPS)

    items.sort(key=place)


def pytest_collection_finish() -> None:
    """What stands as long as the tests do is no garbage: looking for some in it took a tenth of the CPU."""
    gc.collect()
    gc.freeze()
    gc.enable()


def pytest_make_parametrize_id(val):
    """A short name for a long text: names go from process to process, and into the environment."""
    if isinstance(val, str | bytes) and len(val) > LONGEST_NAME:
        return f"{val[:LONGEST_NAME]!a}… of {len(val)}"
    return None
