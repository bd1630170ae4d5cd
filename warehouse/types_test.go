package warehouse_test

import (
	"context"
	"fmt"
	"math"
	"math/big"
	"net"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"vigie/warehouse/warehousetest"
)

// written is a value as Go sends it, and how the engine itself writes it: a value that only comes back the same could
// still have been misunderstood on both ways.
type written struct {
	value any
	text  string
}

func ptr[T any](v T) *T { return &v }

func paris(t *testing.T) *time.Location {
	location, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	return location
}

func TestTypesRoundTrip(t *testing.T) {
	w := warehousetest.Open(t)
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
	october := time.Date(2025, 10, 26, 2, 30, 0, 0, time.UTC).In(paris(t))
	long := strings.Repeat("é;'\\\x00\n", 50_000)
	for _, test := range []struct {
		kind   string
		values []written
	}{
		{"UInt8", []written{{uint8(0), "0"}, {uint8(255), "255"}}},
		{"UInt16", []written{{uint16(math.MaxUint16), "65535"}}},
		{"UInt32", []written{{uint32(math.MaxUint32), "4294967295"}}},
		{"UInt64", []written{{uint64(0), "0"}, {uint64(math.MaxUint64), "18446744073709551615"}}},
		{"Int8", []written{{int8(-128), "-128"}}},
		{"Int32", []written{{int32(math.MinInt32), "-2147483648"}}},
		{"Int64", []written{{int64(math.MinInt64), "-9223372036854775808"}}},
		{"UInt128", []written{{*new(big.Int).Lsh(big.NewInt(1), 127), "170141183460469231731687303715884105728"}}},
		{"Float32", []written{{float32(0.5), "0.5"}}},
		{"Float64", []written{{0.1, "0.1"}, {math.Inf(-1), "-inf"}}},
		{"Bool", []written{{true, "true"}, {false, "false"}}},
		{"String", []written{{"", ""}, {"a;b'c\\d\n\t\x00é", "a;b'c\\d\n\t\x00é"}, {long, long}}},
		{"FixedString(5)", []written{{"75113", "75113"}}},
		{"Date", []written{{day(1970, 1, 1), "1970-01-01"}, {day(2024, 2, 29), "2024-02-29"}, {day(2149, 6, 6), "2149-06-06"}}},
		{"Date32", []written{{day(1900, 1, 1), "1900-01-01"}}},
		{"DateTime", []written{{time.Date(2026, 7, 1, 22, 30, 5, 0, time.UTC), "2026-07-01 22:30:05"}}},
		{"DateTime('Europe/Paris')", []written{{october, "2025-10-26 03:30:00"}}},
		{"DateTime64(3)", []written{{time.Date(2026, 7, 1, 22, 30, 5, 123e6, time.UTC), "2026-07-01 22:30:05.123"}}},
		{"DateTime64(6, 'Europe/Paris')", []written{{october.Add(time.Microsecond), "2025-10-26 03:30:00.000001"}}},
		{"Enum8('low' = -1, 'high' = 3)", []written{{"low", "low"}, {"high", "high"}}},
		{"Enum16('a' = 1, 'b''c' = 1000)", []written{{"b'c", "b'c"}}},
		{"Decimal(18, 4)", []written{{decimal.RequireFromString("-12345.6789"), "-12345.6789"}}},
		{"Decimal(38, 10)", []written{{decimal.RequireFromString("1234567890123456789.0123456789"), "1234567890123456789.0123456789"}}},
		{"UUID", []written{{uuid.MustParse("61f0c404-5cb3-11e7-907b-a6006ad3dba0"), "61f0c404-5cb3-11e7-907b-a6006ad3dba0"}}},
		{"IPv6", []written{{net.ParseIP("2001:db8::1"), "2001:db8::1"}}},
		{"LowCardinality(String)", []written{{"", ""}, {"aide", "aide"}, {"aide", "aide"}}},
		{"LowCardinality(FixedString(2))", []written{{"2A", "2A"}}},
		{"Nullable(UInt64)", []written{{(*uint64)(nil), "NULL"}, {ptr(uint64(0)), "0"}}},
		{"Nullable(String)", []written{{(*string)(nil), "NULL"}, {ptr(""), ""}}},
		{"Nullable(Date)", []written{{(*time.Time)(nil), "NULL"}, {ptr(day(2026, 1, 31)), "2026-01-31"}}},
		{"Nullable(Bool)", []written{{(*bool)(nil), "NULL"}, {ptr(false), "false"}}},
		{"Nullable(Float64)", []written{{(*float64)(nil), "NULL"}, {ptr(0.25), "0.25"}}},
		{"LowCardinality(Nullable(String))", []written{{(*string)(nil), "NULL"}, {ptr("x"), "x"}}},
		{"Array(String)", []written{{[]string{}, "[]"}, {[]string{"a", "b;"}, "['a','b;']"}}},
		{"Array(UInt64)", []written{{[]uint64{1, math.MaxUint64}, "[1,18446744073709551615]"}}},
		{"Array(LowCardinality(String))", []written{{[]string{"x", "y", "x"}, "['x','y','x']"}, {[]string{}, "[]"}}},
		{"Array(Nullable(Int32))", []written{{[]*int32{nil, ptr(int32(-1))}, "[NULL,-1]"}}},
		{"Array(Array(Float64))", []written{{[][]float64{{2.5, 48}, {}}, "[[2.5,48],[]]"}}},
		{"Map(String, UInt64)", []written{{map[string]uint64{}, "{}"}, {map[string]uint64{"a'": 7}, "{'a\\'':7}"}}},
		{"Map(LowCardinality(String), Array(String))", []written{{map[string][]string{"k": {"v", "w"}}, "{'k':['v','w']}"}}},
		{"Tuple(Float64, String)", []written{{[]any{48.85, "x"}, "(48.85,'x')"}}},
		{"Tuple(lat Float64, lon Float64)", []written{{map[string]any{"lat": 48.85, "lon": 2.35}, "(48.85,2.35)"}}},
		{"Array(Tuple(UInt8, UInt8))", []written{{[][]any{{uint8(1), uint8(2)}}, "[(1,2)]"}}},
		{"SimpleAggregateFunction(sum, UInt64)", []written{{uint64(3), "3"}}},
	} {
		t.Run(test.kind, func(t *testing.T) { roundTrip(t, w.Conn(), test.kind, test.values) })
	}
}

