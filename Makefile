# Dizaine's commands. `make run` and `make test` do all the rest by themselves.

VENV := .venv
BIN := $(VENV)/bin
PACKAGES := bot curation handlers playground programme scheduler store
# Each worker holds a browser and a PostgreSQL of its own: more than four help nobody.
PYTEST_FLAGS ?= -n auto --maxprocesses 4 --dist loadgroup

.DEFAULT_GOAL := help
.PHONY: help run test lint format bench fuzz clean venv venv-dev browser

help: ## say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: venv ## install what is needed, then start Dizaine (the playground, unless .env holds Slack tokens)
	@exec $(BIN)/dizaine run

test: venv-dev browser lint ## install what is needed, then every check and every test
	@echo "dizaine: tests"
	@$(BIN)/python -m pytest $(PYTEST_FLAGS)

lint: venv-dev ## style, types and import rules
	@echo "dizaine: style (ruff)"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@echo "dizaine: types (mypy)"
	@$(BIN)/mypy
	@echo "dizaine: import rules (import-linter)"
	@$(BIN)/lint-imports --no-logo

format: venv-dev ## put the code in its usual form
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: venv-dev ## measure what the benchmarks measure
	@$(BIN)/python -m benchmarks

fuzz: venv-dev ## a million broken feeds through the reader (FUZZ_FLAGS: a folder of feeds, --seconds N)
	@$(BIN)/python -m benchmarks.fuzz --seconds 3600 $(FUZZ_FLAGS)

clean: ## remove .venv and what the tools left behind (never .env nor the database)
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find $(PACKAGES) tests -name __pycache__ -type d -prune -exec rm -rf {} +

venv:
	@sh scripts/venv.sh

venv-dev:
	@sh scripts/venv.sh dev

browser: venv-dev
	@$(BIN)/python scripts/browser.py $(VENV)/browser
