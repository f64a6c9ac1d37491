# Two commands set everything up: `make demo` and `make test`. They need Python 3.11+ and the package index.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= auto

.PHONY: demo test check benchmark lock clean

demo: $(VENV)/.installed
	@rm -rf ledgerlib-demo
	@$(BIN)/ledgerlib demo ledgerlib-demo

test: check
	$(BIN)/python -m pytest -n $(WORKERS) $(ARGS)

check: $(VENV)/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

benchmark: $(VENV)/.installed
	$(BIN)/python tests/benchmarks/run.py $(ARGS)

lock:
	rm -rf build/lock && $(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip install --quiet --upgrade pip
	build/lock/bin/python -m pip install --quiet --editable . --group dev
	echo "# What make installs, exactly. Made anew by make lock." > requirements.lock
	build/lock/bin/python -m pip freeze --exclude-editable >> requirements.lock

clean:
	rm -rf $(VENV) ledgerlib-demo build dist

$(VENV)/.installed: pyproject.toml requirements.lock
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@
