"""The rooms keep their doors: who imports whom is the plan of the building (docs/architecture.md)."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def files(*rooms):
    return [path for room in rooms for path in sorted((ROOT / room).rglob("*.py"))]


def importers(paths, package):
    return {
        str(path.relative_to(ROOT))
        for path in paths
        if any(name == package or name.startswith(package + ".") for name in imports(path))
    }


def test_nothing_imports_flows():
    assert importers(files("tasks", "warehouse"), "flows") == set()


def test_only_landing_imports_the_warehouse():
    assert importers(files("tasks"), "warehouse") == {"tasks/land/task.py"}


@pytest.mark.parametrize("package", ["prefect", "duckdb"])
def test_only_tasks_know_prefect_and_only_the_warehouse_knows_duckdb(package):
    allowed = {"prefect": {"task.py"}, "duckdb": set()}[package]
    found = importers(files("tasks"), package)
    assert {path for path in found if Path(path).name not in allowed} == set()


def test_cleaning_does_not_depend_on_normalizing():
    assert importers(files("tasks/clean"), "tasks.normalize") == set()
    assert importers(files("tasks/normalize"), "tasks.clean") <= {"tasks/normalize/article.py"}
