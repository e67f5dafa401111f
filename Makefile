# Everything needs Python 3.11 or newer, git and make. All else goes into .venv.
PYTHON ?= python3
BIN := .venv/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
LOWEST := .venv-lowest
UV := 0.13.9
SYNC = $(BIN)/uv sync --quiet --locked --all-extras --inexact
PYTEST_OPTIONS ?= -n auto
export UV_PYTHON_DOWNLOADS = never
unexport PYTHONDONTWRITEBYTECODE # tests start programs by the thousand: each would compile all that it imports

.PHONY: help demo test test-slow test-long test-lowest coverage lint docs format bench mutants pictures dist release notes image clean

help: ## list what there is to make
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-12s %s\n", $$1, $$2 }' Makefile

.venv/ready: pyproject.toml uv.lock
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV)
	@$(SYNC) 2>/dev/null || $(SYNC) --system-certs # for a network with certificates of its own
	@touch $@

demo: .venv/ready ## walk through an example on a local stand-in for the hub
	@$(BIN)/execsync demo

test test-slow test-lowest coverage: export EXECSYNC_TEST_SEED ?= same

test: .venv/ready ## run the tests but for the slow ones; random ones try the same examples each time
	$(BIN)/pytest $(PYTEST_OPTIONS) -m "not slow and not long" --hypothesis-profile=same

test-slow: .venv/ready ## run the slow ones: of browsers, jobs, kills and installs
	$(BIN)/pytest $(PYTEST_OPTIONS) -m "slow and not long" --hypothesis-profile=same

test-long: .venv/ready ## run all of them with new examples, and the long ones too
	$(BIN)/pytest $(PYTEST_OPTIONS)

test-lowest: .venv/ready ## run both with the lowest versions that pyproject.toml states
	@$(BIN)/uv venv --quiet --clear --seed $(LOWEST)
	$(BIN)/uv pip compile --quiet --resolution lowest-direct --extra cloud --output-file $(LOWEST)/lowest.txt pyproject.toml
	@$(BIN)/uv pip install --quiet --python $(LOWEST) --constraint $(LOWEST)/lowest.txt --editable '.[cloud]' --group dev uv==$(UV)
	$(subst .venv,$(LOWEST),$(BIN))/pytest $(PYTEST_OPTIONS) -m "not long" --hypothesis-profile=same

coverage: .venv/ready ## run both, and measure which branches they take; fails below 95 % of core/ or 90 % of all
	$(BIN)/pytest $(PYTEST_OPTIONS) -m "not long" --hypothesis-profile=same --cov --cov-report=
	$(BIN)/coverage report --include="execsync/core/*" --fail-under=95
	$(BIN)/coverage report --fail-under=90

lint: .venv/ready ## check style, types, who imports whom, known weaknesses of packages, and workflows
	$(BIN)/ruff check .
	$(BIN)/ruff check --preview --select PLW1514 execsync # every file is opened with its encoding
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy --platform win32 --cache-dir .mypy_cache/windows execsync # what a module of Windows' Python lacks
	$(BIN)/lint-imports
	$(BIN)/python -m scripts.audit
	$(BIN)/python -m scripts.workflows

docs: .venv/ready ## build the docs as a site; stale blocks and dead links are errors
	$(BIN)/python -m scripts.reference --check
	$(BIN)/zensical build --strict

format: .venv/ready ## mend what can be mended of style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

pictures: .venv/ready ## draw the pictures of the docs
	$(BIN)/python -m docs.pictures.make

bench: .venv/ready ## measure how long things take
	$(BIN)/python -m benchmarks

mutants: .venv/ready ## change the core a little, again and again, to see whether its tests notice (hours)
	nice -n 19 $(BIN)/python -m scripts.mutants

dist: .venv/ready ## build the wheel and the source distribution, and check what is in them
	@rm -rf dist
	$(BIN)/uv build --quiet --no-build-isolation --python $(BIN)/python --out-dir dist
	$(BIN)/twine --no-color check --strict dist/*
	$(BIN)/python -m scripts.contents dist

release: notes dist ## TAG=v0.1.0: all that a release takes, into dist and build/release
	$(BIN)/python -m scripts.bom > build/release/execsync.cdx.json

notes: .venv/ready ## TAG=v0.1.0: the changelog's section, if it is ready to be released
	@rm -rf build/release && mkdir -p build/release
	$(BIN)/python -m scripts.release_notes "$(TAG)" build/release/notes.md

image: dist ## build a container image with docker
	docker build --tag execsync .

clean: ## remove all that was made
	rm -rf .venv $(LOWEST) dist build site .cache .coverage* .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
