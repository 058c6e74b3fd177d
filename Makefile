# Thin: each target calls one script of scripts/.
.PHONY: demo install test check

demo: ## everything together, connected and ready to try
	@scripts/demo

install: ## only the environment, in .venv
	@scripts/install dev

test: ## what CI runs: the tests, on SQLite and on PostgreSQL
	@scripts/test

check: ## what CI runs: format, lint, types, migrations, catalogues, docs
	@scripts/check
