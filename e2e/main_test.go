package e2e

import (
	"os"
	"testing"

	"vigie/e2e/binary"
)

func TestMain(m *testing.M) {
	code := m.Run()
	binary.Clean()
	removeDemonstrations()
	os.Exit(code)
}
