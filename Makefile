# Everything a newcomer needs: `make run` and `make test` on a fresh Debian with Swift 6.

SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
SWIFT_FLAGS := --explicit-target-dependency-import-check error
# libsqlite3, libcmark and libcurl are linked; the others are what the tests drive.
PACKAGES := libsqlite3-dev libcmark-dev libcurl4-openssl-dev pkg-config
TEST_PACKAGES := strace irssi tmux python3 python3-venv
# IRC servers that tests start, each with a configuration of its own.
SERVER_PACKAGES := inspircd atheme-services ngircd

# What is formatted and linted.
SWIFT_FILES := Sources Tests Package.swift Benchmarks/Sources Benchmarks/Package.swift Fuzzing/Sources Fuzzing/Package.swift
# Targets of Fuzzing/run.
FUZZERS := content lines session network sync

.PHONY: run build release setup setup-tests test unit matching crash servers matrix-servers fuzz soak sanitize lint format imports docs benchmark ablation clean

run: setup ## the desk on 127.0.0.1:6667, data in ./data
	swift run $(SWIFT_FLAGS) rapport serve

build: setup
	swift build $(SWIFT_FLAGS)

release: setup ## one binary that needs no Swift beside it
	swift build $(SWIFT_FLAGS) -c release --product rapport --static-swift-stdlib

setup:
	@dpkg -s $(PACKAGES) >/dev/null 2>&1 || { $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq $(PACKAGES); }

setup-tests: setup
	@dpkg -s $(TEST_PACKAGES) >/dev/null 2>&1 || \
		{ $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq $(TEST_PACKAGES); }
	@SUDO=$(SUDO) Tests/Support/install-servers $(SERVER_PACKAGES)
	@Tests/Support/matrix/synapse install

test: setup-tests ## every test; the last parts kill real processes
	swift build $(SWIFT_FLAGS) --build-tests
	$(MAKE) --no-print-directory unit matching crash servers

unit:
	swift test $(SWIFT_FLAGS) --skip-build --skip "CrashTests|RealServerTests|DeskMatchingTests|ConversationTests|RapportTests"

# Apart from the others, since learning takes all cores and some of those are timed.
matching:
	swift test $(SWIFT_FLAGS) --skip-build --filter "DeskMatchingTests|ConversationTests|RapportTests"

# Apart from the others, since here processes are timed and killed.
crash:
	swift test $(SWIFT_FLAGS) --skip-build --no-parallel --filter CrashTests

# The same, on real IRC networks and homeservers. What is missing here is skipped, in CI it fails.
servers:
	swift test $(SWIFT_FLAGS) --skip-build --no-parallel --filter RealServerTests

# Those with Matrix alone.
matrix-servers:
	swift test $(SWIFT_FLAGS) --skip-build --no-parallel --filter RealServers/Matrix

fuzz: setup ## feeds the content parser and the gateway with broken input, 30 s each
	@for target in $(FUZZERS); do Fuzzing/run $$target 30 || exit 1; done

soak: setup-tests release ## the long forms: 5,000 seeds, 50 rounds of SIGKILL, 80 minutes of fuzzing, 20 rounds on real servers, attacks, two hours of churn
	swift build $(SWIFT_FLAGS) --build-tests
	RAPPORT_SEEDS=5000 swift test $(SWIFT_FLAGS) --skip-build --filter SimulationTests
	RAPPORT_CRASH_ROUNDS=50 swift test $(SWIFT_FLAGS) --skip-build --no-parallel --filter CrashTests
	Fuzzing/run content 1200
	Fuzzing/run lines 900
	Fuzzing/run session 900
	Fuzzing/run network 900
	Fuzzing/run sync 900
	for round in $$(seq 20); do CI=true $(MAKE) --no-print-directory servers || exit 1; done
	CI=true RAPPORT_LIMITED_MESSAGES=120 $(MAKE) --no-print-directory matrix-servers
	Benchmarks/hostile --seconds 20
	Benchmarks/churn --minutes 60
	Benchmarks/matrix --idle 500 --bots desk
	Benchmarks/matrix --churn 60

sanitize: setup ## the HTTP client under the address and the thread sanitizer
	Tests/Support/sanitize-http

lint: imports
	swift format lint --strict --recursive --parallel $(SWIFT_FILES)

format:
	swift format --in-place --recursive --parallel $(SWIFT_FILES)

imports: ## rooms import DeskCore and no other room
	Tests/Support/check-imports

docs: setup ## documentation of the ports, into .build/docs
	swift package --allow-writing-to-directory .build/docs generate-documentation \
		--target DeskCore --output-path .build/docs

benchmark: setup ## prints figures; see Benchmarks/README.md
	cd Benchmarks && swift run -c release benchmarks
	$(MAKE) --no-print-directory release
	Benchmarks/gateway

ablation: release ## what each part of the matcher is good for: the table in docs/matching, in about ten minutes
	Benchmarks/ablation

clean:
	rm -rf .build Benchmarks/.build Fuzzing/.build
