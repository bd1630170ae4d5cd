package network_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"vigie/network"
)

var update = flag.Bool("update", false, "write the golden files anew")

// today is the day on which tests import.
var today = time.Date(2026, time.May, 4, 12, 0, 0, 0, time.UTC)

// golden compares a text with the file of that name, or writes the file with -update.
func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	wanted, written := strings.Split(string(want), "\n"), strings.Split(got, "\n")
	for i := range max(len(wanted), len(written)) {
		var w, g string
		if i < len(wanted) {
			w = wanted[i]
		}
		if i < len(written) {
			g = written[i]
		}
		if w != g {
			t.Fatalf("%s, line %d:\n got %s\nwant %s", path, i+1, g, w)
		}
	}
}

// describe writes what was read: every structure with the fields that are not empty, every fault.
func describe(t *testing.T, reading network.Reading) string {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %d read, %d refused\n", reading.Format, reading.Read, reading.Refused)
	for _, s := range reading.Structures {
		text, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		var fields map[string]any
		if err := json.Unmarshal(text, &fields); err != nil {
			t.Fatal(err)
		}
		for name, value := range fields {
			switch v := value.(type) {
			case nil:
				delete(fields, name)
			case []any:
				if len(v) == 0 {
					delete(fields, name)
				}
			}
			if value == "" || value == false || value == 0.0 || name == "imported_at" {
				delete(fields, name)
			}
		}
		if text, err = json.MarshalIndent(fields, "", "  "); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%s\n", text)
	}
	b.WriteString(faultText(reading.Faults))
	return b.String()
}

func faultText(faults []network.Fault) string {
	var b strings.Builder
	for _, f := range faults {
		fmt.Fprintln(&b, f)
	}
	return b.String()
}

// files lists the CSV and JSON files of a folder of testdata.
func files(t testing.TB, folder string) []string {
	t.Helper()
	var found []string
	for _, ext := range []string{"*.csv", "*.json"} {
		some, err := filepath.Glob(filepath.Join("testdata", folder, ext))
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, some...)
	}
	if len(found) == 0 {
		t.Fatalf("no files in testdata/%s", folder)
	}
	return found
}

func TestReadStructures(t *testing.T) {
	for _, path := range files(t, "structures") {
		t.Run(filepath.Base(path), func(t *testing.T) {
			file, err := os.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			reading, err := network.ReadStructures(file, today)
			if err != nil {
				t.Fatal(err)
			}
			if reading.Read != reading.Refused+len(reading.Structures) {
				t.Errorf("%d read, %d refused, %d structures", reading.Read, reading.Refused, len(reading.Structures))
			}
			golden(t, path+".golden", describe(t, reading))
		})
	}
}

const header = "id,pivot,nom,commune,code_postal,adresse,date_maj\n"

// TestEncodings reads the same record however a spreadsheet has written it.
func TestEncodings(t *testing.T) {
	const semicolons = "id;pivot;nom;commune;code_postal;adresse;date_maj\r\n1;0;Médiathèque « l’Été »;Évry;91000;1 rue A;2026-05-04\r\n"
	western := strings.NewReplacer("é", "\xe9", "è", "\xe8", "É", "\xc9", "«", "\xab", "»", "\xbb", "’", "\x92").Replace(semicolons)
	for name, c := range map[string]struct{ text, format string }{
		"plain":             {semicolons, "CSV, semicolons, UTF-8"},
		"byte-order mark":   {"\xef\xbb\xbf" + semicolons, "CSV, semicolons, UTF-8"},
		"Windows-1252":      {western, "CSV, semicolons, Windows-1252"},
		"no final line end": {strings.TrimSuffix(semicolons, "\r\n"), "CSV, semicolons, UTF-8"},
		"blank lines":       {"\r\n\r\n" + semicolons + ";;;;;;\r\n\r\n", "CSV, semicolons, UTF-8"},
		"commas":            {strings.ReplaceAll(semicolons, ";", ","), "CSV, commas, UTF-8"},
		"JSON": {`[{"id":"1","pivot":"0","nom":"Médiathèque « l’Été »","commune":"Évry","code_postal":"91000","adresse":"1 rue A","date_maj":"2026-05-04"}]`,
			"JSON"},
		"JSON, byte-order mark": {"\xef\xbb\xbf" + ` [{"id":"1","pivot":"0","nom":"Médiathèque « l’Été »","commune":"Évry","code_postal":"91000","adresse":"1 rue A","date_maj":"2026-05-04"}]`,
			"JSON"},
	} {
		t.Run(name, func(t *testing.T) {
			reading, err := network.ReadStructures(strings.NewReader(c.text), today)
			if err != nil {
				t.Fatal(err)
			}
			if len(reading.Structures) != 1 || len(reading.Faults) != 0 {
				t.Fatalf("%d structures, faults %v", len(reading.Structures), reading.Faults)
			}
			s := reading.Structures[0]
			if s.ID != "1" || s.Name != "Médiathèque « l’Été »" || s.Commune != "Évry" || s.UpdatedOn != "2026-05-04" {
				t.Errorf("read %+v", s)
			}
			if want := "standard 1.0.2, " + c.format; reading.Format != want {
				t.Errorf("format %q, want %q", reading.Format, want)
			}
		})
	}
}

