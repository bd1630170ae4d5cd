package e2e

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vigie/e2e/binary"
)

// TestIdentity gives a structure an alias and merges two while a service owns the directory, sends events by every id, takes all of it back,
// and finds the lists in a restored backup.
func TestIdentity(t *testing.T) {
	dir, files := t.TempDir(), t.TempDir()
	structures := filepath.Join(files, "structures.csv")
	records := "id,pivot,nom,commune,code_postal,adresse,date_maj\nlieu-1,0,Lieu un,Paris,75013,1 rue A,2026-01-01\n" +
		"lieu-2,0,Lieu deux,Paris,75014,1 rue A,2026-01-01\nlieu-3,0,Lieu trois,Paris,75014,1 rue A,2026-01-01\n"
	if err := os.WriteFile(structures, []byte(records), 0o600); err != nil {
		t.Fatal(err)
	}
	s := binary.Serve(t, dir)
	binary.Done(t, dir, "import", "territories", "--paris")
	binary.Done(t, dir, "import", "structures", structures)
	const source = "https://tool.example"
	sender := strings.TrimSpace(binary.Done(t, dir, "token", "add", "--source", source))
	limited := strings.TrimSpace(binary.Done(t, dir, "token", "add", "--source", source, "--structures", "lieu-1"))
	send := func(token, id, day, structure string) (status int, answer string) {
		t.Helper()
		body := fmt.Sprintf(`{"specversion":"1.0","id":%q,"source":%q,"type":"vigie.attendance.v1","time":%q,"data":{"structure":%q,"person":%q,`+
			`"format":"individual","minutes":30}}`, id, source, day, structure, "p-"+id)
		var got struct {
			Accepted int `json:"accepted"`
			Rejected []struct {
				Field, Reason string
			} `json:"rejected"`
		}
		status, err := requestJSON(http.MethodPost, s.URL+"/api/v1/events", token, "application/cloudevents+json", body, &got)
		if err != nil {
			t.Fatal(err)
		}
		return status, fmt.Sprint(got)
	}
	figures := func() string {
		return binary.Done(t, dir, "figures", "impact.participations", "--from", "2026-01-01", "--to", "2026-03-01", "--by", "structure", "--as-of", "2026-03-01",
			"--format", "csv")
	}

	if status, answer := send(sender, "v0", "2026-01-10", "coop-7"); status != 422 || !strings.Contains(answer, "data.structure") {
		t.Errorf("an id of nobody's: %d %s", status, answer)
	}
	if said := binary.Done(t, dir, "alias", "add", "coop-7", "lieu-1", "--why", "its  tool's"); !strings.Contains(said, `until "vigie alias remove coop-7"`) {
		t.Errorf("said %q", said)
	}
	for _, e := range [][3]string{{"v1", "2026-01-10", "coop-7"}, {"v2", "2026-01-11", "lieu-1"}, {"v3", "2026-02-10", "coop-7"}, {"v4", "2026-02-10", "lieu-2"}} {
		if status, answer := send(sender, e[0], e[1], e[2]); status != 200 {
			t.Errorf("%v: %d %s", e, status, answer)
		}
	}
	if status, answer := send(limited, "v5", "2026-01-12", "coop-7"); status != 422 {
		t.Errorf("a token of lieu-1 speaks for coop-7: %d %s", status, answer)
	}
	apart := figures()
	if !strings.Contains(apart, "lieu-1,Lieu un,ok,participations,3,") || !strings.Contains(apart, "lieu-2,Lieu deux,ok,participations,1,") {
		t.Errorf("by alias:\n%s", apart)
	}
	if said := binary.Done(t, dir, "merge", "lieu-1", "lieu-2", "--from", "2026-02-01"); !strings.Contains(said, `until "vigie unmerge lieu-1"`) {
		t.Errorf("said %q", said)
	}
	merged := figures()
	if !strings.Contains(merged, "lieu-1,Lieu un,ok,participations,2,") || !strings.Contains(merged, "lieu-2,Lieu deux,ok,participations,2,") {
		t.Errorf("merged:\n%s", merged)
	}
	if _, _, body := s.Get(t, "/api/v1/structures"); !strings.Contains(body, `"aliases":["coop-7"],"merged_into":"lieu-2","merged_from":"2026-02-01"`) ||
		!strings.Contains(body, `"continues":["lieu-1"]`) {
		t.Errorf("the structures: %s", body)
	}
	if said := binary.Done(t, dir, "explain", "impact.participations", "2026-02/structure=lieu-1", "--as-of", "2026-03-01"); !strings.Contains(said,
		"\nlieu-1 is named coop-7, too; is continued by lieu-2 from 2026-02-01 on\n") {
		t.Errorf("explained: %s", said)
	}
	binary.Done(t, dir, "rebuild")
	if again := figures(); again != merged {
		t.Errorf("rebuilt:\n%swas\n%s", again, merged)
	}

	for _, test := range []struct {
		name string
		args []string
		code int
		says string
	}{
		{"an alias of nothing", []string{"alias", "add", "x"}, 2, "id"},
		{"an alias of itself", []string{"alias", "add", "x", "x"}, 2, "own id"},
		{"no such alias", []string{"alias", "remove", "x"}, 1, "there are coop-7"},
		{"a merge without a day", []string{"merge", "lieu-3", "lieu-2"}, 2, `from: "" is no day`},
		{"a merge of an alias", []string{"merge", "coop-7", "lieu-2", "--from", "2026-01-01"}, 1, `another id of "lieu-1"`},
		{"a circle", []string{"merge", "lieu-2", "lieu-1", "--from", "2026-03-01"}, 1, "itself"},
		{"no such merge", []string{"unmerge", "lieu-2"}, 1, "there are lieu-1"},
		{"an unmerge of nothing", []string{"unmerge"}, 2, "a"},
		{"an exclusion of an alias", []string{"exclude", "--source", "x", "--structure", "coop-7", "--from", "2026-01-01", "--to", "2026-02-01", "--why", "x"}, 1, `another id of "lieu-1"`},
	} {
		o := binary.Run(t, dir, test.args...)
		if o.Code != test.code || !strings.Contains(o.Stderr, test.says) {
			t.Errorf("%s: exit code %d, want %d, and %q, want %q", test.name, o.Code, test.code, o.Stderr, test.says)
		}
	}

	binary.Done(t, dir, "unmerge", "lieu-1")
	if undone := figures(); undone != apart {
		t.Errorf("undone:\n%swas\n%s", undone, apart)
	}
	binary.Done(t, dir, "merge", "lieu-1", "lieu-3", "--from", "2026-03-01", "--why", "moved in")
	binary.Done(t, dir, "alias", "remove", "coop-7")
	day := time.Now().UTC().Format("2006-01-02")
	want := fmt.Sprintf(`NUMBER  ALIAS   STRUCTURE  SET         REMOVED     WHY
1       coop-7  lieu-1     %[1]s  %[1]s  its tool's
NUMBER  STRUCTURE  INTO    FROM        SET         UNDONE      WHY
1       lieu-1     lieu-2  2026-02-01  %[1]s  %[1]s  
2       lieu-1     lieu-3  2026-03-01  %[1]s              moved in
`, day)
	lists := func(dir string) string { return binary.Done(t, dir, "alias", "list") + binary.Done(t, dir, "merge") }
	if got := lists(dir); got != want {
		t.Errorf("the lists are\n%swant\n%s", got, want)
	}
	file, place := filepath.Join(files, "b.tar"), t.TempDir()
	binary.Done(t, dir, "backup", file)
	s.Terminate(t)
	binary.Done(t, place, "restore", file, "--no-erasures")
	if got := lists(place); got != want {
		t.Errorf("the lists of the restored backup are\n%swant\n%s", got, want)
	}
}
