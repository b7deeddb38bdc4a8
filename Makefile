# Builds, tests and installs; `make help` lists the targets. Each target works on a fresh Debian machine with a Swift
# toolchain: it first installs the packages that are missing (scripts/install-dependencies).

PREFIX ?= /usr/local
SWIFT ?= swift
# SwiftPM leaves many empty directories in TMPDIR.
SWIFTPM = env TMPDIR=$(shell mkdir -p .build/tmp && echo $(CURDIR)/.build/tmp) $(SWIFT)
# A module may import only the modules that Package.swift names for it.
BUILD = $(SWIFTPM) build --explicit-target-dependency-import-check error
PROGRAMS := livetex-bridge livetex-hook livetex-courier livetex-sandbox

# The receiver is linked fully static. It has its own build folder: the flag breaks the programs that link libcurl.
HOOK_BUILD := .build-hook
STATIC := --scratch-path $(HOOK_BUILD) -Xswiftc -static-executable -Xlinker --gc-sections -Xlinker -s
# Hides the linker's warnings about name look-ups in static programs: the receiver never looks up a name.
QUIET_LINKER := 2>&1 | grep -v 'statically linked applications requires'

STAGE := .build/programs
TEST_STAGE := .build/test-programs

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

.PHONY: help all hook archives programs test-programs demo sandbox lint test browser extensions fuzz pages openapi bench torture package host-is-named install clean

## help: lists the targets
help:
	@awk 'sub(/^## /, "") { name = $$1; sub(/:$$/, "", name); sub(/^[^ ]+ /, ""); printf "%-9s %s\n", name, $$0 }' \
	    $(firstword $(MAKEFILE_LIST))

## all: builds the four programs for release, into .build/programs (the default)
all: programs

dependencies-%:
	@scripts/install-dependencies $*

hook: dependencies-build
	@$(BUILD) -c release --product livetex-hook $(STATIC) $(QUIET_LINKER)

# Of the libraries only libcurl stays shared: a courier that lacks one cannot start, and cannot report it. These copies of
# the packages' descriptions name the archives.
ARCHIVES := .build/archives
archives: dependencies-build
	@mkdir -p $(ARCHIVES)
	@for library in jansson libsodium yaml-0.1; do \
	    sed -E 's/-l(jansson|sodium|yaml)\b/-l:lib\1.a/' \
	        "$$(pkg-config --variable=pcfiledir $$library)/$$library.pc" >$(ARCHIVES)/$$library.pc; done

programs: archives hook
	@# Swift's libraries are linked in, so an installed program needs no toolchain. Symbols are stripped: they are nearly
	@# half of a program.
	@for program in livetex-bridge livetex-courier livetex-sandbox; do \
	    PKG_CONFIG_PATH=$(CURDIR)/$(ARCHIVES) $(BUILD) -c release --product $$program --static-swift-stdlib -Xlinker -s; \
	    done
	@mkdir -p $(STAGE)
	@# Copies, because the linker's output file starts slower than a copy of it.
	@for program in livetex-bridge livetex-courier livetex-sandbox; do \
	    cp -f .build/release/$$program $(STAGE)/; done
	@cp -f $(HOOK_BUILD)/release/livetex-hook $(STAGE)/

# The tests run the receiver's release build and the debug builds of the other programs.
test-programs: dependencies-test hook
	@$(BUILD) --build-tests
	@mkdir -p $(TEST_STAGE)
	@for program in livetex-bridge livetex-courier livetex-sandbox; do \
	    cp -f .build/debug/$$program $(TEST_STAGE)/; done
	@cp -f $(HOOK_BUILD)/release/livetex-hook $(TEST_STAGE)/
	@# A receiver that is linked dynamically: a test preloads a library that sets its clock.
	@cp -f .build/debug/livetex-hook $(TEST_STAGE)/livetex-hook-dynamic

## demo: compiles channels.yaml and plays a whole dialog through the real programs
demo: programs
	@rm -rf .build/demo && mkdir -p .build/demo
	@$(STAGE)/livetex-bridge compile channels.yaml -o .build/demo/bundle
	@$(STAGE)/livetex-sandbox demo --bundle .build/demo/bundle

## sandbox: runs a local LiveTex and platform and prints the address of their page
sandbox: programs
	@rm -rf .build/sandbox && mkdir -p .build/sandbox
	@$(STAGE)/livetex-bridge compile channels.yaml -o .build/sandbox/bundle
	@echo "The page's address is the url below. Ctrl-C ends the sandbox."
	@$(STAGE)/livetex-sandbox serve --bundle .build/sandbox/bundle

## lint: checks the format of the Swift files, and the shell scripts with shellcheck
# A shell script is a tracked file whose first line names a shell.
lint: dependencies-lint
	@$(SWIFTPM) format lint --strict --recursive Sources Tests fuzz Package.swift
	@git ls-files -z | xargs -0 awk 'FNR == 1 && /^#!.*sh$$/ { print FILENAME } { nextfile }' | xargs -d '\n' shellcheck

## test: runs all tests (some of them: ONLY=REGEX)
# These run one after the other. They keep the test runner's threads busy for seconds, and the servers that other tests
# start in the same process would answer too late.
APART := InterleavingTests SandboxTests ProcessTests FunctionsTests TortureTests
RUN_TESTS = LIVETEX_BRIDGE_TEST_PROGRAMS=$(CURDIR)/$(TEST_STAGE) $(SWIFTPM) test --skip-build --quiet

