# The environment lives in .venv; a second call of any target finds it made.

VENV := .venv
PY := $(VENV)/bin/python
DONE := $(VENV)/done
PIP := $(PY) -m pip --disable-pip-version-check --no-input install --quiet
SPEC := specs
OUTPUT := output/specs

.PHONY: help run test lint types pytest r lock clean

help:
	@echo "make run     carry out the whole plan and say which file to open"
	@echo "make test    check style and types, and run all tests"
	@echo "make r       set up R and the pymer4 engine (Debian, Ubuntu)"
	@echo "make lock    write requirements/*.lock anew (needs uv)"
	@echo "make clean   remove the environment, the outputs and the caches"
	@echo "PYTHON=/path/to/python says which Python makes the environment (3.11 or later)"

# Exit code 1: an endpoint cannot be estimated, and the tables say so. The outputs are whole.
run: $(DONE)/package
	@$(PY) -m sap run $(SPEC) --output $(OUTPUT) || test $$? -eq 1
	@echo "Open $(OUTPUT)/report.html in a browser."

test: lint types pytest

lint: $(DONE)/test
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .

types: $(DONE)/test
	@$(VENV)/bin/mypy

# One BLAS thread a worker: the workers share the cores already.
pytest: $(DONE)/test
	@OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 MKL_NUM_THREADS=1 $(PY) -m pytest -n auto --dist loadgroup

r: $(DONE)/package
	@bash scripts/setup_r.sh $(PY)
	@$(MAKE) --no-print-directory $(DONE)/r
	@$(PY) -c "from sap.engines.load import prepare_engine; prepare_engine('pymer4', print)"
	@echo "The pymer4 engine answers: engine: pymer4 in a spec, or sap qc SPEC"

lock:
	@sh scripts/lock.sh

clean:
	rm -rf $(VENV) output build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(DONE)/python:
	@python="$$(sh scripts/find_python.sh)" && \
	echo "Making the environment in $(VENV) with $$($$python --version)" && \
	"$$python" -m venv --clear $(VENV) && mkdir -p $(DONE) && touch $@

$(DONE)/run: requirements/run.lock | $(DONE)/python
	@echo "Installing the locked dependencies"
	@$(PIP) --require-hashes --only-binary :all: -r $< && touch $@

$(DONE)/package: pyproject.toml | $(DONE)/run
	@$(PIP) --no-index --no-deps --no-build-isolation --editable . && touch $@

$(DONE)/test: requirements/test.lock | $(DONE)/package
	@echo "Installing the locked test dependencies"
	@$(PIP) --require-hashes --only-binary :all: -r $< && touch $@

# rpy2 is built here, against the R of this machine, with the build backend of the lock.
$(DONE)/r: requirements/r.lock | $(DONE)/package
	@echo "Installing the locked dependencies of the pymer4 engine"
	@$(PIP) --require-hashes --only-binary :all: -r requirements/r-build.lock
	@$(PIP) --require-hashes --no-build-isolation -r $< && touch $@
