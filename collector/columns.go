package collector

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"

	chproto "github.com/ClickHouse/ch-go/proto"
	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/column"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// receivedValue is the place, among the values of a row, of when it was received: the table has it as the precedence.
const receivedValue = 8

// errLayout says that the table's columns are no longer those that were read before.
var errLayout = errors.New("the columns of the table event have changed")

// columns is the rows of one insert, column by column, in the bytes that the driver's own columns read. To hand the driver
// one value after another, each of its type, would cost several times what the engine needs for the row.
type columns struct {
	layout []clickhouse.ColumnNameAndType
	each   []valueColumn
	rows   int
	held   []*spooled // what hold was called with last, while it stands
	data   []byte     // of one column, while it is handed over
}

// valueColumn collects the values of one column.
type valueColumn interface {
	// take takes the next value off a record; it is false where the value is none for this column.
	take(r *reader) bool
	// appendData appends what the driver's column reads.
	appendData(to []byte) []byte
	clear()
}

// newColumns makes the columns of a batch that has just been prepared.
func newColumns(of []column.Interface) (*columns, error) {
	c := &columns{}
	for _, one := range of {
		kind := string(one.Type())
		values, err := newValueColumn(kind)
		if err != nil {
			return nil, fmt.Errorf("insert into the column %s: %w", one.Name(), err)
		}
		c.layout = append(c.layout, clickhouse.ColumnNameAndType{Name: one.Name(), Type: kind})
		c.each = append(c.each, values)
	}
	return c, nil
}

func newValueColumn(kind string) (valueColumn, error) {
	const word = "LowCardinality(String)"
	switch kind {
	case word:
		return newWordColumn(), nil
	case "Array(" + word + ")":
		return &listColumn{words: newWordColumn()}, nil
	case "Map(" + word + ", UInt16)":
		return &marginColumn{words: newWordColumn()}, nil
	case "UInt64":
		return &numberColumn{tag: valueNumber, width: 8}, nil
	case "UInt32":
		return &numberColumn{tag: valueNumber, width: 4}, nil
	case "Nullable(UInt32)":
		return &optionalColumn{}, nil
	case "UInt16":
		return &numberColumn{tag: valueSmall, width: 2}, nil
	case "Bool":
		return &flagColumn{}, nil
	case "Date":
		return &dayColumn{}, nil
	case "Nullable(Float64)":
		return &scoreColumn{}, nil
	}
	switch name, _, _ := strings.Cut(kind, "("); name {
	case "FixedString":
		c := &hashColumn{}
		if _, err := fmt.Sscanf(kind, "FixedString(%d)", &c.size); err == nil {
			return c, nil
		}
	case "Enum8":
		if elements, err := column.Type(kind).Column("", &column.ServerContext{}); err == nil {
			return &enumColumn{elements: elements, numbers: map[string]int8{"": 0}}, nil
		}
	}
	return nil, fmt.Errorf("nothing is written into columns of the type %s; bring the table back to what the migrations made of it", kind)
}

// hold takes these rows in place of those it holds, unless they are the same.
func (c *columns) hold(rows []*spooled) error {
	if len(rows) > 0 && len(rows) == len(c.held) && &rows[0] == &c.held[0] {
		return nil
	}
	c.clear()
	for _, row := range rows {
		if err := c.add(row); err != nil {
			return err
		}
	}
	c.held = rows
	return nil
}

// laterValues are those that a row of the first records lacks.
var laterValues = (&row{}).appendLater(nil)

// add adds a row. After an error the columns must be cleared.
func (c *columns) add(row *spooled) error {
	if wanted := len(c.each) + 1; row.count != wanted && row.count != firstValues {
		return fmt.Errorf("an event has %d values, not %d", row.count, wanted)
	}
	r := reader{left: row.values}
	for i, one := range c.each {
		if i == receivedValue {
			r.skip()
		}
		if row.count == firstValues && i == firstValues-1 {
			r = reader{left: laterValues}
		}
		if !one.take(&r) || r.broken {
			return fmt.Errorf("the column %s does not take its value", c.layout[i].Name)
		}
	}
	c.rows++
	return nil
}

func (c *columns) clear() {
	for _, one := range c.each {
		one.clear()
	}
	c.rows, c.held = 0, nil
}

// fill hands the rows to a batch.
func (c *columns) fill(batch driver.Batch) error {
	into := batch.Columns()
	if len(into) != len(c.each) {
		return errLayout
	}
	var data bytes.Reader
	from := chproto.NewReader(&data)
	for i, one := range into {
		if one.Name() != c.layout[i].Name || string(one.Type()) != c.layout[i].Type {
			return errLayout
		}
		c.data = c.each[i].appendData(c.data[:0])
		data.Reset(c.data)
		if err := one.Decode(from, c.rows); err != nil {
			return fmt.Errorf("write the column %s: %w", one.Name(), err)
		}
	}
	return nil
}

