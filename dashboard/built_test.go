package dashboard

import (
	"strings"
	"testing"
	"testing/fstest"
)

func TestAProgramBuiltWithoutItsAssetsSaysWhatToRun(t *testing.T) {
	_, err := readAssets(fstest.MapFS{"assets/dist/.gitkeep": {}})
	if err == nil || !strings.Contains(err.Error(), "make build") {
		t.Errorf("the error is %v", err)
	}
}
