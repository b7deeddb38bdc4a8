# Build, test and install. Every target is complete on a fresh Debian machine with a Swift toolchain: what is missing is
# installed first (scripts/install-dependencies).

PREFIX ?= /usr/local
SWIFT ?= swift
PROGRAMS := livetex-bridge livetex-hook livetex-courier livetex-sandbox

# The receiver is linked fully static, in a build folder of its own: the flag would break the programs that link libcurl.
HOOK_BUILD := .build-hook
STATIC := --scratch-path $(HOOK_BUILD) -Xswiftc -static-executable -Xlinker --gc-sections -Xlinker -s
# The linker's remarks about name look-ups in static programs: the receiver never looks up a name.
QUIET_LINKER := 2>&1 | grep -v 'statically linked applications requires'

STAGE := .build/programs
TEST_STAGE := .build/test-programs

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

.PHONY: all hook programs test-programs demo test fuzz pages torture bench package host-is-named install clean

## all: the release build of the four programs, in .build/programs
all: programs

dependencies-%:
	@scripts/install-dependencies $*

hook: dependencies-build
	@$(SWIFT) build -c release --product livetex-hook $(STATIC) $(QUIET_LINKER)

programs: dependencies-build hook
	@# Swift's own libraries inside: what is installed or packed runs where there is no toolchain. Without the names of
	@# what is inside, which are nearly half of a program.
	@for program in livetex-bridge livetex-courier livetex-sandbox; do \
	    $(SWIFT) build -c release --product $$program --static-swift-stdlib -Xlinker -s; done
	@mkdir -p $(STAGE)
	@# Copies: the linker's own output file starts slower than a copy of it.
	@for program in livetex-bridge livetex-courier livetex-sandbox; do \
	    cp -f .build/release/$$program $(STAGE)/; done
	@cp -f $(HOOK_BUILD)/release/livetex-hook $(STAGE)/

# The tests run the receiver as it is shipped and the other programs as the test build made them anyway.
test-programs: dependencies-test hook
	@$(SWIFT) build --build-tests
	@mkdir -p $(TEST_STAGE)
	@for program in livetex-bridge livetex-courier livetex-sandbox; do \
	    cp -f .build/debug/$$program $(TEST_STAGE)/; done
	@cp -f $(HOOK_BUILD)/release/livetex-hook $(TEST_STAGE)/
	@# The same receiver where a library can be put before it: one test sets its clock.
	@cp -f .build/debug/livetex-hook $(TEST_STAGE)/livetex-hook-dynamic

## demo: compiles channels.yaml and plays a whole dialog through the real programs
demo: programs
	@rm -rf .build/demo && mkdir -p .build/demo
	@$(STAGE)/livetex-bridge compile channels.yaml -o .build/demo/bundle
	@$(STAGE)/livetex-sandbox demo --bundle .build/demo/bundle

## test: all tests
# One run after the other: what keeps both of the runner's threads busy for seconds would make servers that other tests
# start inside the runner answer too late.
APART := InterleavingTests SandboxTests ProcessTests FunctionsTests TortureTests
RUN_TESTS = LIVETEX_BRIDGE_TEST_PROGRAMS=$(CURDIR)/$(TEST_STAGE) $(SWIFT) test --skip-build

test: test-programs
ifdef ONLY
	@$(RUN_TESTS) --filter '$(ONLY)'
else
	@$(RUN_TESTS) $(foreach suite,$(APART),--skip '^$(suite)\.')
	@for suite in $(APART); do $(RUN_TESTS) --filter "^$$suite\."; done
	@$(MAKE) --no-print-directory fuzz LIMIT='-runs=20000 -seed=1' FINDINGS=.build/fuzz-findings
endif

## fuzz: feeds made-up bytes to all that reads what others have written, a minute each (a night: LIMIT=-max_total_time=28800)
LIMIT ?= -max_total_time=60
FINDINGS ?= fuzz/findings
FUZZ_BUILD := .build-fuzz
fuzz: dependencies-build
	@for target in channels webhooks records; do \
	    LIVETEX_BRIDGE_FUZZ=1 $(SWIFT) build -c release --sanitize fuzzer --scratch-path $(FUZZ_BUILD) --product fuzz-$$target; done
	@mkdir -p $(FINDINGS)
	@for target in channels webhooks records; do \
	    findings=$(FINDINGS)/$$target; mkdir -p $$findings; \
	    dictionary=; [ ! -e fuzz/$$target.dict ] || dictionary=-dict=fuzz/$$target.dict; \
	    echo "fuzzing $$target ($(LIMIT))"; \
	    $(FUZZ_BUILD)/release/fuzz-$$target $$dictionary -max_len=4096 $(LIMIT) -print_final_stats=1 \
	        -artifact_prefix=$$findings/ $$findings fuzz/seeds/$$target >$$findings.log 2>&1 || \
	        { tail -n 40 $$findings.log >&2; echo "fuzz: $$target failed; the input is in $$findings" >&2; exit 1; }; \
	    grep -E '^Done' $$findings.log; done

## pages: writes the pages that are made of what the tests measure (docs/hosts.md)
pages: test-programs
	@LIVETEX_BRIDGE_WRITE_PAGES=1 LIVETEX_BRIDGE_TEST_PROGRAMS=$(CURDIR)/$(TEST_STAGE) $(SWIFT) test --skip-build --filter FunctionsTests

## bench: what costs how much, as ratios within one run
bench: programs
	@scripts/bench-receiver.py $(STAGE) $(EVENTS)
	@if [ -x scripts/bench-check.sh ]; then scripts/bench-check.sh; fi

## torture: kills the real programs at every system call and looks at what arrives (about ten minutes)
torture: test-programs
	@LIVETEX_BRIDGE_TEST_PROGRAMS=$(CURDIR)/$(TEST_STAGE) LIVETEX_BRIDGE_TORTURE=full \
	    $(SWIFT) test --skip-build --filter TortureTests

## package: packs the programs, the bundle of CHANNELS and the files of functions/HOST into one reproducible file
CHANNELS ?= channels.yaml
PACKAGES := .build/packages
package: host-is-named programs
	@$(STAGE)/livetex-bridge compile $(CHANNELS) -o $(PACKAGES)/bundle-$(HOST)
	@scripts/package $(HOST) $(STAGE) $(PACKAGES)/bundle-$(HOST) $(PACKAGES)/livetex-bridge-$(HOST).tar.gz
	@echo $(PACKAGES)/livetex-bridge-$(HOST).tar.gz

# Before anything is built.
host-is-named:
	@[ -n "$(HOST)" ] || { echo "package: which one? make package HOST=lighttpd (see functions/README.md)" >&2; exit 2; }
	@[ -f "functions/$(HOST)/host.json" ] || { echo "package: there is no host \"$(HOST)\" in functions/" >&2; exit 2; }

## install: puts the programs into PREFIX/bin
install: programs
	@mkdir -p $(DESTDIR)$(PREFIX)/bin
	@for program in $(PROGRAMS); do \
	    cp -f $(STAGE)/$$program $(DESTDIR)$(PREFIX)/bin/$$program.new && \
	    mv -f $(DESTDIR)$(PREFIX)/bin/$$program.new $(DESTDIR)$(PREFIX)/bin/$$program; done

## clean: removes what was built
clean:
	@rm -rf .build $(HOOK_BUILD) $(FUZZ_BUILD)
