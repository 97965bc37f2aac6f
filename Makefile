PYTHON ?= python3
BIN := .venv/bin
SAMPLES := sample_notes/clinic_export.csv sample_notes/portal_messages.jsonl
# PDF needs the library Pango, which pip does not bring; without it the demo has the other formats.
FORMATS = html,xlsx,md,json$(shell $(BIN)/python -c 'import weasyprint' 2>/dev/null && echo ,pdf)

.DEFAULT_GOAL := help
.PHONY: help demo test fuzz bench audit sbom clean

help:
	@echo "make demo   analyse the sample notes and write reports/morning.html, index.html and more"
	@echo "make test   style, types and tests"
	@echo "make fuzz   10,000 damaged exports of every format"
	@echo "make bench  speed and memory beside other programs; BENCH=--million adds a million notes"
	@echo "make audit  ask whether a pinned package has a known vulnerability"
	@echo "make sbom   write the software bill of materials of an installation, dist/sbom.cdx.json"
	@echo "make clean  remove what make made"

# The first call makes .venv and installs the pinned versions; later ones find the stamp.
.venv/installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; name it, as in: make demo PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv .venv
	PIP_CONSTRAINT=constraints.txt $(BIN)/python -m pip install --quiet --disable-pip-version-check \
	  --editable '.[dev]'
	@touch $@

# Apart from the rest, for it is large: the demo needs none of it.
.venv/spark: .venv/installed
	PIP_CONSTRAINT=constraints.txt $(BIN)/python -m pip install --quiet --disable-pip-version-check \
	  --editable '.[spark]'
	@touch $@

demo: .venv/installed
	$(BIN)/analyzer run $(SAMPLES) --out reports --store sqlite:///demo.sqlite --format $(FORMATS)

test: .venv/installed .venv/spark
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile

fuzz: .venv/installed
	FUZZ_FILES=10000 $(BIN)/python -m pytest tests/intake/test_fuzz.py

# Those that the reader is measured beside have environments of their own. One of them needs an older
# spaCy than the program.
.venv-bench/installed: benchmarks/speed/requirements.txt
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

.venv-medspacy/installed: benchmarks/speed/requirements-medspacy.txt
	$(PYTHON) -m venv .venv-medspacy
	.venv-medspacy/bin/python -m pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

bench: .venv/installed .venv-bench/installed .venv-medspacy/installed
	$(BIN)/python benchmarks/side_by_side.py $(BENCH)

# pip-audit has an environment of its own: nothing else needs what it brings.
.venv-audit/installed: constraints.txt
	$(PYTHON) -m venv .venv-audit
	PIP_CONSTRAINT=constraints.txt .venv-audit/bin/python -m pip install --quiet \
	  --disable-pip-version-check pip-audit
	@touch $@

audit: .venv-audit/installed
	.venv-audit/bin/python release/audit.py constraints.txt

# What a clinic installs and nothing else, not even pip.
build/sbom/installed: .venv/installed pyproject.toml constraints.txt analyzer/__init__.py
	rm -rf build/sbom
	$(BIN)/python -m venv --without-pip build/sbom
	PIP_CONSTRAINT=constraints.txt $(BIN)/python -m pip --python build/sbom/bin/python install \
	  --quiet --disable-pip-version-check '.[pdf,postgres,presidio,train]'
	@touch $@

sbom: build/sbom/installed
	$(BIN)/python release/sbom.py build/sbom/bin/python dist/sbom.cdx.json

clean:
	rm -rf .venv .venv-audit .venv-bench .venv-medspacy build dist reports rejects.csv demo.sqlite*
