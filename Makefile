# Two commands do it all on a bare machine: `make test` and `make demo`. Both set up what is
# missing first, in CACHE (default ~/.cache/mycashflow_ogoship); a second run is quick.

PYTHON ?= python3
RUN := $(PYTHON) -B
export T K ONCE PORT CACHE B SMALL JSON ORDERS ROWS CODES
export INTO MINUTES STORES MERCHANTS EVERY

.PHONY: help test demo order lint pot bench soak screenshots clean

help:   ## say what there is
	@sed -n 's/^\([a-z]*\):.*## /make \1\t/p' Makefile

test:   ## run all tests; T=tests/test_x.py and K=name narrow it
	@$(RUN) dev/test.py

demo:   ## Odoo with both remotes, to click through; ONCE=1 runs the story and ends; PORT=8069
	@$(RUN) dev/demo.py

order:  ## place one more order in the shop of a running demo
	@$(RUN) dev/demo.py order

lint:   ## ruff, pylint, Odoo's own lint, and the three walls of the design
	@$(RUN) dev/lint.py

pot:    ## write what is to be translated: i18n/*.pot, and its new terms into i18n/*.po
	@$(RUN) dev/pot.py

bench:  ## measure speed, memory and queries; B="send stock" some of it, SMALL=1, JSON=file
	@$(RUN) dev/bench.py

soak:   ## two servers, many stores, things that break; MINUTES=15 ORDERS=2000 STORES=20 MERCHANTS=3
	@$(RUN) dev/soak.py

screenshots: ## the pictures of the description page, from the demo; INTO=<folder> puts them there
	@$(RUN) dev/screenshots.py

clean:  ## remove the cache folder with everything that was set up
	@$(RUN) dev/clean.py
