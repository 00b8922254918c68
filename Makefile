# The manual: `make` lists what there is. Python 3.11 to 3.13, make and git are all it needs.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
PYTHON ?= python3
PORT ?= 3000
TICKETS ?= 1000
DAYS ?= 28
FORMAT ?= generic
SEED ?= 1
DELIVERIES ?= one
OUT ?= var/simulated
TO ?= var/reports
SIZES ?= 10000,100000,300000
AGAIN ?=
SPARK_TESTS ?= tests/spark
BIN := .venv/bin
STAMP := .venv/.installed
UV_LOCK := --universal --generate-hashes --no-emit-index-url --python-version 3.11 --quiet
SPARK_BIN := target/spark-venv/bin
SPARK_STAMP := target/spark-venv/.installed

.PHONY: help setup demo simulate check-export nightly reports reports-export backfill publish-postgres superset-assets status tidy dev bench test spark-test soak audit lint docs lock clean

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(STAMP): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(None if (3, 11) <= sys.version_info[:2] <= (3, 13) else "Python 3.11 to 3.13 is needed; say which one with PYTHON=")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip sync --quiet --python $(BIN)/python requirements.lock
	@touch $@

profiles.yml:
	@ln -s dbt_project/profiles.yml $@

setup: $(STAMP) profiles.yml ## install what requirements.lock names, and make the folders
	@$(BIN)/python -m orchestration.prepare > /dev/null

demo: setup ## the nightly on the sample exports that ship with the project, below var/demo
	@$(BIN)/python -m orchestration.nightly --landing tests/fixtures/story --home var/demo

simulate: setup ## exports of a simulated help desk and what happened there, into OUT; TICKETS= DAYS= FORMAT= SEED= DELIVERIES=
	@$(BIN)/python -m orchestration.simulate --tickets $(TICKETS) --days $(DAYS) --format $(FORMAT) --seed $(SEED) --deliveries $(DELIVERIES) --out $(OUT)

check-export: setup ## say what SOURCE=<a folder of exports> is good for, without loading it
	@$(BIN)/python -m orchestration.check_export "$(SOURCE)"

nightly: setup ## load HELPDESK_LANDING, check, build, test, publish below HELPDESK_HOME
	@$(BIN)/python -m orchestration.nightly

reports: setup ## open a page per report on http://127.0.0.1:8050 (HELPDESK_REPORTS_PORT), of HELPDESK_HOME
	@exec $(BIN)/python -m orchestration.viewer

reports-export: setup ## the same pages as files in TO=var/reports, for a file share or any web host
	@$(BIN)/python -m orchestration.viewer.export "$(TO)"

backfill: setup ## read deliveries from a day on again, FROM=2026-01-01, and build everything in full
	@test -n "$(FROM)" || { echo "say from which day: make backfill FROM=2026-01-01" >&2; exit 2; }
	@$(BIN)/python -m orchestration.nightly --reread-from "$(FROM)"

publish-postgres: setup ## copy what is published into the database of HELPDESK_POSTGRES_DSN
	@$(BIN)/python -m orchestration.publish_postgres

superset-assets: setup ## write datasets, charts and a dashboard for Apache Superset; DATABASE=<SQLAlchemy address>
	@$(BIN)/python -m orchestration.bi.superset $(if $(DATABASE),--database "$(DATABASE)")

status: setup ## how the last night went
	@$(BIN)/python -m orchestration.status

tidy: setup ## remove old runs and logs, make small files one; rows stay
	@$(BIN)/python -m orchestration.retention

dev: setup ## open Dagster on http://127.0.0.1:3000 (PORT=)
	@DAGSTER_HOME="$$($(BIN)/python -m orchestration.prepare)" PATH="$(CURDIR)/$(BIN):$$PATH" exec dagster dev --host 127.0.0.1 --port $(PORT)

bench: setup ## what nights of SIZES= tickets cost, into orchestration/BENCHMARK.md; AGAIN=--again measures anew what was measured before
	@$(BIN)/python -m orchestration.bench --sizes $(SIZES) $(AGAIN)

test: setup ## every test
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

$(SPARK_STAMP): $(STAMP) requirements.lock tests/spark/requirements.lock
	@test -x $(SPARK_BIN)/python || $(BIN)/uv venv --quiet --python $(BIN)/python target/spark-venv
	@$(BIN)/uv pip sync --quiet --python $(SPARK_BIN)/python requirements.lock tests/spark/requirements.lock
	@touch $@

spark-test: setup ## both engines on the same exports, on a Spark cluster of its own; needs Java 17 (SPARK_TESTS=tests/spark/test_small.py)
	@$(BIN)/python -m tests.spark.java
	@$(MAKE) --no-print-directory $(SPARK_STAMP)
	@$(SPARK_BIN)/python -m pytest -rP $(SPARK_TESTS)

soak: setup ## the proofs of orchestration/README.md at length, with their figures (HELPDESK_SOAK=10)
	@HELPDESK_SOAK=$${HELPDESK_SOAK:-10} $(BIN)/python -m pytest -rP --numprocesses auto $$(grep -lE 'tests.soak|HELPDESK_SOAK' tests/test_*.py)

audit: $(STAMP) ## known vulnerabilities of what requirements.lock names, where advisories can be had
	@.ci/audit

lint: setup ## style, types and SQL
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/pyright
	$(BIN)/sqlfluff lint --processes 2 --disable-progress-bar dbt_project/models tests/dbt/*.sql

docs: setup ## renew the tables of reports, gates and personal data and the semantic layer; dbt documentation as one page, target/static_index.html
	@$(BIN)/python -m orchestration.report_table
	@$(BIN)/python -m orchestration.gates
	@$(BIN)/python -m orchestration.personal_data
	@$(BIN)/python -m orchestration.semantic_layer
	@$(BIN)/dbt docs generate --static

lock: $(STAMP) ## write requirements.lock anew from pyproject.toml
	$(BIN)/uv pip compile $(UV_LOCK) --extra dev pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile $(UV_LOCK) --no-header --no-annotate --extra spark --constraint requirements.lock $$(sed -nE 's/^([a-z0-9._-]+)==.*/--no-emit-package \1/p' requirements.lock) pyproject.toml tests/spark/requirements.in | grep -v '^#' > tests/spark/requirements.lock
	$(BIN)/uv pip sync --quiet --python $(BIN)/python requirements.lock
	@touch $(STAMP)

clean: ## remove what tools left; data below var/ stays
	rm -rf target logs var/demo .pytest_cache .ruff_cache .hypothesis
