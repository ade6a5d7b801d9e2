"""What holds for all tests."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.lakes import Lakes
from tests.postgres import postgres

# No test is timed: a busy machine is no failure.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

LONGEST_NAME = 60  # characters of a parameter in a test's name


@pytest.fixture(scope="session")
def lakes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lakes]:
    """Makes shared warehouses, in a PostgreSQL of the tests' own."""
    with postgres() as server:
        yield Lakes(server, tmp_path_factory.mktemp("lakes"))


def pytest_make_parametrize_id(val):
    """A short name for a long text: names go from process to process, and into the environment."""
    if isinstance(val, str | bytes) and len(val) > LONGEST_NAME:
        return f"{val[:LONGEST_NAME]!a}… of {len(val)}"
    return None
