# One command for everything; each one sets itself up on a machine with python3, make and git.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh

# The first Python from 3.11 on; `make test PYTHON=/opt/python/bin/python3` names another one.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; done; echo $$python)
# Worker processes for the tests.
JOBS ?= 2
# An interpreter that has DBOS, for `make bench`; see bench/README.md.
PEERS ?=
# More words for the command: `make test ARGS="tests/unit -k term"`.
ARGS ?=

UV_VERSION := 0.13.9
BIN := .venv/bin
READY := .venv/.ready
PYTEST := $(BIN)/pytest -n $(JOBS) --dist worksteal

# The environment belongs to this folder, and no second Python is fetched for it.
export UV_PROJECT_ENVIRONMENT := $(CURDIR)/.venv
export UV_PYTHON_DOWNLOADS := never
export UV_NO_PROGRESS := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help demo test check bench soak clean lock

help:  ## 列出全部命令  list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

demo: $(READY)  ## 演示一年：146件从受理到满意  show a year: 146 cases from receipt to satisfied members
	@$(BIN)/bihuan demo $(ARGS)

test: $(READY)  ## 运行全部测试(SQLite 与 PostgreSQL)  run every test, on SQLite and on PostgreSQL
	$(PYTEST) $(ARGS)

check: $(READY)  ## 检查格式、类型、分层、文档与公开名单  lint, types, layers, docs and public names
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy tools tests/support
	$(BIN)/mypy examples/plain.py examples/fastapi_service examples/reference_platform
	$(BIN)/lint-imports
	$(BIN)/python tools/check_docs.py
	$(BIN)/python tools/reference.py
	$(BIN)/python tools/check_public.py
	$(BIN)/python tools/commands.py
	$(BIN)/python tools/exchange_schema.py
	$(BIN)/python tools/templates.py
	$(BIN)/python tools/annual_template.py

bench: $(READY)  ## 测量速度  measure how fast it is
	$(BIN)/python bench/run.py $(if $(PEERS),--peers $(PEERS)) $(ARGS)

soak: $(READY)  ## 长时间随机与破坏测试,每次种子不同  search and break for hours, with new seeds each time
	HYPOTHESIS_PROFILE=soak $(PYTEST) --timeout 3600 tests/property tests/simulation $(ARGS)
	HYPOTHESIS_PROFILE=soak $(BIN)/pytest -m soak tests/soak tests/integration tests/e2e $(ARGS)

lock: $(READY)  ## 更新 uv.lock  bring uv.lock up to date with pyproject.toml
	$(BIN)/uv lock --python $(BIN)/python $(ARGS)

clean:  ## 删除环境与一切生成物  remove the environment and everything generated
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage*
	find . -name .git -prune -o -type d -name __pycache__ -prune -exec rm -rf {} +

$(READY): pyproject.toml uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo '需要 Python 3.11 或更高版本;可用 make PYTHON=<路径> 指定'; \
		echo 'Python 3.11 or newer is needed; name one with make PYTHON=<path>'; exit 1; } >&2
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { rm -rf .venv; \
		echo '无法创建虚拟环境;在 Debian 上先安装 python3-venv'; \
		echo 'could not make a virtual environment; on Debian, install python3-venv first'; exit 1; } >&2
	$(BIN)/python -m pip install --quiet uv==$(UV_VERSION)
	$(BIN)/uv sync --quiet --frozen --all-extras --python $(BIN)/python
	@touch $@
