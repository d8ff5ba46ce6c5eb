# Every target prepares .venv by itself: with uv where it is installed, with pip where it is not.
PYTHON ?= python3
BIN := .venv/bin
# Two processes; one that a hanging test has ended is not started again to hang once more.
PYTEST := $(BIN)/python -m pytest -q -n 2 --no-loadscope-reorder --max-worker-restart 0
READY := .venv/.ready
# Without bytecode each process of the tests compiles whatever it imports: 3 s of CPU instead of 1.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test test-slow test-real lint format bench lock clean

help:  ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(READY): requirements.lock pyproject.toml
	@if command -v uv >/dev/null 2>&1; then \
	  uv venv --quiet --allow-existing --python $(PYTHON) .venv && \
	  uv pip install --quiet --python $(BIN)/python --no-deps --only-binary :all: --require-hashes -r requirements.lock && \
	  uv pip install --quiet --python $(BIN)/python --no-deps -e . ; \
	else \
	  $(PYTHON) -m venv .venv && \
	  $(BIN)/python -m pip install --quiet --no-deps --only-binary :all: --require-hashes -r requirements.lock && \
	  $(BIN)/python -m pip install --quiet --no-deps -e . ; \
	fi
	@touch $@

demo: $(READY)  ## the whole pipeline on an invented web on this machine, in about a minute
	@$(BIN)/prospects demo

test: $(READY)  ## everything but slow tests, under five minutes
	$(PYTEST) --dist loadscope -m "not slow and not real"

test-slow: $(READY)  ## kills, server, schedule, browser
	$(PYTEST) --dist loadfile -m "slow and not real"

test-real: $(READY)  ## against the labelled real data in ../shared
	$(BIN)/python -m pytest -q -m real

lint: $(READY)  ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(READY)  ## ruff's formatting and safe fixes
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(READY)  ## the figures that the README quotes
	$(BIN)/python -m tests.benchmarks

lock:  ## resolve requirements.lock anew (needs uv)
	uv pip compile --universal --generate-hashes --no-header --no-annotate \
	  --extra dev pyproject.toml -o requirements.lock

clean:  ## remove the environment and caches, never data
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache build *.egg-info
