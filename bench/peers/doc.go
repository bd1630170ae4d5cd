// Package peers measures Vigie beside databases that hold the same events, on one machine, in one run: the demonstration network, at one or
// several sizes. All must give the same figures before any time is written down. What is measured goes into docs/performance.md, between two
// markers; the command is bench/duckdb, which `make bench-peers` runs.
package peers
