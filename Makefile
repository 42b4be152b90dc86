# make demo     scan data that is made to fail, then tune, probe and judge a tiny model
# make test     run every test but the benchmarks, JOBS=2 at once
# make lint     ruff, mypy, import-linter
# make bench    measure, and write docs/benchmarks.md
# make docs     write docs/risks/ from the docstrings, and the picture of the report (needs Chromium)
# make lock     resolve the lock file of this Python again

PYTHON ?= python3
JOBS ?= 2
VENV := .venv
BIN := $(VENV)/bin
LOCK := $(shell $(PYTHON) -c 'import sys; v = sys.version_info; print("" if v < (3, 11) else "requirements-py311.lock" if v < (3, 12) else "requirements-py312.lock")')
EXTRAS_TO_LOCK := $(if $(findstring 311,$(LOCK)),--extra dev --extra bench --extra model,--extra dev --extra bench)

ifeq ($(LOCK),)
$(error $(PYTHON) is missing or older than 3.11; install Python 3.11 or later, or give PYTHON=/path/to/python)
endif

.PHONY: demo test lint bench docs lock clean

demo: $(VENV)/base.done
	$(BIN)/auditor demo

# A thread for each process: two that share the cores wait for each other.
test: $(VENV)/dev.done
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n $(JOBS) --dist loadfile

lint: $(VENV)/dev.done
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/bench.done
	$(BIN)/python -m tests.bench

docs: $(VENV)/dev.done
	mkdir -p docs/risks
	for id in $$($(BIN)/auditor risks --lang en | cut -d' ' -f1); do \
		{ printf '# %s\n\n' $$id; $(BIN)/auditor risks $$id --lang en; } > docs/risks/$$id.md; done
	$(BIN)/python -m tests.picture

# The lock file constrains the packages and what builds them; which of them are installed, the extra says.
$(VENV)/base.done: pyproject.toml $(LOCK)
	$(PYTHON) -m venv $(VENV)
	PIP_CONSTRAINT=$(LOCK) $(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[model]'
	touch $@

$(VENV)/dev.done: $(VENV)/base.done
	PIP_CONSTRAINT=$(LOCK) $(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,model]'
	touch $@

$(VENV)/bench.done: $(VENV)/dev.done
	PIP_CONSTRAINT=$(LOCK) $(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	touch $@

lock: $(VENV)/dev.done
	$(BIN)/python -m pip install --quiet pip-tools
	$(BIN)/pip-compile --quiet $(EXTRAS_TO_LOCK) --strip-extras --no-annotate --no-header --no-emit-index-url \
		--no-emit-find-links --no-emit-options --allow-unsafe --upgrade --output-file $(LOCK) pyproject.toml
	sed -i -e 's/^\(torch==[0-9.]*\)+cpu/\1/' -e '/^finetune-auditor/d' -e '1i # Made by: make lock' $(LOCK)

clean:
	rm -rf $(VENV) auditor-demo auditor-report dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
