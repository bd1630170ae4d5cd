package document_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vigie/governance/document"
)

// What is no document is refused as a whole, with its line.
func TestReadRefuses(t *testing.T) {
	deep := strings.Repeat("a: [", 60)
	for name, c := range map[string]struct{ text, want string }{
		"empty":           {"", "it is empty"},
		"comments alone":  {"# nothing\n", "it is empty"},
		"a list":          {"- a\n- b\n", "line 1: a mapping is expected"},
		"a text":          {"\n\nhello\n", "line 3: a mapping is expected"},
		"two documents":   {"a: 1\n---\nb: 2\n", "line 3: a second document begins"},
		"open quote":      {"a: 1\nb: \"never\nc: 2\n", "line 2: "},
		"bad indentation": {"a: 1\n b: 2\n", "line 1: mapping value is not allowed"},
		"repeated field":  {"a: 1\na: 2\n", "line 2: "},
		"not UTF-8":       {"a: \xff\n", "it is no text in UTF-8"},
		"too deep":        {"a: 1\n" + deep, "line 2: more than 50 lists"},
		"dashes":          {"a:\n" + strings.Repeat("- ", 90), "line 2: more than 50 lists"},
		"too large":       {"a: " + strings.Repeat("x", 1<<20), "it is larger than 1024 KiB"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := document.Read(strings.NewReader(c.text)); err == nil || !strings.HasPrefix(err.Error(), c.want) {
				t.Errorf("error %v, want %q", err, c.want)
			}
		})
	}
}

// What is wrong with a record is told with its line and field, and the other fields are read.
func TestFaults(t *testing.T) {
	r, err := document.Read(strings.NewReader(`text: 1.10
blank: ~
list: [a, a, [b], 2]
one: x
choice: green
day: 2026-02-30
due: 26
colour: red
long: aaaaaaaaaaaa
map: {a: b}
alias: &x y
items:
  - code: 1
  - 5
`))
	if err != nil {
		t.Fatal(err)
	}
	r.Named("thing 1")
	got := fmt.Sprintln(r.Text("text", 9), r.Has("blank"), r.Texts("list", 9), r.Texts("one", 9), r.Choice("choice", "red", "blue"),
		r.Choice("absent", "red", "blue"), r.Day("day"), r.Due("due"), r.Text("long", 9), r.Text("map", 9), r.Text("alias", 9),
		len(r.Records("items", "item")), r.Required("name", 9), r.RequiredDay("on"), r.Done())
	if want := "1.10 false [a 2] [x] red red      2   false\n"; got != want {
		t.Errorf("read\n%q, want\n%q", got, want)
	}
	var told strings.Builder
	for _, f := range r.Faults() {
		fmt.Fprintln(&told, f)
	}
	want := `line 1, id thing 1, field name: refused: it is missing: fill it in
line 1, id thing 1, field on: refused: it is missing: give the day, as 2026-01-31
line 3, id thing 1, field list: kept without this value: one value is expected, not a list or mapping
line 5, id thing 1, field choice: refused: "green" is none of red, blue
line 6, id thing 1, field day: refused: "2026-02-30" is no day: write it as 2026-01-31
line 7, id thing 1, field due: refused: "26" is neither a day nor a year: write it as 2026-01-31 or 2026
line 8, id thing 1, field colour: kept without this value: no such field is known here: correct its name, or leave it out
line 9, id thing 1, field long: refused: it has 12 characters, at most 9 are kept: shorten it
line 10, id thing 1, field map: refused: one value is expected, not a list or mapping
line 11, id thing 1, field alias: refused: names of values (&, *) and tags (!) are not known here: write the value out, in quotes where it begins so
line 14, id thing 1, item number 2: refused: a mapping is expected, such as code: followed by a value
`
	if difference := cmp.Diff(want, told.String()); difference != "" {
		t.Error(difference)
	}
}

// Every text is read as it was written, wherever it stands.
func FuzzTexts(f *testing.F) {
	for _, text := range []string{
		"a", "1.10", "2017", "2017-06-29", "true", "Null", "~", ".inf", "? a", "a: b", "a #b", "- a", "[a", "a, b", "{", "'", `"`, `\`, "a’b « c »", "&a", "*a", "<<",
		"a:", ":", "|", ">", "\u00a0x", "\U0001f449", "e1", "0x1", "a\u200db", "%", "@", "`", "-", "---", "...", "a]", "é\u0301",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		text = document.OneLine(strings.ToValidUTF8(text, ""))
		if len(text) > 1000 {
			t.Skip()
		}
		row := document.Map{{Name: "text", Value: text}, {Name: "list", Value: []string{text}}}
		var b strings.Builder
		if err := document.Write(&b, append(document.Map{
			{Name: "first", Value: "x"}, {Name: "map", Value: row}, {Name: "rows", Value: document.Rows{row}}, {Name: "items", Value: []document.Map{row}}}, row...)); err != nil {
			t.Fatal(err)
		}
		top, err := document.Read(strings.NewReader(b.String()))
		if err != nil {
			if strings.ContainsAny(text, "[{") {
				t.Skip() // it may look too deep
			}
			t.Fatalf("%v in\n%s", err, b.String())
		}
		check := func(r *document.Record) {
			if got := r.Text("text", 1000); got != text {
				t.Errorf("%q is read as %q", text, got)
			}
			if got := strings.Join(r.Texts("list", 1000), "|"); got != text {
				t.Errorf("%q in a list is read as %q", text, got)
			}
		}
		check(top)
		for _, field := range []string{"rows", "items"} {
			for _, r := range top.Records(field, "item") {
				check(r)
			}
		}
	})
}
