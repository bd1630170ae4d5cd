// Package e2e starts the real binary, as a stranger would, and looks at it from outside: over HTTP, on the command line
// and in a real browser. It also keeps the arrows between the rooms.
package e2e
