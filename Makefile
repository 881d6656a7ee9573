# Every command of the project; `make` alone lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# The certificates of the system: a network may have its own. Where uv cannot, pip can.
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
UV := $(BIN)/uv pip install --quiet --system-certs --compile-bytecode --python $(BIN)/python
FLASK := $(BIN)/flask --app wsgi
CATALOGUES := $(wildcard portal/translations/*/en/LC_MESSAGES/messages.po)
# python -m, because the project itself is not installed anywhere.
PYTEST := $(BIN)/python -m pytest

.DEFAULT_GOAL := help
.PHONY: help setup run empty reset test check bench demo-remove translations test-needs

help:  ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

setup: $(VENV)/runtime translations  ## make the environment: pinned packages, English words

run: setup  ## start the portal with a sample city on http://127.0.0.1:8000
	@$(FLASK) prepare
	@exec $(BIN)/gunicorn

empty: setup  ## start the portal without sample data
	@$(FLASK) prepare --no-sample
	@exec $(BIN)/gunicorn

reset: setup  ## delete everything in the database (asks first)
	@$(FLASK) db reset

demo-remove: setup  ## remove the sample city, keep what is real
	@$(FLASK) city remove

check: $(VENV)/tests translations  ## style, types, import rules, templates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint portal/templates --lint --quiet

# A test file stays on one worker: its server and browser start once.
test: test-needs check  ## everything: check, then all tests
	$(PYTEST) -n 4 --dist loadfile --no-loadscope-reorder

bench: $(VENV)/tests test-needs translations  ## measure: journeys, pages, memory
	@for module in tests/benchmarks/bench_*.py; do \
	  $(BIN)/python -m tests.benchmarks.$$(basename $$module .py) || exit 1; \
	done

translations: $(CATALOGUES:.po=.mo)

%.mo: %.po $(VENV)/runtime
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@ --locale en

test-needs:
	@.ci/install-test-needs

$(VENV)/runtime: requirements.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@test -x $(BIN)/uv || $(PIP) uv==0.13.9
	@echo 'Installing what requirements.txt pins ...'
	@$(UV) -r requirements.txt || $(PIP) -r requirements.txt
	@touch $@

$(VENV)/tests: requirements-dev.txt $(VENV)/runtime
	@$(UV) -r requirements-dev.txt || $(PIP) -r requirements-dev.txt
	@touch $@
