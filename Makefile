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
	@tools/exports.sh $(BUILD)
	@$(TEST) $(BUILD)
	@$(MAKE) --no-print-directory fault-quick asan

bench: $(BUILD)/build.ninja
	@ninja -C $(BUILD) --quiet petrin tests/bench tests/bench_decide tests/gen_cve tests/gen_cm tests/bench_ownership \
		tests/bench_exposure
	@python3 tests/bench/run.py $(BUILD)

lint:
	@tools/layers.sh
	@tools/checkstyle.sh
	@tools/names.sh

# Builds for one purpose each, in folders beside $(BUILD).  Sanitizers make gcc warn of what is not so.
SETUP_fault = --werror -Dfault=true
SETUP_asan = --buildtype=debugoptimized -Db_sanitize=address,undefined -Dc_args=-Wno-format-truncation
SETUP_tsan = --buildtype=debugoptimized -Db_sanitize=thread
SETUP_clang = --werror
SETUP_fuzz = --buildtype=debugoptimized -Dfuzz=true -Db_sanitize=address,undefined -Db_lundef=false \
	-Dc_args=-fsanitize=fuzzer-no-link
TEST = meson test --no-rebuild --print-errorlogs -C

$(BUILD)-%/build.ninja:
	@$(if $(filter clang fuzz,$*),CC=clang) meson setup $(BUILD)-$* $(SETUP_$*) >$(BUILD)-$*.log 2>&1 || \
		{ cat $(BUILD)-$*.log; exit 1; }

# Everything once more where wrong use of memory and undefined behaviour end the program.
asan: $(BUILD)-asan/build.ninja
	@ninja -C $(BUILD)-asan --quiet
	@$(TEST) $(BUILD)-asan -t 3

# What computes with threads, without address space at random (gcc 12 cannot cope with that).
THREADED = crew pool smaa robust agree
tsan: $(BUILD)-tsan/build.ninja
	@ninja -C $(BUILD)-tsan --quiet $(THREADED:%=tests/test_%)
	@setarch -R $(TEST) $(BUILD)-tsan -t 10 $(THREADED)

clang: $(BUILD)-clang/build.ninja
	@ninja -C $(BUILD)-clang --quiet

FEW = $(addprefix sweep_,init update kev evidence criteria psc zip folder two assess report graph doctor) kill
fault-quick: $(BUILD)-fault/build.ninja
	@ninja -C $(BUILD)-fault --quiet petrin tests/sweep
	@FAULT_SITES=4 $(TEST) $(BUILD)-fault $(FEW)

# tests/fault/README.md; FAULT_SITES=0 for every site (hours).
fault: $(BUILD)-fault/build.ninja
	@ninja -C $(BUILD)-fault --quiet petrin tests/sweep tests/test_tamper tests/test_tamper_octets
	@FAULT_SITES=$${FAULT_SITES-200} $(TEST) $(BUILD)-fault --suite fault
	@PETRIN_SWEEP=7 $(BUILD)-fault/tests/test_tamper
	@PETRIN_SWEEP=7 $(BUILD)-fault/tests/test_tamper_octets
	@python3 tests/fault/kill.py $(BUILD)-fault/petrin 100
	@python3 tests/fault/large.py $(BUILD)-fault/petrin

# make fuzz T=json S=60: one target for some seconds.  What it learns stays in $(BUILD)-fuzz/corpus,
# what it finds in $(BUILD)-fuzz/found: make that a seed.
fuzz: $(BUILD)-fuzz/build.ninja
	@tests/fuzz/run.sh $(BUILD)-fuzz $(or $(S),60) $(T)

fuzz-all: $(BUILD)-fuzz/build.ninja
	@tests/fuzz/run.sh $(BUILD)-fuzz $(or $(S),60)

docs: build
	@python3 tests/flow/docs.py $(BUILD)/petrin

# What is committed, as one archive.
dist:
	@git archive --prefix petrin/ -o $(BUILD)/petrin.tar.gz HEAD && echo $(BUILD)/petrin.tar.gz

# Only files that differ from the last commit: the style is a guide, not a reason to touch all lines.
fmt:
	@git diff --name-only --diff-filter=d HEAD -- '*.c' '*.h' | xargs -r clang-format -i

install: build
	@meson install -C $(BUILD)

clean:
	@rm -rf $(BUILD) $(BUILD)-*

.PHONY: build demo check bench docs dist fmt lint asan tsan clang fault-quick fault fuzz fuzz-all install clean
