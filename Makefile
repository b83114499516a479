# SPDX-License-Identifier: Apache-2.0
# A thin cover over meson.  BUILD=folder chooses another build folder.
BUILD ?= build
PREFIX ?= /usr/local

build: $(BUILD)/build.ninja
	@ninja -C $(BUILD) --quiet petrin

$(BUILD)/build.ninja:
	@meson setup $(BUILD) --prefix $(PREFIX) >$(BUILD).log 2>&1 || { cat $(BUILD).log; exit 1; }

demo: build
	@tools/demo.sh $(BUILD)

check: $(BUILD)/build.ninja lint
	@ninja -C $(BUILD) --quiet
	@meson test -C $(BUILD) --print-errorlogs

bench: $(BUILD)/build.ninja
	@ninja -C $(BUILD) --quiet petrin tests/bench tests/gen_cve tests/bench_ownership
	@python3 tests/bench/run.py $(BUILD)

lint:
	@tools/layers.sh
	@tools/checkstyle.sh

install: build
	@meson install -C $(BUILD)

clean:
	@rm -rf $(BUILD)

.PHONY: build demo check bench lint install clean
