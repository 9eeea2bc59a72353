PYTHON ?= python3
BIN := .venv/bin
unexport PYTHONDONTWRITEBYTECODE # else every process compiles every module

.PHONY: demo serve test sanitize arm test-slow mutants check format lint types docs install bench-translate

install: .venv/installed

# A build that fails would leave an extension of older code as it was.
.venv/installed: pyproject.toml constraints.txt cmake/CMakeLists.txt $(wildcard src/tolmach/native/*)
	test -d .venv || $(PYTHON) -m venv .venv
	rm -f src/tolmach/inference/_native*.so
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@$(BIN)/python -c 'import tolmach.inference._native' 2>/dev/null || echo \
		'The native engine could not be compiled here; PyTorch gives the same answers.'
	touch $@

demo: install
	@$(BIN)/tolmach demo

serve: install
	$(BIN)/tolmach serve

test: install
	$(BIN)/pytest -n auto --dist worksteal

# The native engine under sanitizers; needs GCC or Clang, and no Python.
sanitize:
	$(MAKE) --silent -f tests/native/sanitize.mk

# The same, compiled for 64-bit Arm; needs a cross compiler and QEMU's emulation of user programs.
arm:
	$(MAKE) --silent -f tests/native/sanitize.mk emulated PROCESSOR=aarch64 BUILD=build/arm \
		CXX=aarch64-linux-gnu-g++ RUN='qemu-aarch64-static -cpu max' MODELS=4
	qemu-aarch64-static -cpu cortex-a72 build/arm/emulated/agreement

mutants: install
	$(BIN)/python -m benchmarks.mutants --verdicts runs/mutants.jsonl

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

bench-translate: install
	$(BIN)/python -m benchmarks.translation_speed
