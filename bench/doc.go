// Package bench measures the real binary from outside: intake, each indicator, each page. make bench runs it; nothing in
// it is a test, and no figure in it is a bound.
package bench
