PYTHON ?= python3
BIN := .venv/bin
SAMPLES := sample_notes/clinic_export.csv sample_notes/portal_messages.jsonl
# PDF needs the library Pango, which pip does not bring; without it the demo has the other formats.
FORMATS = html,xlsx,md,json$(shell $(BIN)/python -c 'import weasyprint' 2>/dev/null && echo ,pdf)

.DEFAULT_GOAL := help
.PHONY: help demo test fuzz clean

help:
	@echo "make demo   analyse the sample notes and write reports/morning.html, index.html and more"
	@echo "make test   style, types and tests"
	@echo "make fuzz   10,000 damaged exports of every format"
	@echo "make clean  remove what make made"

# The first call makes .venv and installs the pinned versions; later ones find the stamp.
.venv/installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; name it, as in: make demo PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv .venv
	PIP_CONSTRAINT=constraints.txt $(BIN)/python -m pip install --quiet --disable-pip-version-check \
	  --editable '.[dev]'
	@touch $@

demo: .venv/installed
	$(BIN)/analyzer run $(SAMPLES) --out reports --store sqlite:///demo.sqlite --format $(FORMATS)

test: .venv/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile

fuzz: .venv/installed
	FUZZ_FILES=10000 $(BIN)/python -m pytest tests/intake/test_fuzz.py

clean:
	rm -rf .venv build dist reports rejects.csv demo.sqlite*
