package collector

import (
	"bytes"
	"encoding/binary"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	chproto "github.com/ClickHouse/ch-go/proto"
	"github.com/ClickHouse/clickhouse-go/v2/lib/column"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/ClickHouse/clickhouse-go/v2/lib/proto"

	"vigie/event"
)

// eventTypes are those of the columns that insert_event.sql names.
var eventTypes = strings.Split(strings.NewReplacer("\n", "", "hash", "FixedString(16)", "word", "LowCardinality(String)", "list", "Array(LowCardinality(String))",
	"margin", "Map(LowCardinality(String), UInt16)").Replace(`hash;hash;UInt64;Bool;hash;
Enum8('assessment' = 1, 'referral' = 2, 'attendance' = 3, 'retraction' = 4, 'declaration' = 5);word;Date;UInt64;
word;hash;word;word;word;list;
Enum8('' = 0, 'unable' = 1, 'beginner' = 2, 'intermediate' = 3, 'autonomous' = 4);Nullable(Float64);word;Bool;list;word;word;list;list;
hash;Enum8('' = 0, 'sent' = 1, 'expired' = 2, 'declined' = 3, 'accepted' = 4);word;word;word;
Bool;word;word;UInt16;UInt16;UInt16;margin;margin;Bool;list;list;
hash;word;word;word;word;word;
word;Bool;margin;margin;Bool;
UInt32;Nullable(UInt32);Nullable(UInt32);Nullable(UInt32);margin;margin`), ";")

// eventBatch stands for a batch of the driver: it has the driver's own columns.
type eventBatch struct {
	driver.Batch
	block *proto.Block
}

func (b eventBatch) Columns() []column.Interface { return b.block.Columns }

func newEventBatch(t testing.TB) eventBatch {
	t.Helper()
	block := proto.NewBlock()
	for i, kind := range eventTypes {
		if err := block.AddColumn(string(rune('a'+i)), column.Type(kind)); err != nil {
			t.Fatal(err)
		}
	}
	return eventBatch{block: block}
}

