package network_test

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/network"
)

// identities lists what is in force, as the registry says it of its structures.
func identities(t *testing.T, r *network.Registry) map[string]network.Identity {
	t.Helper()
	structures, err := r.Structures(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	of := map[string]network.Identity{}
	for _, s := range structures {
		if !reflect.DeepEqual(s.Identity, network.Identity{}) {
			of[s.ID] = s.Identity
		}
	}
	return of
}

func TestIdentity(t *testing.T) {
	ctx := context.Background()
	r, w, clock := open(t)
	put(t, r, place("a", "75013"), place("b", "75013"), place("c", "75013"))
	tomorrow := clock.AddDate(0, 0, 1)
	alias := func(want uint32, id, of string) {
		t.Helper()
		if got, err := r.AddAlias(ctx, network.Alias{Alias: id, Structure: of, Why: " its tool's\nid "}); err != nil || got.Number != want || got.Why != "its tool's id" {
			t.Errorf("%s: %+v, %v", id, got, err)
		}
	}
	merge := func(want uint32, structure, into, from string) {
		t.Helper()
		if got, err := r.Merge(ctx, network.Merge{Structure: structure, Successor: into, From: from}); err != nil || got.Number != want || got.SetAt.IsZero() {
			t.Errorf("%s into %s: %+v, %v", structure, into, got, err)
		}
	}
	alias(1, "y", "a")
	alias(2, " x ", "a")
	merge(1, "b", "c", "2026-03-01")
	merge(2, "a", "b", "2026-02-01")
	want := map[string]network.Identity{
		"a": {Aliases: []string{"x", "y"}, MergedInto: "b", MergedFrom: "2026-02-01"},
		"b": {MergedInto: "c", MergedFrom: "2026-03-01", Continues: []string{"a"}},
		"c": {Continues: []string{"b"}},
	}
	if got := identities(t, network.New(w, time.Now)); !reflect.DeepEqual(got, want) {
		t.Errorf("told %+v, want %+v", got, want)
	}
	structures, err := r.Structures(ctx)
	if err != nil || !structures[0].Open("2026-01-31") || structures[0].Open("2026-02-01") || !structures[2].Open("2026-02-01") {
		t.Errorf("open on the wrong days: %+v, %v", structures, err)
	}

	*clock = tomorrow
	removed, err := r.RemoveAlias(ctx, "y")
	if err != nil || !removed.Removed || removed.Number != 1 || !removed.ChangedAt.Equal(tomorrow) || !removed.SetAt.Before(tomorrow) {
		t.Errorf("%+v, %v", removed, err)
	}
	undone, err := r.Unmerge(ctx, "a", "b")
	if err != nil || !undone.Undone || undone.Number != 2 || undone.ChangedAt.Before(tomorrow) {
		t.Errorf("%+v, %v", undone, err)
	}
	alias(3, "y", "c")
	merge(3, "a", "c", "2026-02-01")
	if _, err := r.Unmerge(ctx, "b", ""); err != nil {
		t.Error(err)
	}
	want = map[string]network.Identity{
		"a": {Aliases: []string{"x"}, MergedInto: "c", MergedFrom: "2026-02-01"},
		"c": {Aliases: []string{"y"}, Continues: []string{"a"}},
	}
	if got := identities(t, r); !reflect.DeepEqual(got, want) {
		t.Errorf("told %+v, want %+v", got, want)
	}
	// Nothing is ever struck from the lists.
	aliases, err := r.Aliases(ctx)
	if err != nil || len(aliases) != 3 || aliases[0] != removed {
		t.Errorf("%+v, %v", aliases, err)
	}
	merges, err := r.Merges(ctx)
	if err != nil || len(merges) != 3 || merges[1] != undone || !merges[0].Undone || merges[2].From != "2026-02-01" {
		t.Errorf("%+v, %v", merges, err)
	}
}

func TestIdentityRefused(t *testing.T) {
	ctx := context.Background()
	r, w, _ := open(t)
	young, gone := place("young", "75013"), place("gone", "75013")
	young.OpenedOn, gone.ClosedOn = "2026-02-10", "2026-01-15"
	put(t, r, place("a", "75013"), place("b", "75013"), place("c", "75013"), place("d", "75013"), young, gone)
	if _, err := r.AddAlias(ctx, network.Alias{Alias: "x", Structure: "a"}); err != nil {
		t.Fatal(err)
	}
	for _, m := range [][2]string{{"a", "b"}, {"b", "c"}} { // a is continued by b from February on, and that by c from March on
		from := map[string]string{"a": "2026-02-01", "b": "2026-03-01"}[m[0]]
		if _, err := r.Merge(ctx, network.Merge{Structure: m[0], Successor: m[1], From: from}); err != nil {
			t.Fatal(err)
		}
	}
	alias := func(id, of string) func() error {
		return func() error { _, err := r.AddAlias(ctx, network.Alias{Alias: id, Structure: of}); return err }
	}
	merge := func(structure, into, from string) func() error {
		return func() error {
			_, err := r.Merge(ctx, network.Merge{Structure: structure, Successor: into, From: from})
			return err
		}
	}
	for name, c := range map[string]struct {
		try  func() error
		code string
		says string
	}{
		"no alias":               {alias(" ", "a"), network.CodeEmpty, "alias: it is empty"},
		"alias that no list has": {alias("a,b", "a"), network.CodeTooLong, "alias: an id has no comma"},
		"alias of itself":        {alias("a", " a"), network.CodeItself, `alias: "a" is the structure's own id`},
		"alias of nothing":       {alias("y", "zz"), network.CodeUnknown, `structure: the registry has none of the id "zz"`},
		"alias of an alias":      {alias("y", "x"), network.CodeAlias, `structure: "x" is another id of "a": name that one`},
		"alias twice":            {alias("x", "b"), network.CodeTaken, `alias: "x" is another id of "a" already`},
		"structure as alias":     {alias("d", "a"), network.CodeStructure, `alias: "d" is a structure of the registry itself: merge it into "a"`},
		"long reason": {func() error {
			_, err := r.AddAlias(ctx, network.Alias{Alias: "y", Structure: "a", Why: strings.Repeat("é", 2001)})
			return err
		}, network.CodeTooLong, "why: it has more than 2000 characters"},
		"merge into itself":        {merge("d", "d", "2026-02-01"), network.CodeItself, `successor: "d" can't continue itself`},
		"merge of nothing":         {merge("zz", "d", "2026-02-01"), network.CodeUnknown, `structure: the registry has none of the id "zz"`},
		"merge into nothing":       {merge("d", "zz", "2026-02-01"), network.CodeUnknown, `successor: the registry has none`},
		"merge of an alias":        {merge("x", "d", "2026-02-01"), network.CodeAlias, `structure: "x" is another id of "a"`},
		"no day":                   {merge("d", "c", "01/02/2026"), network.CodeNoDay, `from: "01/02/2026" is no day`},
		"merged already":           {merge("a", "d", "2026-02-01"), network.CodeMerged, `structure: "a" is merged into "b" from 2026-02-01 on already`},
		"circle of two":            {merge("c", "b", "2026-04-01"), network.CodeCircle, `successor: "b" is continued by "c" itself, from 2026-03-01 on: undo that first (vigie unmerge b)`},
		"circle of three":          {merge("c", "a", "2026-04-01"), network.CodeCircle, `successor: "b" is continued by "c" itself`},
		"into one that has ended":  {merge("d", "a", "2026-02-01"), network.CodeBackwards, `successor: "a" is merged into "b" from 2026-02-01 on, and continues nothing from 2026-02-01 on: merge "d" into "b"`},
		"ends before it continues": {merge("c", "d", "2026-03-01"), network.CodeBackwards, `from: "b" is merged into "c" from 2026-03-01 on`},
		"before it opens":          {merge("young", "d", "2026-02-09"), network.CodeBackwards, `from: "young" opens on 2026-02-10 only`},
		"before the other opens":   {merge("d", "young", "2026-02-09"), network.CodeBackwards, `from: "young" opens on 2026-02-10 only`},
		"into a closed one":        {merge("d", "gone", "2026-01-15"), network.CodeBackwards, `successor: "gone" is closed from 2026-01-15 on`},
		"no such alias":            {func() error { _, err := r.RemoveAlias(ctx, "y"); return err }, network.CodeNone, `"y" is no alias: there are x`},
		"no such merge":            {func() error { _, err := r.Unmerge(ctx, "d", ""); return err }, network.CodeNone, `"d" is merged into no structure: there are a, b`},
		"another successor":        {func() error { _, err := r.Unmerge(ctx, "a", "c"); return err }, network.CodeNone, `"a" is merged into "b", not into "c"`},
	} {
		err := c.try()
		var refusal network.Refusal
		if !errors.As(err, &refusal) || refusal.Code != c.code || !strings.HasPrefix(refusal.Sentence, c.says) {
			t.Errorf("%s: %q %v, want %s: %s", name, refusal.Code, err, c.code, c.says)
		}
	}
	if n := count(t, w, "SELECT (SELECT count() FROM structure_alias) + (SELECT count() FROM structure_merge)"); n != 3 {
		t.Errorf("%d aliases and merges, want 3", n)
	}
	// On the very day, or with days that agree, all of that is possible.
	for _, do := range []func() error{
		merge("d", "a", "2026-01-31"), merge("young", "c", "2026-02-10"),
		func() error { _, err := r.Unmerge(ctx, "b", "c"); return err }, merge("c", "b", "2026-04-01"),
	} {
		if err := do(); err != nil {
			t.Error(err)
		}
	}
}

// TestImportUnderAlias imports records that bear another id of a structure.
func TestImportUnderAlias(t *testing.T) {
	ctx := context.Background()
	r, w, _ := open(t)
	put(t, r, place("a", "75013"), place("b", "75013"))
	if _, err := r.AddAlias(ctx, network.Alias{Alias: "x", Structure: "a"}); err != nil {
		t.Fatal(err)
	}
	renamed := place("x", "75014")
	renamed.Name = "Lieu sous un autre nom"
	report, err := r.PutStructures(ctx, []network.Structure{renamed, place("b", "75013")})
	if err != nil || report.Changed != 1 || report.Unchanged != 1 || len(report.Faults) != 1 || !report.Faults[0].Warned ||
		!strings.Contains(report.Faults[0].Reason, "another id of a") {
		t.Errorf("%+v, %v", report, err)
	}
	structures, err := r.Structures(ctx)
	if err != nil || len(structures) != 2 || structures[0].ID != "a" || structures[0].Name != renamed.Name || structures[0].Postcode != "75014" {
		t.Errorf("%+v, %v", structures, err)
	}
	// What the registry says of identity is no part of a record.
	if report, err := r.PutStructures(ctx, slices.Clone(structures)); err != nil || report.Unchanged != 2 {
		t.Errorf("%+v, %v", report, err)
	}
	report, err = r.PutStructures(ctx, []network.Structure{renamed, place("a", "75013")})
	if err != nil || report.Refused != 1 || report.Changed != 1 || !strings.Contains(report.Faults[0].Reason, "that one counts") {
		t.Errorf("%+v, %v", report, err)
	}
	if n := count(t, w, "SELECT count() FROM structure_snapshot WHERE id = 'x'"); n != 0 {
		t.Errorf("%d records of the alias", n)
	}
}