// TestUnreadableFiles: the error says what is wrong with the file, and where.
func TestUnreadableFiles(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"empty":             {"", "the file is empty"},
		"blank":             {"\n \n", "the file is empty"},
		"missing columns":   {"id,nom,adresse\n1,a,b\n", "line 1: the header lacks pivot, commune, code_postal, date_maj (it has id, nom, adresse)"},
		"no header":         {"1,0,Lieu,Paris,75013,1 rue A,2026-05-04\n", "line 1: the header lacks id"},
		"column twice":      {"id,ID," + header, "line 1: the header has the column id twice"},
		"quote in header":   {"id,\"pivot,nom\n1,2,3\n", "line 1: the header has a quote that never closes"},
		"UTF-16":            {"\xff\xfei\x00d\x00", "UTF-16"},
		"spreadsheet":       {"PK\x03\x04…", "save its table as CSV"},
		"old spreadsheet":   {"\xd0\xcf\x11\xe0…", "save its table as CSV"},
		"compressed":        {"\x1f\x8b\x08…", "unpack it"},
		"object":            {`{"type":"FeatureCollection"}`, "line 1: a list of records is expected"},
		"broken JSON":       {"[\n{\"id\": \"1\"},\n{\"id\" \"2\"}]", "line 3: broken JSON"},
		"JSON cut short":    {"[\n{\"id\": \"1\"},\n{\"id\": ", "line 3: the file ends in the middle"},
		"JSON not closed":   {"[\n{\"id\": \"1\"}\n", "line 2: the file ends in the middle"},
		"long JSON element": {"[\n{\"id\": \"1\"},\n{\"nom\": \"" + strings.Repeat("a", 3<<20) + "\"}]", "line 3: an element of the list is longer than 1048576 bytes"},
		"long header":       {strings.Repeat("a", 2<<20), "line 1: the header is longer than 1048576 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			reading, err := network.ReadStructures(strings.NewReader(c.text), today)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q", err, c.want)
			}
			if reading.Read != 0 || len(reading.Structures) != 0 {
				t.Errorf("read %d records all the same", reading.Read)
			}
		})
	}
}

// repeat is a reader of n times a byte.
type repeat struct {
	b byte
	n int64
}

func (r *repeat) Read(p []byte) (int, error) {
	if r.n == 0 {
		return 0, io.EOF
	}
	n := min(int64(len(p)), r.n)
	for i := range p[:n] {
		p[i] = r.b
	}
	r.n -= n
	return int(n), nil
}

// TestGigabyteLines: a line of 1 GB costs no more memory than any other, and its neighbours are read.
func TestGigabyteLines(t *testing.T) {
	const before, after = "1,0,Avant,Paris,75013,1 rue A,2026-05-04\n", "\n3,0,Après,Paris,75013,1 rue A,2026-05-04\n"
	for name, c := range map[string]struct{ begin, want string }{
		"value": {"2,0,", "line 3: refused: the line is longer than 1048576 bytes"},
		"quote": {"2,0,\"", "line 3: refused: the line is longer than 1048576 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			file := io.MultiReader(strings.NewReader(header+before+c.begin), &repeat{'a', 1 << 30}, strings.NewReader(after))
			var start, end runtime.MemStats
			runtime.ReadMemStats(&start)
			reading, err := network.ReadStructures(file, today)
			runtime.ReadMemStats(&end)
			if err != nil {
				t.Fatal(err)
			}
			if len(reading.Structures) != 2 || reading.Refused != 1 || !strings.HasPrefix(faultText(reading.Faults), c.want) {
				t.Errorf("%d structures, %d refused: %s", len(reading.Structures), reading.Refused, faultText(reading.Faults))
			}
			if used := end.TotalAlloc - start.TotalAlloc; used > 32<<20 {
				t.Errorf("%d MiB were allocated", used>>20)
			}
		})
	}
}

