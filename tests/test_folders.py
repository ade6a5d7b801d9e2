"""What the user names as an output stands there whole, with the rights of any file, or is left as it was."""

import os
import threading

import pytest
from typer.testing import CliRunner

from flows.cli import app
from tasks.folders import written_whole

PAGE = "<html><body><p>The bridge is open again.</p></body></html>"


@pytest.fixture
def extract(tmp_path):
    page = tmp_path / "page.html"
    page.write_text(PAGE)
    return lambda output: CliRunner().invoke(app, ["extract", str(page), "--output", str(output)])


def test_a_new_file_has_the_rights_of_any_and_an_old_one_keeps_its_own(extract, tmp_path):
    plain, new, kept = tmp_path / "plain", tmp_path / "new", tmp_path / "kept"
    plain.touch()
    kept.touch(mode=0o640)
    for output in (new, kept):
        assert extract(output).exit_code == 0
        assert output.read_text().startswith("{")
    assert new.stat().st_mode == plain.stat().st_mode
    assert kept.stat().st_mode & 0o777 == 0o640


def test_what_cannot_be_written_is_told_by_its_own_name_and_leaves_nothing(extract, tmp_path):
    (tmp_path / "folder").mkdir()
    before = sorted(tmp_path.iterdir())
    for output, said in (("absent/out", "No such file"), ("folder", "Is a directory")):
        error = extract(tmp_path / output).exception
        assert (error.filename, said in error.strerror) == (str(tmp_path / output), True)
    assert sorted(tmp_path.iterdir()) == before


def test_what_fails_half_way_leaves_the_old_file_alone(tmp_path):
    path = tmp_path / "file"
    path.write_text("old")
    with pytest.raises(ValueError), written_whole(path) as file:
        file.write("new")
        raise ValueError
    assert {one.name: one.read_text() for one in tmp_path.iterdir()} == {"file": "old"}


def test_a_link_stays_one_and_a_pipe_is_written_to(extract, tmp_path):
    target, link, pipe = tmp_path / "target", tmp_path / "link", tmp_path / "pipe"
    link.symlink_to(target)
    assert extract(link).exit_code == 0
    assert link.is_symlink()
    assert target.read_text().startswith("{")

    os.mkfifo(pipe)
    read = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()), daemon=True)
    reader.start()
    assert extract(pipe).exit_code == 0
    reader.join()
    assert read[0] == target.read_text()
    assert pipe.is_fifo()


@pytest.mark.parametrize(("is_private", "rights"), [(False, 0o644), (True, 0o600)])
def test_a_new_file_is_read_by_nobody_else_while_it_is_written(tmp_path, is_private, rights):
    before = os.umask(0o022)
    try:
        with written_whole(tmp_path / "new", is_private):
            (new,) = tmp_path.iterdir()
            assert new.stat().st_mode & 0o777 == rights
    finally:
        os.umask(before)
    assert (tmp_path / "new").stat().st_mode & 0o777 == rights


def test_what_takes_the_place_of_a_private_file_is_private_from_the_start(tmp_path):
    path = tmp_path / "secrets"
    path.touch(mode=0o600)
    with written_whole(path) as file:
        (new,) = set(tmp_path.iterdir()) - {path}
        assert new.stat().st_mode & 0o777 == 0o600
        file.write("swordfish")
    assert path.stat().st_mode & 0o777 == 0o600
