# The two commands of the README: make demo, make test. Everything else is here too.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: demo serve test check lint types imports drift format messages bench lock clean

demo: $(READY)  ## play the main job over HTTP, then keep serving until Ctrl-C
	@$(BIN)/stackcred demo $(ARGS)

serve: $(READY)  ## run the service (web and worker)
	@$(BIN)/stackcred serve $(ARGS)

test: $(READY)  ## the whole suite, against the embedded PostgreSQL
	$(BIN)/python -m pytest -n auto $(ARGS)

check: lint types imports drift  ## everything that is not a test

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

imports: $(READY)
	$(BIN)/lint-imports

drift: $(READY)  ## the migrations build exactly the tables the store declares
	$(BIN)/stackcred migrate --check

format: $(READY)
	$(BIN)/ruff check --fix . && $(BIN)/ruff format .

messages: $(READY)  ## what the pages say, brought into the catalogs of its translations
	cd src/stackcred_issuer/web && pot=$$(mktemp) && \
	  $(CURDIR)/$(BIN)/pybabel -q extract -F pages/messages/babel.cfg --no-location --sort-output -o $$pot . && \
	  for po in pages/messages/*.po; do \
	    $(CURDIR)/$(BIN)/pybabel -q update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date \
	      -w 110 -i $$pot -o $$po -l $$(basename $$po .po); done; rm $$pot

bench: $(READY)  ## figures, not tests: prints them and writes benchmarks/latest.json
	$(BIN)/python -m benchmarks $(ARGS)

lock:  ## renew requirements.lock (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header \
	  --no-emit-index-url --no-emit-find-links --extra dev pyproject.toml -o requirements.lock --upgrade -q

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; name one with: make demo PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "Python's venv module is missing; on Debian or Ubuntu: apt-get install python3-venv"; exit 1; }
	@echo "Setting up .venv (about a minute, once) ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)

clean:
	rm -rf .venv .stackcred .mypy_cache .ruff_cache .pytest_cache .hypothesis