// hashColumn is a FixedString.
type hashColumn struct {
	size int
	data []byte
}

func (c *hashColumn) take(r *reader) bool {
	if r.tag() != valueHash {
		return false
	}
	hash := r.bytes(r.count())
	c.data = append(c.data, hash...)
	return len(hash) == c.size
}

func (c *hashColumn) appendData(to []byte) []byte { return append(to, c.data...) }
func (c *hashColumn) clear()                      { c.data = c.data[:0] }

// numberColumn is a UInt64, UInt32 or UInt16.
type numberColumn struct {
	tag   byte
	width int
	data  []byte
}

func (c *numberColumn) take(r *reader) bool {
	var number [8]byte
	switch tag := r.tag(); {
	case tag == c.tag:
		binary.LittleEndian.PutUint64(number[:], r.number())
	case tag == valueTiny && c.tag == valueSmall:
		number[0] = r.bytes(1)[0]
	default:
		return false
	}
	c.data = append(c.data, number[:c.width]...)
	return true
}

func (c *numberColumn) appendData(to []byte) []byte { return append(to, c.data...) }
func (c *numberColumn) clear()                      { c.data = c.data[:0] }

// optionalColumn is a Nullable(UInt32).
type optionalColumn struct{ nulls, data []byte }

func (c *optionalColumn) take(r *reader) bool {
	var null byte
	var number uint64
	switch r.tag() {
	case valueNil:
		null = 1
	case valueNumber:
		number = r.number()
	default:
		return false
	}
	c.nulls = append(c.nulls, null)
	c.data = binary.LittleEndian.AppendUint32(c.data, uint32(number))
	return true
}

func (c *optionalColumn) appendData(to []byte) []byte {
	return append(append(to, c.nulls...), c.data...)
}
func (c *optionalColumn) clear() { c.nulls, c.data = c.nulls[:0], c.data[:0] }

// flagColumn is a Bool.
type flagColumn struct{ data []byte }

func (c *flagColumn) take(r *reader) bool {
	switch r.tag() {
	case valueTrue:
		c.data = append(c.data, 1)
	case valueFalse:
		c.data = append(c.data, 0)
	default:
		return false
	}
	return true
}

func (c *flagColumn) appendData(to []byte) []byte { return append(to, c.data...) }
func (c *flagColumn) clear()                      { c.data = c.data[:0] }

// dayColumn is a Date: days since 1970.
type dayColumn struct{ data []byte }

func (c *dayColumn) take(r *reader) bool {
	const day = 24 * 60 * 60 * 1_000_000_000
	if r.tag() != valueTime {
		return false
	}
	c.data = binary.LittleEndian.AppendUint16(c.data, uint16(r.instant()/day))
	return true
}

func (c *dayColumn) appendData(to []byte) []byte { return append(to, c.data...) }
func (c *dayColumn) clear()                      { c.data = c.data[:0] }

// enumColumn is an Enum8. The driver's own column knows the numbers of its elements.
type enumColumn struct {
	elements column.Interface
	numbers  map[string]int8 // of the texts met
	data     []byte
}

func (c *enumColumn) take(r *reader) bool {
	var text []byte
	switch r.tag() {
	case valueNil:
	case valueText:
		text = r.bytes(r.count())
	default:
		return false
	}
	number, known := c.numbers[string(text)]
	if !known {
		// An unknown one is an error of the row: texts that are none of the elements are not remembered.
		if c.elements.AppendRow(string(text)) != nil || c.elements.ScanRow(&number, c.elements.Rows()-1) != nil {
			return false
		}
		c.numbers[string(text)] = number
	}
	c.data = append(c.data, byte(number))
	return true
}

func (c *enumColumn) appendData(to []byte) []byte { return append(to, c.data...) }
func (c *enumColumn) clear()                      { c.data = c.data[:0] }

// scoreColumn is a Nullable(Float64).
type scoreColumn struct{ nulls, data []byte }

func (c *scoreColumn) take(r *reader) bool {
	switch r.tag() {
	case valueNoScore:
		c.nulls = append(c.nulls, 1)
		c.data = append(c.data, 0, 0, 0, 0, 0, 0, 0, 0)
	case valueScore:
		c.nulls = append(c.nulls, 0)
		c.data = append(c.data, r.bytes(8)...)
	default:
		return false
	}
	return true
}

func (c *scoreColumn) appendData(to []byte) []byte { return append(append(to, c.nulls...), c.data...) }
func (c *scoreColumn) clear()                      { c.nulls, c.data = c.nulls[:0], c.data[:0] }
