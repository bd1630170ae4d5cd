package export

import (
	"io"
	"slices"
	"strconv"

	"vigie/dashboard/texts"
	"vigie/editions/cells"
	"vigie/editions/gate"
)

// CellColumn is a column of the open data set: what its files hold, what its page says of them, and its schema are read here.
type CellColumn struct {
	// Name is that in JSON and CSV; it has a title and a meaning among the messages.
	Name string
	// Type is string, date, integer or number, as table schemas call them.
	Type string
	// Required tells that no cell is without it.
	Required bool
	// Key tells that it is part of what a cell is of.
	Key bool
	// Choices are what it can be; nil for anything.
	Choices []string

	write func(d Dialect, c gate.Shown) string
}

// CellColumns are the columns of the open data set, in their order.
func CellColumns() []CellColumn {
	return []CellColumn{
		{Name: "component", Type: "string", Required: true, Key: true, write: func(_ Dialect, c gate.Shown) string { return harmless(c.Component) }},
		{Name: "kind", Type: "string", Required: true, Key: true, Choices: cells.AreaKinds(), write: Dialect.kind},
		{Name: "area", Type: "string", Required: true, Key: true, write: func(_ Dialect, c gate.Shown) string { return harmless(c.Area) }},
		{Name: "from", Type: "date", Required: true, Key: true, write: func(d Dialect, c gate.Shown) string { return d.day(c.From) }},
		{Name: "to", Type: "date", Required: true, Key: true, write: func(d Dialect, c gate.Shown) string { return d.day(c.To) }},
		{Name: "field", Type: "string", Key: true, write: func(_ Dialect, c gate.Shown) string { return harmless(c.Field) }},
		{Name: "class", Type: "string", Key: true, write: func(_ Dialect, c gate.Shown) string { return harmless(c.Class) }},
		{Name: "version", Type: "integer", Required: true, write: func(_ Dialect, c gate.Shown) string { return strconv.Itoa(int(c.Version)) }},
		{Name: "value", Type: "number", Required: true, write: func(d Dialect, c gate.Shown) string { return d.number(&c.Value) }},
	}
}

// kind writes the kind of a cell's area: its code, or in words.
func (d Dialect) kind(c gate.Shown) string {
	if d.french != nil {
		return d.french.T("data.kind." + c.Kind)
	}
	return c.Kind
}

// Title is what the column is called in a language.
func (c CellColumn) Title(l *texts.Language) string { return l.T("data.column." + c.Name) }

// Meaning is what the column holds, in a sentence or two.
func (c CellColumn) Meaning(l *texts.Language) string { return l.T("data.meaning." + c.Name) }

// CellsCSV writes cells of an edition: the zero dialect without a byte-order mark, which programs stumble over.
func CellsCSV(out io.Writer, d Dialect, shown []gate.Shown) error {
	columns, w := CellColumns(), d.writer(out)
	if d.french != nil {
		var err error
		if w, err = d.marked(out); err != nil {
			return err
		}
	}
	record := make([]string, len(columns))
	for i, c := range columns {
		if record[i] = c.Name; d.french != nil {
			record[i] = c.Title(d.french)
		}
	}
	if err := w.Write(record); err != nil {
		return err
	}
	for _, cell := range shown {
		for i, c := range columns {
			record[i] = c.write(d, cell)
		}
		if err := w.Write(record); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

// TableSchema describes the columns as programs read it (Table Schema of Frictionless Data).
type TableSchema struct {
	Title       string        `json:"title"`
	Description string        `json:"description"`
	Fields      []SchemaField `json:"fields"`
	PrimaryKey  []string      `json:"primaryKey"`
	// MissingValues are none: an empty field or class is a value, of everybody together.
	MissingValues []string `json:"missingValues"`
}

// SchemaField is a column of a TableSchema.
type SchemaField struct {
	Name        string      `json:"name"`
	Title       string      `json:"title"`
	Description string      `json:"description"`
	Type        string      `json:"type"`
	Constraints Constraints `json:"constraints"`
}

// Constraints are what the values of a column keep to.
type Constraints struct {
	Required bool     `json:"required"`
	Enum     []string `json:"enum,omitempty"`
}

// CellSchema is the schema of the open data set, with its words in a language.
func CellSchema(l *texts.Language) TableSchema {
	s := TableSchema{Title: l.T("data.title"), Description: l.T("data.one_row"), MissingValues: []string{}}
	for _, c := range CellColumns() {
		s.Fields = append(s.Fields, SchemaField{
			Name: c.Name, Title: c.Title(l), Description: c.Meaning(l), Type: c.Type,
			Constraints: Constraints{Required: c.Required, Enum: slices.Clone(c.Choices)},
		})
		if c.Key {
			s.PrimaryKey = append(s.PrimaryKey, c.Name)
		}
	}
	return s
}