func eventColumns(t testing.TB) *columns {
	t.Helper()
	c, err := newColumns(newEventBatch(t).Columns())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// filled is the driver's block of what was added.
func (c *columns) filled(t testing.TB) *proto.Block {
	t.Helper()
	b := newEventBatch(t)
	if err := c.fill(b); err != nil {
		t.Fatal(err)
	}
	return b.block
}

// one is the values of a row as Go has them, for the driver to append one by one.
func one(r *row) []any {
	a, t, d := r.assessment, r.attendance, r.declaration
	if d == nil {
		d = &event.Declaration{}
	}
	if a == nil {
		a = &event.Assessment{}
	}
	audience := event.Audience("")
	if t == nil {
		t = &event.Attendance{}
	} else if audience = t.Audience; audience == "" {
		audience = event.AudiencePublic
	}
	people := t.Participants
	if people == nil {
		people = &event.Participants{}
	}
	return []any{
		r.identity[:], r.record[:], r.revision, r.edits, r.body[:], r.kind, r.source, r.day.Time(), math.MaxUint64 - uint64(r.receivedAt.UnixNano()),
		r.structure, r.person[:], r.profile.Residence, string(r.profile.AgeBand), string(r.profile.Activity), texts(r.services),
		string(a.Level), a.Score, a.Tool, a.EquipmentKnown, texts(a.Equipment), string(a.Connects), string(a.OfflineReason), texts(a.Barriers), texts(a.Wants),
		r.referral[:], r.status, r.toStructure, r.toKind, r.declineReason,
		t.Offsite, t.Territory, string(t.Format), uint16(t.Minutes), uint16(people.Total), uint16(zeroed(people.Returning)),
		counts(people.AgeBand, d.AgeBand), counts(people.Activity, d.Activity),
		t.First != nil && *t.First, texts(t.Procedures), texts(t.Aids),
		r.session[:], t.Project + d.Project, string(t.Helper), string(audience), string(t.Trainee), string(t.HeardFrom),
		string(r.profile.Gender), t.Participants == nil || people.Returning != nil, counts(people.Gender, d.Gender), counts(people.Residence, d.Residence),
		t.First != nil && !*t.First,
		uint32(zeroed(d.Participations)), nullable(d.People), nullable(d.Minutes), nullable(d.ReferralsSent), counts(d.Format), counts(d.Services),
	}
}

func texts[T ~string](values []T) []string {
	all := make([]string, len(values))
	for i, value := range values {
		all[i] = string(value)
	}
	return all
}

// counts is the margin of the payload that there is.
func counts[T ~string](margins ...map[T]int) map[string]uint16 {
	all := map[string]uint16{}
	for _, margin := range margins {
		for class, count := range margin {
			all[string(class)] = uint16(count)
		}
	}
	return all
}

func zeroed(given *int) int {
	if given == nil {
		return 0
	}
	return *given
}

func nullable(given *int) *uint32 {
	if given == nil {
		return nil
	}
	number := uint32(*given)
	return &number
}

// overTheWire is a block as it is read after it was written.
func overTheWire(t testing.TB, block *proto.Block) *proto.Block {
	t.Helper()
	var wire chproto.Buffer
	if err := block.Encode(&wire, 0); err != nil {
		t.Fatal(err)
	}
	read := proto.NewBlock()
	if err := read.Decode(chproto.NewReader(bytes.NewReader(wire.Buf)), 0); err != nil {
		t.Fatal(err)
	}
	return read
}

// sameBlock compares two blocks value by value, of many rows some.
func sameBlock(t testing.TB, got, want *proto.Block) {
	t.Helper()
	got, want = overTheWire(t, got), overTheWire(t, want)
	if got.Rows() != want.Rows() {
		t.Fatalf("%d rows, want %d", got.Rows(), want.Rows())
	}
	for i, column := range want.Columns {
		for n := 0; n < want.Rows(); n += 1 + want.Rows()/1_000 {
			if a, b := got.Columns[i].Row(n, false), column.Row(n, false); !sameValue(a, b) {
				t.Fatalf("column %d (%s), row %d: %#v, want %#v", i, eventTypes[i], n, a, b)
			}
		}
	}
}

// sameValue compares two values; a score is the same by its bits.
func sameValue(a, b any) bool {
	first, isScore := a.(*float64)
	second, alike := b.(*float64)
	if isScore && alike && first != nil && second != nil {
		return math.Float64bits(*first) == math.Float64bits(*second)
	}
	return reflect.DeepEqual(a, b)
}

// Many rows by columns are on the wire what the driver makes of them one by one; more different
// words than a byte counts, and than two, are among them. Columns that were cleared hold nothing of the rows before.
func TestColumns(t *testing.T) {
	pseudonyms := newPseudonymizer(Key{})
	score := 41.5
	c := eventColumns(t)
	for _, count := range []int{70_000, 3, 300} {
		c.clear()
		byRows := newEventBatch(t).block
		for n := range count {
			e := event.Event{ID: "e", Source: "urn:x", Day: event.NewDay(2026, time.June, 1+n%30)}
			structure := string(binary.BigEndian.AppendUint32(nil, uint32(n)))
			two, many := 2, n%60_000
			switch n % 5 {
			case 0:
				e.Kind, e.Attendance = event.KindAttendance, &event.Attendance{Structure: structure, Minutes: 1 + n%700, Format: event.FormatWorkshop,
					Participants: &event.Participants{Total: 900, Returning: &two, AgeBand: map[event.AgeBand]int{event.AgeBand70Plus: 500, event.AgeBand25To39: 1}}}
			case 1:
				e.Kind, e.Assessment = event.KindAssessment, &event.Assessment{Structure: structure, Person: "p", Level: event.LevelBeginner, Score: &score,
					EquipmentKnown: true, Wants: event.ServiceValues()[:n%3]}
			case 2:
				e.Kind, e.Referral = event.KindReferral, &event.Referral{ID: "r", From: structure, To: "s2", Status: event.StatusSent, Services: event.ServiceValues()[:1]}
			case 3:
				e.Kind, e.Declaration = event.KindDeclaration, &event.Declaration{Structure: structure, Month: event.MonthOf(e.Day), Project: "p", Participations: &many,
					People: &many, Format: map[event.Format]int{event.FormatRemote: many}, Residence: map[string]int{"75113": many, structure: 300}}
			default:
				e.Kind, e.Retraction = event.KindRetraction, &event.Retraction{Edit: event.Edit{Record: "r", Revision: uint64(n) << 30}}
			}
			row := pseudonyms.newRow(e, e.Source, time.Date(2026, 7, 1, 10, 0, 0, n, time.UTC))
			record, err := appendRecord(nil, row)
			if err != nil {
				t.Fatal(err)
			}
			read, err := readRecord(record[recordHeader:])
			if err != nil {
				t.Fatal(err)
			}
			if err := c.add(read); err != nil {
				t.Fatal(err)
			}
			if err := byRows.Append(one(row)...); err != nil {
				t.Fatal(err)
			}
		}
		sameBlock(t, c.filled(t), byRows)
	}
}

// A value that is none for its column is an error of its row, and columns of other types are none to write into.
func TestColumnsRefuse(t *testing.T) {
	r := newPseudonymizer(Key{}).newRow(event.Event{ID: "e", Source: "urn:x", Kind: "vigie.unheard_of.v1"}, "urn:x", time.Unix(1, 0))
	record, err := appendRecord(nil, r)
	if err != nil {
		t.Fatal(err)
	}
	row, err := readRecord(record[recordHeader:])
	if err != nil {
		t.Fatal(err)
	}
	c := eventColumns(t)
	if err := c.add(row); err == nil || !strings.Contains(err.Error(), "does not take") {
		t.Errorf("an element that the column lacks: %v", err)
	}
	row.count--
	if err := c.add(row); err == nil || !strings.Contains(err.Error(), "57 values") {
		t.Errorf("a value too few: %v", err)
	}
	other := proto.NewBlock()
	if err := other.AddColumn("minutes", "Int128"); err != nil {
		t.Fatal(err)
	}
	if _, err := newColumns(other.Columns); err == nil || !strings.Contains(err.Error(), "minutes") {
		t.Errorf("a column of another type: %v", err)
	}
	if err := c.fill(eventBatch{block: other}); err == nil {
		t.Error("rows were written into a table with other columns")
	}
	if _, err := readRecord(bytes.Clone(record[recordHeader : len(record)-1])); err == nil {
		t.Error("a record without its end is read")
	}
}
