# make report and make test set up everything they need in .venv; nothing else is touched.
.DEFAULT_GOAL := help
.PHONY: help report test lab notebooks api bench lint lock

# The first Python on the path that the lock covers.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null \
	&& echo $$p && break; done)
BIN := .venv/bin

help:  ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

.venv/ready: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "News notebooks need Python 3.11, 3.12 or 3.13 with venv; found: $$(python3 --version 2>&1). Name one with: make report PYTHON=/path/to/python3.12"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

report: .venv/ready  ## a report of the seeds in outputs/seeds/latest
	$(BIN)/python -m analysis report

test: .venv/ready  ## all tests, then the stored outputs of the notebooks
	$(BIN)/python -m pytest -q
	$(BIN)/python -m pytest -q --nbval --nbval-cell-timeout=120 notebooks/

lab: .venv/ready  ## JupyterLab on the notebooks
	$(BIN)/jupyter lab --KernelManager.transport_encryption=auto --notebook-dir=. notebooks/1-term-frequency.ipynb

notebooks: .venv/ready  ## run the notebooks on the seeds and store their outputs
	$(BIN)/python tests/store_notebooks.py

api: .venv/ready  ## write API.md from the docstrings, tests/messages.md from the sentences
	$(BIN)/python tests/store_api.py
	$(BIN)/python tests/store_messages.py

.venv-bench/ready: requirements.lock tests/bench-requirements.txt pyproject.toml
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements.lock
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check -r tests/bench-requirements.txt
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

bench: .venv-bench/ready  ## speed and memory beside other tools (takes a while)
	.venv-bench/bin/python tests/bench.py

lint: .venv/ready  ## style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

lock:  ## renew requirements.lock (needs uv)
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --group dev --output-file requirements.lock