func roundTrip(t *testing.T, conn clickhouse.Conn, kind string, values []written) {
	ctx := context.Background()
	if err := conn.Exec(ctx, "CREATE OR REPLACE TABLE round (n UInt32, v "+kind+") ENGINE = MergeTree ORDER BY n"); err != nil {
		t.Fatal(err)
	}
	batch, err := conn.PrepareBatch(ctx, "INSERT INTO round (n, v)")
	if err != nil {
		t.Fatal(err)
	}
	for n, w := range values {
		if err := batch.Append(uint32(n), w.value); err != nil {
			t.Fatal(err)
		}
	}
	if err := batch.Send(); err != nil {
		t.Fatal(err)
	}
	rows, err := conn.Query(ctx, "SELECT v, if(toTypeName(v) = 'Nothing' OR isNull(v), 'NULL', toString(v)) AS t FROM round ORDER BY n")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	read := 0
	for ; rows.Next(); read++ {
		want := values[read]
		value := reflect.New(reflect.TypeOf(want.value))
		var text string
		if err := rows.Scan(value.Interface(), &text); err != nil {
			t.Fatal(err)
		}
		if got := value.Elem().Interface(); !same(got, want.value) {
			t.Errorf("wrote %v, read %v", want.value, got)
		}
		if text != want.text {
			t.Errorf("wrote %v, the engine has %q, not %q", want.value, text, want.text)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	if read != len(values) {
		t.Errorf("wrote %d rows, read %d", len(values), read)
	}
}

// same compares values; instants by what they mean.
func same(a, b any) bool {
	switch a := a.(type) {
	case time.Time:
		return a.Equal(b.(time.Time))
	case *time.Time:
		b := b.(*time.Time)
		return a == nil && b == nil || a != nil && b != nil && a.Equal(*b)
	case decimal.Decimal, big.Int:
		return fmt.Sprint(a) == fmt.Sprint(b)
	}
	return reflect.DeepEqual(a, b)
}
