# Everything a contributor or CI does. Needs only make and Python >= 3.11; the rest is made in .venv.
#   make demo     run the main job on the example comments
#   make test     run the tests        make check    style, types, floors, packs, generated docs
#   make test-torch  the HanLP backend and fine-tuned encoders with real models, in an environment of its own
#   make test-engines  Spark (needs Java), Dask and Ray against pandas, in an environment of its own
#   make smoke    build the wheel, install it in a fresh environment, use it
#   make wheel    what is published, in dist: the source, a wheel for every platform, a compiled one for this platform
#   make bench    accuracy and speed   make golden   accept the present CLI outputs as expected

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin

.PHONY: help setup demo test test-torch test-engines test-postgres check bench smoke wheel golden docs clean
.DEFAULT_GOAL := help

help:
	@sed -n 's/^#   //p' Makefile

# Two stamps: the demo needs only what a user gets, the rest needs the development tools.
.make/run: pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python >= 3.11 is needed; set it with: make PYTHON=/path/to/python3.12"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@mkdir -p .make && touch $@

.make/dev: pyproject.toml .make/run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@mkdir -p .make && touch $@

# The shipped packs and the code as they load fastest; what is older than its source is not used.
.make/packs: .make/run $(shell find vocnlp taxonomies -name '*.py' -o -name '*.yaml')
	$(BIN)/python -m compileall -q vocnlp
	$(BIN)/python -m vocnlp.compiled
	@touch $@

setup: .make/dev .make/packs

demo: .make/packs
	$(BIN)/vocnlp demo --out out

test: .make/dev
	$(BIN)/python -m pytest -q -n auto -m "not slow"

test-postgres: .make/dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[postgres]'
	$(BIN)/python tests/routing/with_postgres.py

# torch without CUDA where pip finds such a build (1.7 GB with HanLP), else the ordinary one (several GB).
TORCH ?= torch==2.13.0+cpu
.make/torch: pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python >= 3.11 is needed; set it with: make PYTHON=/path/to/python3.12"; exit 1; }
	@test -x .venv-torch/bin/python || $(PYTHON) -m venv .venv-torch
	.venv-torch/bin/python -m pip install --quiet --disable-pip-version-check "$(TORCH)" || \
		.venv-torch/bin/python -m pip install --quiet --disable-pip-version-check torch
	.venv-torch/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[hanlp,encoder]' hypothesis pytest
	@mkdir -p .make && touch $@

test-torch: .make/torch
	.venv-torch/bin/python -m pytest -q -rs tests/segment/test_hanlp.py tests/learn/test_encoder.py

.make/engines: pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python >= 3.11 is needed; set it with: make PYTHON=/path/to/python3.12"; exit 1; }
	@test -x .venv-engines/bin/python || $(PYTHON) -m venv .venv-engines
	.venv-engines/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[spark,dask,ray]' hypothesis pytest
	@mkdir -p .make && touch $@

test-engines: .make/engines
	.venv-engines/bin/python -m pytest -q -rs tests/integrations/test_engines.py

check: .make/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/vocnlp check taxonomies/
	$(BIN)/python docs/generate.py --check

smoke: .make/dev .make/packs
	$(BIN)/python -m pytest -q -m slow

# The compiled wheel needs a C compiler and takes a minute or two.
wheel: .make/dev .make/packs
	$(BIN)/python -m build --outdir dist
	HATCH_BUILD_HOOK_ENABLE_MYPYC=1 $(BIN)/python -m build --outdir dist

.venv-compiled: wheel
	$(PYTHON) -m venv --clear $@
	$@/bin/python -m pip install --quiet --disable-pip-version-check snownlp dist/vocnlp-*-cp*.whl

bench: .make/dev .make/packs .venv-compiled
	$(BIN)/python -m pip install --quiet --disable-pip-version-check snownlp
	$(BIN)/python benchmarks/speed.py --write
	.venv-compiled/bin/python benchmarks/speed.py --write
	$(BIN)/python benchmarks/normalize.py --write
	.venv-compiled/bin/python benchmarks/normalize.py --write
	$(BIN)/python -m benchmarks.rules
	$(BIN)/python -m benchmarks.scale --write
	$(BIN)/python benchmarks/routing.py
	$(BIN)/python benchmarks/privacy.py --write
	$(BIN)/python benchmarks/suggest.py --write
	$(BIN)/python benchmarks/accuracy.py --write --peers
	$(BIN)/python benchmarks/learning.py --curves --speed --write

golden: .make/dev
	VOCNLP_GOLDEN=write $(BIN)/python -m pytest -q tests/cli tests/docs
	$(BIN)/python docs/generate.py

docs: .make/dev
	$(BIN)/python docs/generate.py

clean:
	rm -rf .make .venv .venv-torch .venv-engines .venv-compiled taxonomies/*/pack.compiled build dist out .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
