# `make demo` and `make test` install what is missing, build and run; nothing is done twice.
# `make help` lists all targets.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

BUILD := build
VENV := .venv
STAMPS := $(BUILD)/stamps
# torch wheels exist per Python version; 3.11 is the one that the pins were made with.
PYTHON ?= $(firstword $(foreach p,python3.11 python3.12 python3.13 python3 /usr/bin/python3,\
            $(shell $(p) -c 'import sys; sys.version_info >= (3, 11) and print("$(p)")' 2>/dev/null)))
JOBS ?= $(shell nproc)
VENV_PYTHON := $(CURDIR)/$(VENV)/bin/python

# Compiler cache keys without the checkout's path, so that a fresh clone finds what another built.
export CCACHE_BASEDIR := $(CURDIR)
export CCACHE_NOHASHDIR := true
# What ccache asks for where headers are precompiled.
export CCACHE_SLOPPINESS := pch_defines,time_macros,include_file_mtime,include_file_ctime

# A build must not load the device that an earlier build installed.
NO_AUTOLOAD := TORCH_DEVICE_BACKEND_AUTOLOAD=0

files = $(shell find $(wildcard $(1)) -type f -not -path '*/__pycache__/*')
NATIVE_SOURCES := $(call files,runtime passes backend tools include cmake CMakeLists.txt)
PACKAGE_SOURCES := $(call files,python profiles pyproject.toml README.md LICENSE)
UNIT_SOURCES := $(call files,test/CMakeLists.txt test/unit)

.PHONY: help
help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

# ---- set-up ---------------------------------------------------------------------------------

.PHONY: system lint-system
system:
ifndef SKIP_SYSTEM
	@scripts/install-system-packages.sh scripts/system-packages.txt
endif
lint-system:
ifndef SKIP_SYSTEM
	@scripts/install-system-packages.sh scripts/lint-packages.txt
endif

$(STAMPS)/venv: requirements/torch.txt requirements/dev.txt requirements/constraints.txt | system
	@if [ -z "$(PYTHON)" ]; then echo "No Python 3.11 or later was found; set PYTHON=..." >&2; exit 1; fi
	@if [ ! -x $(VENV)/bin/python ]; then echo "== Making $(VENV) with $(PYTHON)"; $(PYTHON) -m venv $(VENV); fi
	@scripts/install-python-packages.sh $(VENV)
	@mkdir -p $(@D) && touch $@

# ---- build ----------------------------------------------------------------------------------

$(STAMPS)/configured: CMakePresets.json $(STAMPS)/venv
	@echo "== Configuring $(BUILD)/"
	@$(NO_AUTOLOAD) cmake --preset release -DPython_EXECUTABLE=$(VENV_PYTHON) \
	  -DPython3_EXECUTABLE=$(VENV_PYTHON) -DMOCK_ENABLE_TESTS=ON --log-level=WARNING
	@touch $@

$(STAMPS)/built: $(NATIVE_SOURCES) $(STAMPS)/configured
	@echo "== Building the device, the compiler and the tools (about 10 minutes the first time)"
	@$(NO_AUTOLOAD) ninja -C $(BUILD) -j $(JOBS) mock-package
	@touch $@

$(STAMPS)/installed: $(PACKAGE_SOURCES) $(STAMPS)/built
	@echo "== Installing the package torch-mock into $(VENV)"
	@$(NO_AUTOLOAD) $(VENV_PYTHON) -m pip --disable-pip-version-check -q install --no-build-isolation \
	  --no-deps --force-reinstall --config-settings=build-dir=$(BUILD) --config-settings=cmake.define.MOCK_ENABLE_TESTS=ON .
	@touch $@

$(STAMPS)/tests-built: $(UNIT_SOURCES) $(STAMPS)/built
	@echo "== Building the unit tests"
	@$(NO_AUTOLOAD) ninja -C $(BUILD) -j $(JOBS)
	@touch $@

.PHONY: setup
setup: $(STAMPS)/installed ## install what is missing, build and install the package into .venv

# ---- use ------------------------------------------------------------------------------------

.PHONY: demo
demo: $(STAMPS)/installed ## run ordinary models and one that breaks limits on the device
	@$(VENV_PYTHON) examples/demo --artifacts $(BUILD)/demo-artifacts

.PHONY: test
test: $(STAMPS)/installed $(STAMPS)/tests-built ## lit, GoogleTest and pytest
	@$(VENV_PYTHON) scripts/run_tests.py --build $(BUILD)