// TestQuoteOpenForLong: a quote that opens and never closes costs only its own line, even in a long file.
func TestQuoteOpenForLong(t *testing.T) {
	var file strings.Builder
	file.WriteString(header + "x,0,\"Ouvert,Paris,75013,1 rue A,2026-05-04\n")
	const good = 40_000 // more than the record limit of 1 MiB
	for i := range good {
		fmt.Fprintf(&file, "%d,0,Lieu,Paris,75013,1 rue A,2026-05-04\n", i)
	}
	reading, err := network.ReadStructures(strings.NewReader(file.String()), today)
	if err != nil {
		t.Fatal(err)
	}
	if len(reading.Structures) != good || reading.Refused != 1 || reading.Faults[0].Line != 2 {
		t.Errorf("%d structures, %d refused: %v", len(reading.Structures), reading.Refused, reading.Faults)
	}
}

func TestManyFaultsAreBounded(t *testing.T) {
	file := header + strings.Repeat("1,0,Lieu,,75013,1 rue A,2026-05-04\n", 1500)
	reading, err := network.ReadStructures(strings.NewReader(file), today)
	if err != nil {
		t.Fatal(err)
	}
	if reading.Refused != 1500 || len(reading.Faults) != 1000 || reading.MoreFaults != 500 {
		t.Errorf("%d refused, %d faults and %d more", reading.Refused, len(reading.Faults), reading.MoreFaults)
	}
}

func TestReadTerritoriesAndGroups(t *testing.T) {
	for _, name := range []string{"good", "bad"} {
		t.Run("territories "+name, func(t *testing.T) {
			path := filepath.Join("testdata", "territories", name+".csv")
			file, err := os.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			territories, faults, err := network.ReadTerritories(file)
			if err != nil {
				t.Fatal(err)
			}
			golden(t, path+".golden", listText(territories)+faultText(faults))
		})
		t.Run("groups "+name, func(t *testing.T) {
			path := filepath.Join("testdata", "groups", name+".csv")
			file, err := os.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			groups, faults, err := network.ReadGroups(file)
			if err != nil {
				t.Fatal(err)
			}
			golden(t, path+".golden", listText(groups)+faultText(faults))
		})
	}
	if _, _, err := network.ReadTerritories(strings.NewReader("code,nom\n1,a\n")); err == nil || !strings.Contains(err.Error(), "lacks name, level, population") {
		t.Errorf("a header without columns: %v", err)
	}
}

func listText[T any](items []T) string {
	var b strings.Builder
	for _, item := range items {
		fmt.Fprintf(&b, "%+v\n", item)
	}
	return b.String()
}

func FuzzReadStructures(f *testing.F) {
	for _, path := range files(f, "*") {
		text, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte("\xef\xbb\xbf" + header + "\"\xe9\n\"\"\n"))
	f.Add([]byte("[1,{\"id\":[[]]}"))
	f.Fuzz(func(t *testing.T, text []byte) {
		reading, err := network.ReadStructures(strings.NewReader(string(text)), today)
		if err != nil {
			if err.Error() == "" || len(reading.Structures) > 0 {
				t.Fatalf("an error, yet %d structures", len(reading.Structures))
			}
			return
		}
		if reading.Read != reading.Refused+len(reading.Structures) {
			t.Fatalf("%d read, %d refused, %d structures", reading.Read, reading.Refused, len(reading.Structures))
		}
		ids := make(map[string]bool)
		for _, s := range reading.Structures {
			if s.ID == "" || s.Name == "" || s.Commune == "" || len(s.Postcode) != 5 || s.Address == "" || s.UpdatedOn == "" || s.Pivot == "" {
				t.Fatalf("a required value is empty: %+v", s)
			}
			if ids[s.ID] {
				t.Fatalf("the id %q comes twice", s.ID)
			}
			ids[s.ID] = true
		}
		for _, fault := range reading.Faults {
			if fault.Reason == "" || fault.Line == 0 {
				t.Fatalf("a fault without line or reason: %+v", fault)
			}
		}
	})
}
