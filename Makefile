# Vigie. The two commands of the README are make run and make test; the other targets are their parts.

SHELL := /bin/bash
.DELETE_ON_ERROR:
.PHONY: run accessible build engine assets tools test lint attack faults bench bench-peers new-indicator screenshot screenshots clean

SOURCES := $(shell find cmd collector dashboard demo editions event funding governance live migrations network problem queries server warehouse -type f \
	-not -path '*/dist/*' -not -path '*/testdata/*' -not -name '*_test.go')

## run: everything in one process with the demonstration network, on http://127.0.0.1:8710
run: build
	bin/vigie serve --demo

## build: bin/vigie
build: bin/vigie

bin/vigie: $(SOURCES) go.mod go.sum node_modules/.package-lock.json dashboard/assets/dist/manifest.json network/national/dist/communes.csv.gz
	go build -trimpath -ldflags "-X main.version=$$(git describe --tags --always --dirty 2>/dev/null || echo dev)" -o $@ ./cmd/vigie

## engine: what comes from npm: the engine's library, charts, typeface, territories
engine: node_modules/.package-lock.json

node_modules/.package-lock.json: package.json package-lock.json
	npm ci
	@touch $@

## assets: what is made from npm's parts and embedded in the program
assets: dashboard/assets/dist/manifest.json network/national/dist/communes.csv.gz

dashboard/assets/dist/manifest.json: node_modules/.package-lock.json $(shell find dashboard/bundle dashboard/assets/src -type f 2>/dev/null)
	go run ./dashboard/bundle

network/national/dist/communes.csv.gz: node_modules/.package-lock.json $(shell find network/national -name '*.go' 2>/dev/null)
	go run ./network/national/make

## tools: what the tests need beside Go and Node: a browser and Prometheus, from Debian's packages
tools:
	bash grafana/tools.sh

## test: lint and the whole suite, what takes longest first
test: build tools lint
	go test -timeout 50m ./e2e ./queries ./collector ./...

lint:
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); test -z "$$unformatted" || { echo "run gofmt -w on:"; echo "$$unformatted"; exit 1; }
	go vet ./...
	go tool staticcheck ./...

## attack: attacks what is published of three known networks, as a reader who wants to find out about single people would; SHAPES and SEED say
## of which (make test does the same on a small part of one)
SHAPES ?= paris,small,rural
SEED ?= 1
attack: assets
	go run ./attack --shape $(SHAPES) --seed $(SEED)

## faults: a hundred kills under load, sixty of one of two collectors, a history of five million events, a full spool, a crowd of bad
## senders, loss of power and failing disks; every acknowledged event counted once (make test does the same, smaller)
KILLS ?= 100
EVENTS ?= 5000000
SPOOL_MIB ?= 505
faults: build
	VIGIE_KILLS=$(KILLS) VIGIE_EVENTS=$(EVENTS) VIGIE_SPOOL_MIB=$(SPOOL_MIB) go test -count 1 -timeout 3h -v \
		-run '^(TestKilled|TestPairKilled|TestOwnerKilled|TestStoppedUnderLoad|TestOverload|TestLongHistory|TestStartOnFullSpool)$$' ./e2e/
	go test -count 1 -v -run '^(TestPowerLoss|TestAcknowledgedIsOnDisk|TestDisk.*|TestStartOnReadOnlyDisk|TestFullDisk|TestDamage.*|TestClock.*|TestHistories)$$' ./collector/

## bench: intake, indicators and pages, measured
bench: build
	go test -run '^$$' -bench . -benchtime 2s ./bench/...

## bench-peers: the same figures from Vigie, from PostgreSQL 15 and from DuckDB, timed side by side, into docs/performance.md. PEOPLE lists
## the sizes (145000 is a million events), PEERS takes other flags, such as --dir DIR to keep the databases. DuckDB is a module of its own
PEOPLE ?= 145000
bench-peers: build
	bash bench/peers/tools.sh
	cd bench/duckdb && go vet ./... && go test -count 1 ./... && go build -o ../../bin/peers .
	bin/peers --people $(PEOPLE) $(PEERS)

## new-indicator: the files of a new indicator, to be changed: make new-indicator PILLAR=impact NAME=my_indicator
new-indicator:
	go run ./queries/indicator/new "$(PILLAR)" "$(NAME)"

## accessible: looks at every page of the demonstration of SHAPE (paris, small, rural) in both languages, on screens of three widths, in print and
## with forced colours; of paris, writes what the accessibility statement says (make test looks at less of the English pages)
SHAPE ?= paris
accessible: build tools
	VIGIE_LOOKS=all VIGIE_SHAPE=$(SHAPE) go test -count 1 -timeout 20m -run '^TestAccessible$$' ./e2e/... -update

## screenshot: the picture of the README
screenshot: build tools
	VIGIE_SCREENSHOT=docs/overview.png go test -count 1 -run TestScreenshot ./e2e/...

## screenshots: a picture of every page at 390, 768 and 1440 px into the folder INTO, of the demonstration of SHAPE (paris, small, rural), on screen, in
## print or with forced colours (MEDIA)
INTO ?= bin/screenshots
MEDIA ?= screen
screenshots: build tools
	VIGIE_SCREENSHOTS="$(INTO)" VIGIE_SHAPE=$(SHAPE) VIGIE_MEDIA=$(MEDIA) go test -count 1 -timeout 20m -run '^TestScreenshots$$' ./e2e/

clean:
	rm -rf bin dashboard/assets/dist/* network/national/dist/*
