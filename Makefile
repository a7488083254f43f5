# Two commands matter: `make audit` and `make test`. Each installs what it needs first.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
RUN := ops/airflow-run
# No crash of a program that holds frames may write its memory to disk.
PYTEST = ulimit -c 0; $(WITHIN) .venv/bin/python -m pytest
WORKERS ?= 2
DATA ?= ../shared/data

.PHONY: help audit serve stop status mail exercise database install tune backup restore \
	test test-fast soak lint format model evaluate quantise calibrate clean remove

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# --- run it ---------------------------------------------------------------------------------------

audit: ## install all, audit the invented town through Airflow, say what was found and where the map is
	@ops/install demo
	@ops/migrate
	@$(RUN) python -m ops.tune
	@$(RUN) python ops/demo.py

serve: ## start Airflow with the map in its navigation
	@ops/install
	@ops/migrate
	@$(RUN) python -m ops.tune
	@ops/services start

stop: ## stop Airflow, the demo's cameras and the private database cluster
	@if [[ -x .venv/bin/python ]]; then ops/services stop; fi

status: ## tell what runs
	@ops/services status || true

mail: ## show the local mailbox: what operators would have been told
	@$(RUN) fairnotice mail

exercise: ## audit a folder of real frames without telling anybody (DATA=folder)
	@ops/install demo
	@ops/migrate
	@$(RUN) python -m ops.tune
	@$(RUN) python ops/exercise.py "$(DATA)"

database: ## start the private database cluster and bring it to this version
	@ops/install
	@ops/migrate
	@ops/cluster status

backup: ## copy database and evidence as of one moment (TO=folder, KEEP=how many)
	@$(RUN) python -m ops.backup $(TO) $(if $(KEEP),--keep $(KEEP))

restore: ## bring a backup back into an empty database (FROM=its folder, FORCE=1 replaces what is there)
	@$(RUN) python -m ops.restore $(if $(FORCE),--force) $(or $(FROM),$(error say which: make restore FROM=folder))

tune: ## measure anew which back end runs the detector fastest on this machine
	@ops/install
	@$(RUN) python -m ops.tune --again

install: ## install what running it needs
	@ops/install

# --- check it -------------------------------------------------------------------------------------

test: WITHIN := timeout --signal=INT --kill-after=60 60m
test: ## install the tools, check the code and pass every test
	@ops/install tests
	@$(MAKE) lint
	@$(PYTEST) -n $(WORKERS) --dist loadfile $(ARGS)

test-fast: ## the part of the tests that takes two minutes
	@ops/install tests
	@$(PYTEST) -n $(WORKERS) --dist loadfile -m "not slow and not airflow and not browser" --hypothesis-profile=fast $(ARGS)

soak: ## hours of random input against everything that has properties
	@ops/install tests
	@$(PYTEST) -m hypothesis --hypothesis-profile=soak --timeout=0 $(ARGS)

lint: ## ruff, mypy, the order of the rooms, sqlfluff
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/mypy --follow-imports=silent -p ops
	@.venv/bin/lint-imports
	@.venv/bin/sqlfluff lint --disable-progress-bar sql

format: ## let ruff put the code in order
	@.venv/bin/ruff check --fix-only .
	@.venv/bin/ruff format .

# --- the notice detector --------------------------------------------------------------------------

model: ## draw training data and train the detector and the classifier of plates again
	@ops/install models
	@$(RUN) python -m models.icons
	@$(RUN) python -m models.train $(ARGS)
	@$(RUN) python -m models.train_classifier
	@$(MAKE) quantise calibrate

quantise: ## make the detector's eight-bit model, and measure whether it may be used
	@ops/install models
	@$(RUN) python -m models.quantise $(ARGS)

calibrate: ## turn both networks' scores into probabilities, and print how far off they are
	@ops/install
	@$(RUN) python -m models.calibrate $(ARGS)

evaluate: ## measure both looks and print their card's tables
	@ops/install
	@$(RUN) python -m models.evaluate $(ARGS)
	@$(RUN) python -m models.evaluate_classifier
	@$(RUN) python -m models.evaluate_looks
	@$(RUN) python -m models.evaluate_wording

# --- put it away ----------------------------------------------------------------------------------

clean: ## remove what the tools left: caches and build products
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis dist build
	@find . -path ./.venv -prune -o -path ./.fairnotice -prune -o -type d -name __pycache__ -print0 | xargs -0 rm -rf

remove: ## stop all and DELETE the database, the evidence and the environment of this checkout
	@if [[ -x .venv/bin/python ]]; then ops/services stop && ops/cluster remove; fi
	@rm -rf .fairnotice .venv
