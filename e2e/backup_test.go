package e2e

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie/e2e/binary"
	"vigie/queries/engine"
	"vigie/queries/indicator"
)

// TestBackupUnderLoad takes a backup while events are sent, and another, with nobody serving, after a kill; each is restored
// into an empty directory. What was acknowledged before a backup began is in it; and once everything is sent again to the
// first, every figure is what it was.
func TestBackupUnderLoad(t *testing.T) {
	seed := fromEnvironment(t, "VIGIE_SEED", uint64(time.Now().UnixNano()))
	t.Logf("seed %d", seed)
	dir, files := t.TempDir(), t.TempDir()
	small(t, dir)
	s := binary.Serve(t, dir)
	senders := furnish(t, dir, seed)
	before := total(t, s, "impact.participations", 0)
	acknowledged := func() float64 {
		sum := before
		for _, sender := range senders {
			sum += participationsOf(sender.acknowledged)
		}
		return sum
	}
	load := func(during func()) {
		end := make(chan struct{})
		var sending sync.WaitGroup
		for _, sender := range senders {
			sending.Go(func() { sender.send(s.URL, end) })
		}
		during()
		close(end)
		sending.Wait()
	}
	load(func() { time.Sleep(time.Second) })
	least := acknowledged()
	served, alone := filepath.Join(files, "served.tar"), filepath.Join(files, "alone.tar")
	load(func() { t.Log(binary.Done(t, dir, "backup", served)) })

	load(func() { time.Sleep(300 * time.Millisecond); s.Kill(t) })
	killed := acknowledged()
	if o := binary.Done(t, dir, "backup", alone); strings.Contains(o, "not in it") {
		t.Error(o)
	}
	if o := binary.Run(t, dir, "backup", alone); o.Code != 1 || !strings.Contains(o.Stderr, "name another file") {
		t.Errorf("over another backup: %d %s", o.Code, o.Stderr)
	}

	s = binary.Serve(t, dir)
	send := func(s *binary.Server) {
		for _, sender := range senders {
			for _, events := range [][]faultEvent{sender.acknowledged, sender.unanswered} {
				if len(events) == 0 {
					continue
				}
				if err := sender.post(s.URL, events); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	send(s)
	most := acknowledged()
	for _, sender := range senders {
		most += participationsOf(sender.unanswered)
	}
	want := everything(t, s, most)
	for file, least := range map[string]float64{served: least, alone: killed} {
		place := filepath.Join(t.TempDir(), "restored")
		said := binary.Done(t, place, "restore", file, "--no-erasures")
		if !strings.Contains(said, filepath.Join(place, "network.key")) {
			t.Errorf("the key is not spoken of: %s", said)
		}
		copyFile(t, filepath.Join(dir, "network.key"), filepath.Join(place, "network.key"))
		restored := binary.Serve(t, place)
		if got := total(t, restored, "impact.participations", least); got < least || got > most {
			t.Errorf("%s: %v participations restored; %v were acknowledged before, %v were ever sent", filepath.Base(file), got, least, most)
		}
		if file == alone {
			continue
		}
		send(restored)
		if got := everything(t, restored, most); !reflect.DeepEqual(got, want) {
			for question := range want {
				if !reflect.DeepEqual(got[question], want[question]) {
					t.Errorf("%s: %s differs:\n%v\n%v", filepath.Base(file), question, got[question], want[question])
				}
			}
		}
	}

	secret, err := os.ReadFile(filepath.Join(dir, "network.key"))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := hex.DecodeString(strings.TrimSpace(string(secret)))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{served, alone} {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(content, raw) || bytes.Contains(bytes.ToLower(content), bytes.TrimSpace(secret)) {
			t.Errorf("the network key is in %s", file)
		}
	}
}

// everything is every indicator by total and by territory, exact, once all participations are there.
func everything(t *testing.T, s *binary.Server, participations float64) map[string][]indicator.Figure {
	t.Helper()
	if got := total(t, s, "impact.participations", participations); got != participations {
		t.Errorf("%v participations, %v were sent", got, participations)
	}
	var questions []engine.Question
	for _, i := range catalogue(t).All() {
		for _, by := range []string{"total", "territory"} {
			if i.HasGrouping(by) {
				questions = append(questions, engine.Question{Indicator: i.ID, From: "2026-01-01", To: "2026-11-01", AsOf: "2026-11-22", By: by})
			}
		}
	}
	figures := make(map[string][]indicator.Figure, len(questions))
	for _, answer := range exactly(t, s.Dir, questions...) {
		figures[answer.Indicator+" by "+answer.By] = answer.Figures
	}
	return figures
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	content, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, content, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestRestoreRefuses holds what vigie restore asks for, and that a service with another key does not come up.
func TestRestoreRefuses(t *testing.T) {
	dir, files := t.TempDir(), t.TempDir()
	full := filepath.Join(dir, "full")
	small(t, full)
	file := filepath.Join(files, "b.tar")
	binary.Done(t, full, "backup", file)
	place := filepath.Join(dir, "place")
	begun := filepath.Join(dir, "begun")
	if code, _ := binary.Serve(t, begun).Terminate(t); code != 0 {
		t.Fatalf("a service on an empty place: exit code %d", code)
	}
	damaged := filepath.Join(files, "damaged.tar")
	content, err := os.ReadFile(file)
	if err == nil {
		err = os.WriteFile(damaged, content[:len(content)/2], 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, place string
		args        []string
		code        int
		says        []string
	}{
		{"not empty", full, []string{file, "--no-erasures"}, 1, []string{"not empty", "event (", "territory (20 rows)"}},
		{"no word of erasures", place, []string{file}, 2, []string{"--erasures", "--no-erasures"}},
		{"both words", place, []string{file, "--erasures", "x", "--no-erasures"}, 2, []string{"either"}},
		{"list that is not there", place, []string{file, "--erasures", filepath.Join(files, "nowhere")}, 1, []string{"nowhere"}},
		{"list that was just begun", begun, []string{file}, 2, []string{"--erasures", "--no-erasures"}},
		{"no such file", place, []string{filepath.Join(files, "nowhere.tar"), "--no-erasures"}, 1, []string{"nowhere.tar"}},
		{"damaged", place, []string{damaged, "--no-erasures"}, 1, []string{"damaged"}},
		{"server", place, []string{file, "--no-erasures", "--warehouse", "clickhouse://localhost:1"}, 1, []string{"its own BACKUP"}},
		{"where a service has run", begun, []string{file, "--no-erasures"}, 0, []string{"restored the backup"}},
		{"good after all", place, []string{file, "--no-erasures"}, 0, []string{"restored the backup"}},
	} {
		o := binary.Run(t, test.place, append([]string{"restore"}, test.args...)...)
		if o.Code != test.code {
			t.Errorf("%s: exit code %d, want %d", test.name, o.Code, test.code)
		}
		for _, word := range test.says {
			if !strings.Contains(o.Stdout+o.Stderr, word) {
				t.Errorf("%s: does not say %q: %s%s", test.name, word, o.Stdout, o.Stderr)
			}
		}
	}
	if o := binary.Run(t, place, "serve", "--listen", "127.0.0.1:0"); o.Code != 1 || !strings.Contains(o.Stderr, "network.key is missing") {
		t.Errorf("without the key: %d %s", o.Code, o.Stderr)
	}
	other := filepath.Join(files, "other.key")
	if err := os.WriteFile(other, []byte(strings.Repeat("ab", 32)), 0o600); err != nil {
		t.Fatal(err)
	}
	if o := binary.Run(t, place, "serve", "--listen", "127.0.0.1:0", "--network-key-file", other); o.Code != 1 || !strings.Contains(o.Stderr, "fingerprint") {
		t.Errorf("with another key: %d %s", o.Code, o.Stderr)
	}
	if o := binary.Run(t, place, "backup", filepath.Join(files, "c.tar"), "--warehouse", "clickhouse://localhost:1"); o.Code != 1 || !strings.Contains(o.Stderr, "its own BACKUP") {
		t.Errorf("of a server: %d %s", o.Code, o.Stderr)
	}
}

// TestRestoreErasesAgain restores a backup that is older than an erasure, with the list that lies in the directory and with
// one that is named: who was erased does not come back.
func TestRestoreErasesAgain(t *testing.T) {
	const persons, source = 10, "https://sender-0.example/tool"
	dir, files := t.TempDir(), t.TempDir()
	s := binary.Serve(t, dir)
	sender := furnish(t, dir, 1)[0].token
	admin := strings.TrimSpace(binary.Done(t, dir, "token", "add", "--reader", "administrator"))
	var events strings.Builder
	for i := range 3 * persons {
		fmt.Fprintf(&events, `{"specversion":"1.0","id":"%d","source":%q,"type":"vigie.attendance.v1","time":"2026-03-01","data":{"structure":"place-1","person":"reference-%d","format":"individual","minutes":30}}`+"\n",
			i, source, i%persons)
	}
	var answer struct{ Accepted int }
	if _, err := requestJSON(http.MethodPost, s.URL+"/api/v1/events", sender, "application/x-ndjson", events.String(), &answer); err != nil || answer.Accepted != 3*persons {
		t.Fatal(answer, err)
	}
	file := filepath.Join(files, "b.tar")
	binary.Done(t, dir, "backup", file)
	_, erased, err := erase(s.URL, admin, "reference-4", source)
	if err != nil {
		t.Fatal(err)
	}
	awaitErasure(t, s, admin, erased.Receipt)
	for name, restore := range map[string]func(place string) []string{
		"in the directory": func(place string) []string {
			if err := os.Mkdir(place, 0o700); err != nil {
				t.Fatal(err)
			}
			copyFile(t, filepath.Join(dir, "erasures.list"), filepath.Join(place, "erasures.list"))
			return nil
		},
		"named": func(string) []string { return []string{"--erasures", filepath.Join(dir, "erasures.list")} },
	} {
		place := filepath.Join(t.TempDir(), "place")
		said := binary.Done(t, place, append([]string{"restore", file}, restore(place)...)...)
		if !strings.Contains(said, "list of erasures: 3 events") {
			t.Errorf("%s: %s", name, said)
		}
		said = binary.Done(t, place, "figures", "impact.people_helped", "--from", "2026-01-01", "--to", "2026-11-01")
		if got := figures(t, said)[0].Value; got == nil || *got != persons-1 {
			t.Errorf("%s: %d people remain, counted are %s", name, persons-1, said)
		}
	}
}
