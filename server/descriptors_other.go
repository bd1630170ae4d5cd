//go:build !unix

package server

// descriptors is how many files and connections the process may have open, where the system does not bound them.
func descriptors() uint64 { return 2 * mostConnections }
