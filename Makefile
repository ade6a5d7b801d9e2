# Sets up and runs Copydesk. It needs Python 3.11 to 3.13 with pip and venv; everything else goes into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: setup setup-dev setup-peers demo bench test test-all coverage lint types docs check lock clean

# What users need.
setup: $(VENV)/.setup
# What founders need as well: test runner, linter, type checker.
setup-dev: $(VENV)/.setup-dev

$(VENV)/.setup: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || \
	    { echo "Copydesk needs Python 3.11, 3.12 or 3.13; name one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.setup-dev: $(VENV)/.setup requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/.setup-peers: $(VENV)/.setup-dev requirements-peers.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-peers.lock
	@touch $@

# What the benchmarks compare with.
setup-peers: $(VENV)/.setup-peers

# The main job on the sample news site: serve, ingest, ask.
demo: setup
	$(BIN)/copydesk demo

# Compiled once, not by every worker and every process that a test starts.
PYTEST := env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest -n auto --dist loadgroup --no-loadscope-reorder

# While working; less than three minutes on two quiet cores.
test: setup-dev
	$(PYTEST) -m 'not whole'

# Those of wholes as well: PostgreSQL, a browser, the corpora, Copydesk as a program.
test-all: setup-dev
	$(PYTEST)

# The same with its coverage, which must not fall below the floor in pyproject.toml. Pages that are made to be slow
# have a limit of CPU time, which measuring would pass.
coverage: setup-dev
	$(PYTEST) --cov --cov-report=term -k 'not made_to_be_slow'

# The reader beside its peers, on the pages of ../shared/corpora; and what ingesting a page costs.
bench: setup-peers
	$(BIN)/python benchmarks/extract.py
	$(BIN)/python benchmarks/ingest.py

lint: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup-dev
	$(BIN)/mypy

# The pages that are made from the code, and all pages as a site: build/site/index.html.
docs: setup-dev
	$(BIN)/python -m warehouse.dictionary
	$(BIN)/typer flows.cli utils docs --name copydesk --title "The command line" --output docs/cli.md
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

check: lint types test-all

# Compiles the lock files anew from pyproject.toml. It needs uv.
lock:
	uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 \
	    --group build pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 \
	    --group build --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock
	uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 \
	    --group peers -c requirements-dev.lock pyproject.toml -o requirements-peers.lock

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache
