# Everything that this project does with a command, under one roof: `make help`.
SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -c
GO ?= go
GOLANGCI := $(GO) run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

# FUZZTIME is for each fuzz target, FUZZBUDGET (seconds, 0 for none) for all of them.
FUZZTIME ?= 30s
FUZZBUDGET ?= 0
# BENCHTIME is for each small benchmark, ROUNDS for the comparison of whole runs.
BENCHTIME ?= 1s
ROUNDS ?= 5
# Sizes of the traffic that the benchmarks make.
PACKETS ?= 2000000
FORGED ?= 20000000
QUESTIONS ?= 4000000
LIVE ?= 1000000
# Frames of each measurement of live capture, and how many there are of each kind.
RATEFRAMES ?= 33554432
RATEPAIRS ?= 7
# PROFILED is how often the traffic is replayed for the profile of the compiler.
PROFILED ?= 30

.PHONY: help run showcase test tools race fuzz bench bench-memory bench-names bench-live bench-once pgo bpf bpf-check lint format docs build cover lab clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: build ## Build, and watch IFACE=; without it, a virtual tap onto which attack captures are played
ifdef IFACE
	bin/reconwatch run -i $(IFACE)
else
	@.ci/need tcpreplay ip:iproute2 || true
	@.ci/tap bin/reconwatch || { [ $$? = 3 ] && echo "no virtual tap can be made here: replaying instead" >&2 && .ci/showcase bin/reconwatch; }
endif

showcase: build ## Build, and replay the attack captures of pcaps/: each alert under the attacker's command
	@.ci/showcase bin/reconwatch

test: ## Run all tests
	@.ci/need tcpdump tshark tcpreplay ip:iproute2 || echo "tests that need these are skipped" >&2
	$(GO) test ./...

build: ## Build the static binary bin/reconwatch
	CGO_ENABLED=0 $(GO) build -trimpath -o bin/reconwatch ./cmd/reconwatch

tools: ## Install the Debian packages that tests and checks use
	@.ci/need tcpdump tshark tcpreplay prometheus nmap masscan zmap socat ethtool curl python3 dig:bind9-dnsutils openssl systemd-analyze:systemd rsyslogd:rsyslog '/usr/lib/*/rsyslog/lmnsd_gtls.so:rsyslog-gnutls' clang llvm-strip:llvm /usr/include/bpf/bpf_helpers.h:libbpf-dev gcc:gcc git ip:iproute2

race: ## Run all tests with the race detector
	@.ci/need gcc
	CGO_ENABLED=1 $(GO) test -race ./...

fuzz: ## Run every fuzz target for FUZZTIME
	@.ci/fuzz $(FUZZTIME) $(FUZZBUDGET)

bpf: ## Compile the eBPF programs with clang into what is checked in
	@.ci/need clang llvm-strip:llvm /usr/include/bpf/bpf_helpers.h:libbpf-dev
	.ci/bpf bpf

bpf-check: ## Compile the eBPF programs elsewhere, and compare with what is checked in
	@.ci/bpf --check

lint: ## Run golangci-lint, formatters included
	$(GOLANGCI) run

format: ## Let the formatters of golangci-lint rewrite the sources
	$(GOLANGCI) fmt

docs: ## Write what is generated: the README's examples, docs/config.md, docs/detections.md, docs/metrics.md, docs/signatures.md, the rows of probe
	$(GO) test ./cmd/reconwatch -run '^TestExamplesOfTheDocuments$$' -update
	$(GO) generate ./analyzers/... ./internal/...
	$(GO) test ./internal/metrics -run '^TestManual$$' -update
	$(GO) test ./internal/explain -run '^TestManual$$' -update

bench: ## Compare the CPU time with that of tcpdump and without signatures, and run the small benchmarks
	@.ci/need tcpdump
	$(GO) test ./cmd/reconwatch -run '^$$' -bench '^BenchmarkReplayAgainstPeers$$' -benchtime $(ROUNDS)x -timeout 60m -packets $(PACKETS)
	$(GO) test ./internal/pipeline -run '^$$' -bench '^BenchmarkSignatures$$' -benchtime $(ROUNDS)x -timeout 60m -packets $(PACKETS)
	$(GO) test ./capture/... ./analyzers/... -run '^$$' -bench . -benchmem -benchtime $(BENCHTIME) | .ci/ratios

bench-memory: ## Flood the tables, and print how much memory a replay takes
	$(GO) test ./cmd/reconwatch -run '^$$' -bench '^BenchmarkFloodMemory$$' -benchtime 1x -timeout 60m -forged $(FORGED) -live $(LIVE)

bench-names: ## Judge questions of a million clients and a flood of random names on one lane, and print how many a second
	$(GO) test ./cmd/reconwatch -run '^$$' -bench '^BenchmarkNames$$' -benchtime 1x -timeout 60m -questions $(QUESTIONS)

bench-live: ## Measure live capture against what the kernel can do at all (root; a quiet machine with two CPUs)
	@.ci/need ip:iproute2 ethtool taskset:util-linux
	$(GO) test ./cmd/reconwatch -run '^$$' -bench '^BenchmarkLiveRate$$' -benchtime 1x -timeout 0 -rate-frames $(RATEFRAMES) -rate-pairs $(RATEPAIRS)

bench-once: ## Run every benchmark once, small, to see that it works
	$(GO) test ./... -run '^$$' -bench . -benchtime 1x -short

pgo: ## Renew the profile that the compiler goes by, cmd/reconwatch/default.pgo
	@mkdir -p bin
	$(GO) test ./cmd/reconwatch -trimpath -pgo off -run '^$$' -bench '^BenchmarkReplay$$' -benchtime $(PROFILED)x -packets $(PACKETS) -o bin/pgo.test -cpuprofile bin/pgo.prof
	$(GO) tool pprof -proto -output cmd/reconwatch/default.pgo bin/pgo.test bin/pgo.prof

cover: ## Write coverage.out and print the coverage of each package
	$(GO) test -coverprofile coverage.out -coverpkg ./... ./... && $(GO) tool cover -func coverage.out | tail -1

lab: ## Make the captures of pcaps/ anew, with real tools in network namespaces (root)
	pcaps/lab.sh all

clean: ## Remove what the other targets left
	rm -rf bin coverage.out
