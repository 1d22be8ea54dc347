# Plain `make` lists what can be made. All that is needed is Go; tools are
# pinned here by version, and `go run` builds each once and keeps it.

GOLANGCI_LINT = go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

# The race detector needs a C compiler.
RACE = $(if $(filter 1,$(shell go env CGO_ENABLED)),-race)

.DEFAULT_GOAL := help
.PHONY: help run build test library check format lint vuln bench flood fuzz soak clean go

help:
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

run: build ## answer calls; settings in ARGS="--ladder --scenarios examples"
	@exec bin/sipbin serve $(ARGS)

build: go ## leave the program in bin/sipbin
	@go build -o bin/sipbin ./cmd/sipbin

# Two runs: go test shows what did not run only where it is called in the folder.
test: go ## run every test; as root on Debian, install the phones they need first
	@integration_test/peers.sh
	@[ -n "$(RACE)" ] || echo "NOT RUN: the race detector (apt-get install gcc libc6-dev)"
	@go test $(RACE) $$(go list ./... | grep -v '/integration_test$$'); rooms=$$?; \
	cd integration_test && go test $(RACE) && exit $$rooms

library: ## put phones and sipp through all scenarios of which the pages tell what they did
	@cd integration_test && go test -run Library -library all

check: format lint test ## what CI runs: gofmt, the linters, every test

format: go
	@unformatted=$$(gofmt -l .); [ -z "$$unformatted" ] || { echo "not as gofmt writes it: $$unformatted"; exit 1; }

# go vet is one of the linters. The first run builds them, in about two minutes.
lint: go
	@$(GOLANGCI_LINT) run

vuln: go ## ask whether what sipbin is built from is known to be vulnerable
	@.ci/vuln

bench: build ## measure against sipp -sn uas, with two cores; ARGS="-rounds 1"
	@go run ./integration_test/bench -sipbin bin/sipbin $(ARGS)

flood: go ## a million INVITEs, rubbish beside a trusted peer, a network that loses 30 %
	@go test ./responder -run TestAFloodOf -flood $(or $(FLOOD),1000000) -v
	@cd integration_test && go test -run 'WhileRubbishArrives|IsLostEachWay' -rubbish $(or $(RUBBISH),30s) -lossy $(or $(LOSSY),500ms) -v

fuzz: go ## let every fuzz target run for a turn; ARGS=-fuzztime=10m
	@.ci/fuzz $(ARGS)

soak: go ## 100 calls a second for ten minutes, with nothing growing; ARGS=-soak=1h
	@cd integration_test && go test -run TestASoak -timeout 0 $(or $(ARGS),-soak=10m) -v

clean: ## take away what was built
	@rm -rf bin coverage

go:
	@command -v go >/dev/null || { echo "sipbin is built by Go 1.26 or newer: https://go.dev/dl"; exit 1; }
