"""Commands that run no flow start without Prefect, which takes seconds to import."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.whole

PROGRAM = """
import sys
from flows.cli import app
try:
    app({arguments!r})
except SystemExit:
    pass
except Exception:
    pass
sys.exit(int("prefect" in sys.modules))
"""


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["sql", "SELECT 1", "--home", "absent"],
        ["shell", "--home", "absent"],
        ["status", "--home", "absent"],
        ["report", "--home", "absent"],
        ["extract", "absent.html"],
        ["doctor", "--home", "absent"],
        ["compact", "--home", "absent"],
        ["forget", "absent.example", "--yes"],
        ["sources", "add", "http://nobody.localhost:1/", "--yes"],
        ["sources", "list"],
        ["sources", "check"],
        ["sources", "import", "absent.opml"],
        ["sources", "export"],
    ],
    ids=lambda arguments: " ".join(arguments[:2]),
)
def test_commands_without_a_flow_do_not_import_prefect(arguments, tmp_path):
    program = PROGRAM.format(arguments=arguments)
    assert subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True).returncode == 0


def test_what_opens_a_warehouse_does_not_import_pandas():
    """Where it is installed, pyarrow imports it with the first array that it makes."""
    program = "import sys, warehouse.loader; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program]).returncode == 0
