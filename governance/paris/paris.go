// Package paris is what a network of Paris begins with: the plan of 2017 and the bodies that it brings together, as files to import.
package paris

import _ "embed"

var (
	//go:embed plan.yaml
	plan string
	//go:embed bodies.yaml
	bodies string
)

// Plan is the plan of June 2017: three axes, nine actions, twenty measures.
func Plan() string { return plan }

// Bodies are the institutions that the plan names.
func Bodies() string { return bodies }
