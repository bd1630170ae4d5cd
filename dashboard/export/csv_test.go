package export_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"vigie/dashboard/export"
	"vigie/queries/indicator"
)

const mark = "\xef\xbb\xbf"

// Every text of every column is harmless, and numbers stay numbers.
func TestCSVHoldsNoFormula(t *testing.T) {
	negative := -0.5
	for _, evil := range []string{"=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1"} {
		var out bytes.Buffer
		if err := export.CSV(&out, export.Dialect{}, export.Figures{
			Indicator: evil, From: evil, To: evil, AsOf: evil, By: evil, Unit: evil,
			Figures: []indicator.Figure{{Key: evil, Label: evil, Status: evil, Value: &negative, Parts: map[string]float64{"same": negative}}},
		}); err != nil {
			t.Fatal(err)
		}
		text, marked := strings.CutPrefix(out.String(), mark)
		if !marked {
			t.Fatal("the file does not begin with a byte-order mark")
		}
		records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for i, cell := range records[1] {
			switch {
			case cell == "-0.5" || cell == "":
			case !strings.HasPrefix(cell, "'"):
				t.Errorf("%q: column %s holds %q", evil, records[0][i], cell)
			}
		}
	}
}
