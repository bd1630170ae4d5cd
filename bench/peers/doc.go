// Command peers measures Vigie beside PostgreSQL 15, on one machine, in one run and from one set of events: the
// demonstration network, at one or several sizes. Both must give the same figures before any time is written down. `make
// bench-peers` runs it; what it measures goes into docs/performance.md, between two markers.
//
// Nothing in it is a test, and no figure in it is a bound.
package main
