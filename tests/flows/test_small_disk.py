"""The program on a disk that is full, or cannot be written: a line for the user, and nothing lost."""

import os
import subprocess

import pytest

from tests.flows.test_command_line import story

pytestmark = pytest.mark.xdist_group("prefect: sites")


@pytest.fixture
def server(prefect_server):
    """Spares each command the start of a server of its own."""
    from prefect.settings import PREFECT_API_URL

    return {"PREFECT_API_URL": PREFECT_API_URL.value()}


@pytest.fixture
def small_disk(folder):
    """A home on a file system of its own, of 3 MB, that can be made larger."""
    home = folder / "small"
    home.mkdir(exist_ok=True)
    size = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(home)]
    try:
        mounted = subprocess.run(size, capture_output=True).returncode == 0
    except OSError:
        mounted = False
    if not mounted:
        pytest.skip("mounting a small file system takes root")
    yield home
    subprocess.run(["umount", str(home)], check=True)


def test_a_full_disk_is_a_line_and_the_next_run_goes_on(small_disk, copydesk, folder, server):
    pages = folder / "many"
    pages.mkdir()
    for n in range(20):
        noise = "".join(
            f"<p>The keeper wrote down {os.urandom(30).hex()} and shut the book.</p>" for _ in range(600)
        )
        (pages / f"{n}.html").write_text(story(f"Lighthouse {n}").replace("</article>", f"{noise}</article>"))
    done = copydesk("load", "many", "--home", "small", **server)
    assert done.returncode == 1
    assert "No space" in done.stderr
    assert len(done.stderr.splitlines()) < 8, done.stderr
    subprocess.run(["mount", "-o", "remount,size=200m", str(small_disk)], check=True)
    done = copydesk("load", "many", "--home", "small", **server)
    assert done.returncode == 0, done.stderr
    counted = copydesk("sql", "SELECT count(*) FROM articles", "--home", "small", "--format", "csv")
    assert counted.stdout.split()[1] == "20"
    done = copydesk("doctor", "--fix", "--home", "small")
    assert done.returncode == 0, done.stdout
    assert "fail" not in done.stdout


def test_a_disk_that_is_read_only_is_a_line(small_disk, copydesk, folder, server):
    (folder / "one.html").write_text(story("Lighthouse"))
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    done = copydesk("load", "one.html", "--home", "small", **server)
    assert done.returncode == 1
    assert "cannot be written" in done.stderr
    assert len(done.stderr.splitlines()) < 8, done.stderr
    done = copydesk("doctor", "--home", "small")
    assert done.returncode == 1
    assert "cannot be written" in done.stdout
