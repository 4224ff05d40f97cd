# Needs Python 3.11 (or newer), pip, git and make; everything else is brought in pinned, by hash.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
DATA ?= data
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes
export PORT DATA

.PHONY: help run setup test check fmt seed audit messages bench figures nightly screenshots system clean

help: ## show what there is
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## / - /'

$(VENV)/.run: requirements/build.txt requirements/run.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(PIP) -r requirements/build.txt
	$(PIP) -r requirements/run.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.txt
	$(PIP) -r requirements/dev.txt
	touch $@

run: $(VENV)/.run ## environment, database, sample data, and the server on http://localhost:8000 (PORT=, DATA=, DATABASE_URL=)
	$(BIN)/rocket3pl serve --demo

setup: $(VENV)/.dev ## everything for development

system: $(VENV)/.dev ## install what the tests need of the system (PostgreSQL, Chromium), where that is allowed
	$(BIN)/python -m tools.system --install

test: $(VENV)/.dev system ## all tests, on SQLite and PostgreSQL, in a real browser
	$(BIN)/python -m tools.suite

check: $(VENV)/.dev ## format, lint, types, layers, migrations, translations, API documentation
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	DATA=$$(mktemp -d) $(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python -m tools.messages --check
	$(BIN)/python -m tools.openapi --check

fmt: $(VENV)/.dev ## format and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

seed: $(VENV)/.run ## sample data into an empty database
	$(BIN)/rocket3pl seed

audit: $(VENV)/.run ## prove the books
	$(BIN)/rocket3pl audit

messages: $(VENV)/.dev ## gather and compile the translations
	$(BIN)/python -m tools.messages

bench: $(VENV)/.dev ## the figures of docs/benchmarks.md, as ratios against bare SQL
	$(BIN)/python -m benchmarks

figures: $(VENV)/.dev ## what outsiders can do to it on both databases, as JSON: news in any order, last units, kill -9
	DELIVERIES=$${DELIVERIES:-2000} ROUNDS=$${ROUNDS:-50} KILLS=$${KILLS:-50} ENGINE=sqlite $(BIN)/python -m tests.blackbox.scenarios
	@echo
	DELIVERIES=$${DELIVERIES:-2000} ROUNDS=$${ROUNDS:-50} KILLS=$${KILLS:-50} ENGINE=postgresql $(BIN)/python -m tests.blackbox.scenarios
	@echo

nightly: $(VENV)/.dev ## the long histories: 200,000 random operations and 2,000 examples
	NIGHTLY=1 $(BIN)/pytest tests/properties tests/concurrency

screenshots: $(VENV)/.dev ## the pictures of the README, taken by the browser tests
	ROCKET3PL_SCREENSHOTS=docs/screenshots $(BIN)/pytest tests/browser

clean: ## remove the environment and caches, not the data
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
