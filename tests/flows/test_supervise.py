"""Processes that belong together start and stop together, whatever ends them."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PROGRAM = """
import sys
from flows.supervise import Part, supervise
parts = [Part(name, module, arguments.split(), {{}}, None) for name, module, arguments in {parts!r}]
sys.exit(supervise(parts))
"""
DEADLINE = 60.0  # seconds: what a very busy machine may need


def until(seen):
    latest = time.monotonic() + DEADLINE
    while not (found := seen()):
        assert time.monotonic() < latest
        time.sleep(0.02)
    return found


def is_gone(pid):
    """Ended; without a parent its entry may stay, as not every container has who collects it."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


@pytest.fixture
def start(tmp_path):
    """Starts parts that take so many seconds to stop; returns the supervisor and all pids, once they run."""
    started = []

    def begin(seconds_by_name):
        parts = [
            (name, "tests.flows.stubborn", f"{tmp_path} {name} {seconds}")
            for name, seconds in seconds_by_name.items()
        ]
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM.format(parts=parts)], cwd=ROOT, stderr=subprocess.PIPE, text=True
        )
        started.append(process)
        ready = until(lambda: all((tmp_path / name).exists() for name in seconds_by_name))
        assert ready
        pids = {name: [int(pid) for pid in (tmp_path / name).read_text().split()] for name in seconds_by_name}
        started.extend(pid for some in pids.values() for pid in some)
        return process, pids

    yield begin
    for one in started:
        if isinstance(one, int):
            if not is_gone(one):
                os.kill(one, signal.SIGKILL)
        else:
            one.kill()
            one.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_the_parts_in_turn_the_last_one_first_and_tells_when_done(start, tmp_path, number):
    process, pids = start({"first": 0, "second": 0.3})
    process.send_signal(number)
    assert process.wait(DEADLINE) == 0
    assert process.stderr.read().splitlines()[-1] == "copydesk: stopped; what had landed is kept"
    assert (tmp_path / "order").read_text().split() == ["second", "first"]
    assert all(is_gone(pid) for some in pids.values() for pid in some)


def test_a_second_signal_ends_all_of_them_and_their_children_at_once(start, tmp_path):
    process, pids = start({"first": 3600, "second": 3600})
    process.send_signal(signal.SIGINT)
    until((tmp_path / "second-asked").exists)
    process.send_signal(signal.SIGINT)
    assert process.wait(DEADLINE) == 130
    assert all(until(lambda one=pid: is_gone(one)) for some in pids.values() for pid in some)


def test_a_part_that_ends_by_itself_takes_the_others_along(start):
    process, pids = start({"first": 0, "second": 0})
    os.kill(pids["second"][0], signal.SIGKILL)
    assert process.wait(DEADLINE) != 0
    assert all(until(lambda one=pid: is_gone(one)) for some in pids.values() for pid in some)


def test_parts_stop_when_the_supervisor_is_killed(start, tmp_path):
    process, pids = start({"first": 0, "second": 0})
    process.kill()
    assert all(until(lambda one=pid: is_gone(one)) for some in pids.values() for pid in some)
    assert sorted((tmp_path / "order").read_text().split()) == ["first", "second"]
