# `make demo` and `make test` need Python 3.11 or newer, git and make. Everything else goes into .venv.
PYTHON ?= python3
BIN := .venv/bin
SYNC = $(BIN)/uv sync --quiet --locked --all-extras --inexact
export UV_PYTHON_DOWNLOADS = never

.PHONY: demo test test-long lint format bench mutants pictures clean

.venv/ready: pyproject.toml uv.lock
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==0.13.9
	@$(SYNC) 2>/dev/null || $(SYNC) --system-certs # for a network with certificates of its own
	@touch $@

demo: .venv/ready
	@$(BIN)/execsync demo

test: .venv/ready
	$(BIN)/pytest -n auto -m "not long" --hypothesis-profile=same

test-long: .venv/ready
	$(BIN)/pytest -n auto

lint: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m scripts.audit
	$(BIN)/python -m scripts.workflows

format: .venv/ready
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

pictures: .venv/ready
	$(BIN)/python docs/pictures/make.py

bench: .venv/ready
	$(BIN)/python -m benchmarks

mutants: .venv/ready # takes hours; docs/quality.md tells how to try some only
	nice -n 19 $(BIN)/python -m scripts.mutants

clean:
	rm -rf .venv dist build .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
