package warehouse

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// timezone is the engine's, whatever the machine's: a DateTime without a zone is UTC. Days in Europe/Paris are asked for
// by name, in the queries.
const timezone = "UTC"

// querySettings are the settings that a query may carry on an embedded engine (clickhouse.WithSettings). The list keeps
// a setting that would be ignored, or that reaches beyond the query, from passing unnoticed; a server takes all of its
// own.
var querySettings = []string{
	"allow_experimental_analyzer",
	"alter_sync",
	"any_join_distinct_right_table_keys",
	"async_insert",
	"async_insert_busy_timeout_ms",
	"async_insert_deduplicate",
	"cast_keep_nullable",
	"compile_aggregate_expressions",
	"compile_expressions",
	"date_time_input_format",
	"date_time_output_format",
	"deduplicate_blocks_in_dependent_materialized_views",
	"distinct_overflow_mode",
	"do_not_merge_across_partitions_select_final",
	"final",
	"format_csv_delimiter",
	"group_by_overflow_mode",
	"group_by_use_nulls",
	"input_format_null_as_default",
	"input_format_skip_unknown_fields",
	"insert_deduplicate",
	"insert_deduplication_token",
	"insert_null_as_default",
	"insert_quorum",
	"join_algorithm",
	"join_use_nulls",
	"lightweight_deletes_sync",
	"max_block_size",
	"max_bytes_before_external_group_by",
	"max_bytes_before_external_sort",
	"max_bytes_ratio_before_external_group_by",
	"max_bytes_ratio_before_external_sort",
	"max_bytes_to_read",
	"max_execution_time",
	"max_insert_block_size",
	"max_insert_threads",
	"max_memory_usage",
	"max_partitions_per_insert_block",
	"max_query_size",
	"max_result_bytes",
	"max_result_rows",
	"max_rows_in_set",
	"max_rows_to_group_by",
	"max_rows_to_read",
	"max_threads",
	"min_insert_block_size_bytes",
	"min_insert_block_size_rows",
	"mutations_sync",
	"optimize_aggregation_in_order",
	"optimize_on_insert",
	"optimize_read_in_order",
	"output_format_json_quote_64bit_integers",
	"output_format_json_quote_denormals",
	"priority",
	"read_overflow_mode",
	"result_overflow_mode",
	"select_sequential_consistency",
	"session_timezone",
	"timeout_overflow_mode",
	"use_index_for_in_with_subqueries_max_values",
	"use_query_condition_cache",
	"wait_for_async_insert",
	"wait_for_async_insert_timeout",
}

// transportSettings are keys of a request that concern the way a server sends its answer, and that an embedded engine
// fulfils already: it answers only once the whole result is there.
var transportSettings = []string{
	"http_write_exception_in_output_format",
	"send_progress_in_http_headers",
	"wait_end_of_query",
}

// setStatement makes the SET that takes a session from its present settings to the wanted ones; base are the settings
// that every session was opened with and returns to. The names come from querySettings, the values are quoted. (SET
// takes no parameter for a name, and DEFAULT would fall back on the engine's value, not on ours.)
func setStatement(present, wanted, base map[string]string) string {
	var assignments []string
	for _, name := range slices.Sorted(maps.Keys(wanted)) {
		if value, is := present[name]; !is || value != wanted[name] {
			assignments = append(assignments, name+" = "+quote(wanted[name]))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(present)) {
		if _, stays := wanted[name]; stays {
			continue
		}
		if value, is := base[name]; is {
			assignments = append(assignments, name+" = "+quote(value))
		} else {
			assignments = append(assignments, name+" = DEFAULT")
		}
	}
	if len(assignments) == 0 {
		return ""
	}
	return "SET " + strings.Join(assignments, ", ")
}

var literalEscaper = strings.NewReplacer(`\`, `\\`, `'`, `\'`)

// quote writes a string literal of ClickHouse.
func quote(s string) string { return "'" + literalEscaper.Replace(s) + "'" }

// baseSettings are the settings of every session: what the measurements asked for (the expression compiler makes single
// queries slower by 35–80 ms), a query's share of the memory, threads on all processors as long as each finds an eighth of it
// free (the engine's own measure, a GiB, would leave every query a single one), and inserts that are there when they return,
// whatever the default of the engine's release.
func baseSettings(maxMemory uint64) map[string]string {
	return map[string]string{
		"compile_expressions":                    "0",
		"compile_aggregate_expressions":          "0",
		"async_insert":                           "0",
		"max_memory_usage":                       fmt.Sprint(maxMemory / 4 * 3),
		"max_threads_min_free_memory_per_thread": fmt.Sprint(maxMemory / 8),
		"query_profiler_real_time_period_ns":     "0", // the profiler works by signals, which belong to Go
		"query_profiler_cpu_time_period_ns":      "0",
	}
}

// engineArguments are the server settings with which the engine starts on a directory: a memory cap with small caches
// inside it, few background threads, and no clocks that tick while nothing happens.
func engineArguments(data, backups string, maxMemory uint64) []string {
	return []string{
		"--path=" + data,
		"--backups.allowed_path=" + backups,
		fmt.Sprintf("--max_server_memory_usage=%d", maxMemory),
		fmt.Sprintf("--mark_cache_size=%d", maxMemory/32),
		fmt.Sprintf("--primary_index_cache_size=%d", maxMemory/32),
		fmt.Sprintf("--index_mark_cache_size=%d", maxMemory/64),
		fmt.Sprintf("--query_condition_cache_size=%d", maxMemory/64),
		"--uncompressed_cache_size=0",
		"--index_uncompressed_cache_size=0",
		"--compiled_expression_cache_size=0",
		"--background_pool_size=2",
		"--asynchronous_metrics_update_period_s=3600",
		"--global_profiler_real_time_period_ns=0",
		"--global_profiler_cpu_time_period_ns=0",
		"--dns_cache_update_period=3600",
		"--config_reload_interval_ms=3600000",
	}
}