test: test-programs
	@unshare --user --map-root-user --mount true 2>/dev/null || \
	    echo "test: no user namespaces here, so the tests of bad disks are skipped"
	@strace -qq -o /dev/null true 2>/dev/null || echo "test: strace does not work here, so its tests are skipped"
ifdef ONLY
	@$(RUN_TESTS) --filter '$(ONLY)'
else
	@$(RUN_TESTS) $(foreach suite,$(APART),--skip '^$(suite)\.')
	@for suite in $(APART); do $(RUN_TESTS) --filter "^$$suite\."; done
	@LIVETEX_BRIDGE_TEST_PROGRAMS=$(CURDIR)/$(TEST_STAGE) scripts/test-integrations
	@$(TEST_BROWSER)
	@scripts/try-extensions
	@$(MAKE) --no-print-directory fuzz LIMIT='-runs=20000 -seed=1' FINDINGS=.build/fuzz-findings
endif

TEST_BROWSER = LIVETEX_BRIDGE_TEST_PROGRAMS=$(CURDIR)/$(TEST_STAGE) /usr/bin/python3 Tests/BrowserTests/run.py

## browser: tests the sandbox's page in Chromium (some tests: ONLY=MODULE.CLASS.TEST)
browser: test-programs
	@$(TEST_BROWSER) $(ONLY)

## extensions: makes the changes of docs/extending.md on a copy of the repository and tests them
extensions: test-programs
	@scripts/try-extensions

## fuzz: feeds random bytes to every parser of outside data, a minute each (a night: LIMIT=-max_total_time=28800)
LIMIT ?= -max_total_time=60
FINDINGS ?= fuzz/findings
FUZZ_BUILD := .build-fuzz
fuzz: dependencies-build
	@for target in channels webhooks records; do \
	    LIVETEX_BRIDGE_FUZZ=1 $(BUILD) -c release --sanitize fuzzer --scratch-path $(FUZZ_BUILD) \
	        --product fuzz-$$target; done
	@mkdir -p $(FINDINGS)
	@for target in channels webhooks records; do \
	    findings=$(FINDINGS)/$$target; mkdir -p $$findings; \
	    dictionary=; [ ! -e fuzz/$$target.dict ] || dictionary=-dict=fuzz/$$target.dict; \
	    echo "fuzzing $$target ($(LIMIT))"; \
	    $(FUZZ_BUILD)/release/fuzz-$$target $$dictionary -max_len=4096 $(LIMIT) -print_final_stats=1 \
	        -artifact_prefix=$$findings/ $$findings fuzz/seeds/$$target >$$findings.log 2>&1 || \
	        { tail -n 40 $$findings.log >&2; echo "fuzz: $$target failed; the input is in $$findings" >&2; exit 1; }; \
	    grep -E '^Done' $$findings.log; done

## pages: writes the page that shows what the tests measured (docs/hosts.md) and the pictures of the sandbox's page
pages: test-programs
	@LIVETEX_BRIDGE_WRITE_PAGES=1 $(TEST_BROWSER) test_look.LookTest.test_pictures_of_the_documentation
	@LIVETEX_BRIDGE_WRITE_PAGES=1 LIVETEX_BRIDGE_TEST_PROGRAMS=$(CURDIR)/$(TEST_STAGE) $(SWIFTPM) test --skip-build --filter FunctionsTests

## openapi: writes docs/platform-contract.openapi.json from the contract's JSON Schema
openapi:
	@scripts/write-openapi

## bench: measures the receiver and check, as ratios within one run
bench: programs
	@scripts/bench-receiver.py $(STAGE) $(EVENTS)
	@scripts/bench-check.sh

## torture: kills the real programs at every system call and checks what arrives (about ten minutes)
torture: test-programs
	@LIVETEX_BRIDGE_TEST_PROGRAMS=$(CURDIR)/$(TEST_STAGE) LIVETEX_BRIDGE_TORTURE=full \
	    $(SWIFTPM) test --skip-build --filter TortureTests

## package: packs the programs, the bundle of CHANNELS and functions/HOST into one reproducible file
CHANNELS ?= channels.yaml
PACKAGES := .build/packages
package: host-is-named programs
	@$(STAGE)/livetex-bridge compile $(CHANNELS) -o $(PACKAGES)/bundle-$(HOST)
	@scripts/package $(HOST) $(STAGE) $(PACKAGES)/bundle-$(HOST) $(PACKAGES)/livetex-bridge-$(HOST).tar.gz
	@echo $(PACKAGES)/livetex-bridge-$(HOST).tar.gz

# Checked before anything is built.
host-is-named:
	@[ -n "$(HOST)" ] || { echo "package: which one? make package HOST=lighttpd (see functions/README.md)" >&2; exit 2; }
	@[ -f "functions/$(HOST)/host.json" ] || { echo "package: there is no host \"$(HOST)\" in functions/" >&2; exit 2; }

## install: copies the programs to PREFIX/bin
install: programs
	@mkdir -p $(DESTDIR)$(PREFIX)/bin
	@for program in $(PROGRAMS); do \
	    cp -f $(STAGE)/$$program $(DESTDIR)$(PREFIX)/bin/$$program.new && \
	    mv -f $(DESTDIR)$(PREFIX)/bin/$$program.new $(DESTDIR)$(PREFIX)/bin/$$program; done

## clean: removes the build folders
clean:
	@rm -rf .build .build-extensions $(HOOK_BUILD) $(FUZZ_BUILD)
