//go:build !linux

package warehouse

// preserveSignals runs f, a call into the library. Elsewhere than on Linux the library's own promise to leave signals
// alone (chdb_set_signal_handlers_enabled) has to do.
func preserveSignals(f func()) { f() }
