// Command duckdb measures Vigie beside PostgreSQL 15 and DuckDB; see vigie/bench/peers. It is a module of its own, so that nothing else
// carries DuckDB, whose library is large.
package main

import "vigie/bench/peers"

func main() { peers.Main(&duckDB{}) }
