# Hearthstack: every target sets up what it needs, once. Needs python3 >= 3.11, Node with npm, and make.
PYTHON ?= python3
BIN := .venv/bin
PYTEST := $(BIN)/pytest
# Tests wait for clocks as often as for the processor: one process more than two cores. See conftest.py.
TOGETHER := -n $(or $(PROCESSES),3) --no-loadscope-reorder
empty :=
space := $(empty) $(empty)

.PHONY: help setup dev test test-unit test-fleet test-browser test-official lighthouse test-model fuzz bench chaos check types lock fmt clean
.DEFAULT_GOAL := help

help:  ## List the targets.
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

.venv/.installed: requirements.lock pyproject.toml libs/edgekit/pyproject.toml libs/contracts/pyproject.toml libs/chat/pyproject.toml libs/pyworkerd/pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Hearthstack needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Set PYTHON=/path/to/python3.") if sys.version_info < (3, 11) else None'
	@test -d .venv || $(PYTHON) -m venv .venv
	@echo "Installing Python packages…"
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps -e libs/edgekit -e libs/contracts -e libs/chat -e libs/pyworkerd -e .
	@touch $@

node_modules/.installed: package.json package-lock.json
	@command -v node >/dev/null && command -v npm >/dev/null || { echo "node or npm is missing: install Node.js (any version with npm) and run make again."; exit 1; }
	@echo "Installing Node packages…"
	@npm install --no-save --no-audit --no-fund --loglevel=error  # ci insists on binaries of other platforms
	@touch $@

setup: .venv/.installed node_modules/.installed  ## Install everything into .venv and node_modules.

dev: setup  ## Run the whole fleet with sample data on http://localhost:8787/; MODEL=1: with a real language model.
	@$(BIN)/fleet dev --port 8787 --seed demo $(if $(MODEL),--model)

# What takes longest begins first, so that it does not end last.
test: setup check  ## Lint, types and configs, then the three rings of tests.
	@$(PYTEST) $(TOGETHER) --durations 20 tests/fleet tests/browser $(wildcard libs/*/tests) tests/deploy tests/bench tests/unit

test-unit: setup  ## The ring that runs under CPython, in a minute or two.
	@$(PYTEST) tests/unit

test-fleet: setup  ## The ring that runs the fleet in workerd.
	@$(PYTEST) tests/fleet

test-browser: setup  ## The ring that opens the pages in Chromium.
	@$(PYTEST) tests/browser

test-official: setup  ## The fleet, and pyworkerd's features, on Cloudflare's own Python loader.
	@$(PYTEST) tests/official
	@PYWORKERD_TEST_OFFICIAL=1 $(PYTEST) -k "official" libs/pyworkerd/tests/host

lighthouse: setup  ## Lighthouse on every page of the site, at least 98 of 100 in all; five minutes.
	@$(PYTEST) --timeout 0 -s tests/lighthouse

test-model: setup  ## The bots against a real, small language model (127 MB, installed once); QUESTIONS=20 of each set.
	@QUESTIONS=$(QUESTIONS) $(PYTEST) --timeout 0 -s tests/model

fuzz: setup  ## Look for answers that OpenAPI does not declare: make fuzz WORKERS="sms email" EXAMPLES=500.
	@$(PYTEST) --timeout 0 --examples $(or $(EXAMPLES),100) $(FUZZ_SEED:%=--fuzz-seed %) -k "$(subst $(space), or ,$(or $(strip $(WORKERS)),test))" tests/fleet/openapi

bench: setup  ## Measure start-up and warm requests; write docs/benchmark.md.
	@$(BIN)/fleet bench

chaos: setup  ## Break everything at random, kill -9 included, then recount; CHAOS="--leads 1000 --kills 5".
	@$(BIN)/fleet chaos $(CHAOS)

check: setup types  ## Lint, types, and everything that can be known before running.
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/fleet vendor
	@$(BIN)/fleet check
	@$(BIN)/fleet docs --check

# Each worker has a module named entry, so that each worker is a run of its own. What lies in js/python
# runs inside Pyodide and patches its internals, which have no types.
types: export MYPYPATH = $(subst $(space),:,$(wildcard workers/*/src))
types: setup
	@echo "Checking types…"
	@$(BIN)/mypy --no-error-summary --exclude js/python libs/edgekit/src libs/contracts/src libs/chat/src libs/pyworkerd/src scripts
	@printf '%s\n' workers/*/src | xargs -P 2 -n 1 $(BIN)/mypy --no-error-summary

lock: setup  ## Write requirements.lock and package-lock.json anew, after a change of a pin.
	@$(BIN)/pip install --quiet --disable-pip-version-check -e libs/edgekit -e libs/contracts -e libs/chat -e libs/pyworkerd -e '.[dev,train]'
	@echo "# Exact versions of all Python packages, direct and not. 'make lock' writes this file." > requirements.lock
	@$(BIN)/pip freeze --exclude-editable | grep -v '^#' >> requirements.lock
	@npm install --package-lock-only --no-audit --no-fund --loglevel=error

fmt: setup  ## Format and fix.
	@$(BIN)/ruff check --quiet --fix .
	@$(BIN)/ruff format --quiet .

clean:  ## Remove what setup and runs have written.
	rm -rf .venv node_modules .fleet workers/*/python_modules
