# Two commands do everything: `make demo` and `make test`. Both install into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test lint gate bench clean

$(VENV)/.run: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

$(VENV)/.test: $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]'
	touch $@

# The main job on the sample corpus: tables and a report.
demo: $(VENV)/.run
	$(BIN)/miner run corpora/sample --out demo-out
	@echo "tables: demo-out/tables/   report: demo-out/report.html"

test: $(VENV)/.test lint
	$(BIN)/python -m pytest -q

lint: $(VENV)/.test
	$(BIN)/ruff check miner tests scripts
	$(BIN)/ruff format --check miner tests scripts

# Quality floors on ../shared/bench where it is there; rewrites tests/quality/QUALITY.md.
gate: $(VENV)/.test
	$(BIN)/python scripts/quality_gate.py

# Speed and memory; prints a table, fails on nothing.
bench: $(VENV)/.test
	$(BIN)/python scripts/bench.py

clean:
	rm -rf $(VENV) demo-out build *.egg-info
