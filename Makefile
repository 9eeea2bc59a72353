PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test test-slow mutants check format lint types docs install

install: .venv/installed

.venv/installed: pyproject.toml constraints.txt
	test -d .venv || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $@

demo: install
	@$(BIN)/tolmach demo

test: install
	$(BIN)/pytest -n auto

mutants: install
	$(BIN)/python -m benchmarks.mutants

test-slow: install
	$(BIN)/pytest -m slow

check: format lint types

format: install
	$(BIN)/ruff format --check

lint: install
	$(BIN)/ruff check

types: install
	$(BIN)/mypy

docs: install
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build