.PHONY: fuzz
fuzz: $(STAMPS)/installed ## random graphs for SECONDS=300, from SEED= on, at most COUNT= of them
	@PYTHONPATH=test/python $(VENV_PYTHON) -m fuzz $(if $(SECONDS),--seconds $(SECONDS)) \
	  $(if $(SEED),--seed $(SEED)) $(if $(COUNT),--count $(COUNT))

.PHONY: bench
bench: $(STAMPS)/installed ## eager, Inductor and mock side by side; ONLY=, THREADS= and WRITE=1 as benchmarks/README.md says
	@$(VENV_PYTHON) benchmarks/run.py $(if $(ONLY),--only $(ONLY)) $(if $(THREADS),--threads $(THREADS)) \
	  $(if $(WRITE),--write)

# ---- sanitizers -----------------------------------------------------------------------------

.PHONY: sanitize
sanitize: $(STAMPS)/venv ## unit and lit tests with address and undefined-behaviour sanitizers
	@echo "== Building build-asan/"
	@cmake --preset asan -DPython3_EXECUTABLE=$(VENV_PYTHON) --log-level=WARNING
	@ninja -C build-asan -j $(JOBS)
	@$(VENV_PYTHON) scripts/run_tests.py --build build-asan --sanitized --only lit,gtest

.PHONY: sanitize-runtime
sanitize-runtime: $(STAMPS)/venv ## the runtime's unit tests with address and undefined-behaviour sanitizers
	@echo "== Building build-asan-runtime/"
	@cmake --preset asan-runtime -DPython3_EXECUTABLE=$(VENV_PYTHON) --log-level=WARNING
	@ninja -C build-asan-runtime -j $(JOBS)
	@$(VENV_PYTHON) scripts/run_tests.py --build build-asan-runtime --sanitized --only gtest

.PHONY: sanitize-threads
sanitize-threads: $(STAMPS)/venv ## the runtime's unit tests with the thread sanitizer
	@echo "== Building build-tsan/"
	@cmake --preset tsan -DPython3_EXECUTABLE=$(VENV_PYTHON) --log-level=WARNING
	@ninja -C build-tsan -j $(JOBS)
	@$(VENV_PYTHON) scripts/run_tests.py --build build-tsan --sanitized --only gtest

# ---- code style -----------------------------------------------------------------------------

CXX_FILES = $(wildcard $(shell git ls-files -co --exclude-standard -- '*.cpp' '*.h'))
PY_FILES := python examples scripts test benchmarks

.PHONY: format
format: $(STAMPS)/venv lint-system ## lay out all code
	@clang-format-22 -i $(CXX_FILES)
	@$(VENV)/bin/ruff check -q --fix-only $(PY_FILES)
	@$(VENV)/bin/ruff format -q $(PY_FILES)

.PHONY: lint
lint: $(STAMPS)/venv lint-system ## check layout, ruff's rules and types; changes nothing
	@echo "== clang-format" && clang-format-22 --dry-run -Werror $(CXX_FILES)
	@echo "== ruff" && $(VENV)/bin/ruff check -q $(PY_FILES) && $(VENV)/bin/ruff format -q --check $(PY_FILES)
	@echo "== mypy" && $(VENV)/bin/mypy

.PHONY: tidy
tidy: $(STAMPS)/tests-built lint-system ## clang-tidy on all files that changed since they were clean; ONLY=runtime/ for a part
	@$(VENV_PYTHON) scripts/run_clang_tidy.py --build $(BUILD) --jobs $(JOBS) --only "$(ONLY)"

# ---- generated files ------------------------------------------------------------------------

.PHONY: docs
docs: $(STAMPS)/installed ## write the generated pages in docs/reference and the aten dialect
	@$(VENV_PYTHON) scripts/generate_docs.py --build $(BUILD)
	@$(VENV_PYTHON) scripts/generate_aten_dialect.py

.PHONY: docs-check
docs-check: $(STAMPS)/installed ## fail where a generated file is out of date
	@$(VENV_PYTHON) scripts/generate_docs.py --build $(BUILD) --check
	@$(VENV_PYTHON) scripts/generate_aten_dialect.py --check

.PHONY: clean
clean: ## remove the build folders; .venv stays
	rm -rf $(BUILD) build-asan build-asan-runtime build-tsan build-debug
