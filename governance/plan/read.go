package plan

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"vigie/governance/dated"
	"vigie/governance/document"
	"vigie/network"
)

// Known is what a plan may refer to.
type Known struct {
	Bodies     []string  // codes
	Indicators []string  // ids
	Measures   []Measure // those that are known already
	Today      dated.Day
}

// Reading is what a file says.
type Reading struct {
	Plan
	Refused int // axes, actions and measures that can not be taken
	Faults  []network.Fault
}

const (
	maxCode    = 40
	maxTitle   = 400
	maxComment = 1000
)

// reader reads a plan. lines are where the codes of each kind stand.
type reader struct {
	known   Known
	lines   map[string]int
	refused int
	records map[string]*document.Record // of the measures that are taken
}

// Read reads a plan. What is wrong is told, and the rest taken. The error says that nothing could be read.
func Read(file io.Reader, known Known) (Reading, error) {
	top, err := document.Read(file)
	if err != nil {
		return Reading{}, err
	}
	r := &reader{known: known, lines: make(map[string]int), records: make(map[string]*document.Record)}
	p := Plan{Title: title(top, "title", false), Source: top.Text("source", maxTitle)}
	for _, record := range top.Records("axes", KindAxis) {
		if axis, ok := r.axis(record); ok {
			p.Axes = append(p.Axes, axis)
		}
	}
	top.Done()
	r.order(&p)
	return Reading{Plan: p, Refused: r.refused, Faults: top.Faults()}, nil
}

// coded reads the code of a record; false where it can not be taken for its sake, with all that stands in it.
func (r *reader) coded(record *document.Record, kind string) (string, bool) {
	code := record.Required("code", maxCode)
	switch {
	case code == "":
		return "", false
	case strings.ContainsAny(code, "/| "):
		record.Refuse("code", "%q is no code: leave out blanks, slashes and bars", code)
		return "", false
	}
	record.Named("%s %s", kind, code)
	if line, again := r.lines[kind+code]; again {
		record.Refuse("code", "it already stands on line %d: leave one of them out", line)
		return "", false
	}
	r.lines[kind+code] = record.Line()
	return code, true
}

// title reads a name in French, or in French and English.
func title(record *document.Record, field string, required bool) Title {
	if languages := record.Map(field); languages != nil {
		t := Title{FR: languages.Required("fr", maxTitle), EN: languages.Text("en", maxTitle)}
		if !languages.Done() {
			record.Refuse(field, "it can not be read: give fr, and en where there is one")
		}
		return t
	}
	if required {
		return Title{FR: record.Required(field, maxTitle)}
	}
	return Title{FR: record.Text(field, maxTitle)}
}

func (r *reader) axis(record *document.Record) (Axis, bool) {
	code, ok := r.coded(record, KindAxis)
	a := Axis{Code: code, Title: title(record, "title", true)}
	actions := record.Records("actions", KindAction)
	if !record.Done() || !ok {
		r.refused++
		for _, inner := range actions {
			r.lost(inner, "its axis was refused")
		}
		return a, false
	}
	for _, inner := range actions {
		if action, ok := r.action(inner); ok {
			a.Actions = append(a.Actions, action)
		}
	}
	return a, true
}

func (r *reader) action(record *document.Record) (Action, bool) {
	code, ok := r.coded(record, KindAction)
	a := Action{Code: code, Title: title(record, "title", true)}
	measures := record.Records("measures", "measure")
	if !record.Done() || !ok {
		r.refused++
		for _, inner := range measures {
			r.lostMeasure(inner, "its action was refused")
		}
		return a, false
	}
	for _, inner := range measures {
		if m, ok := r.measure(inner, code); ok {
			a.Measures = append(a.Measures, m)
		} else {
			r.refused++
		}
	}
	return a, true
}

// lost refuses an action for the sake of its axis, with all that stands in it.
func (r *reader) lost(record *document.Record, why string) {
	r.refused++
	record.Named("%s %s", KindAction, record.Text("code", maxCode))
	record.Refuse("", "%s: correct it first", why)
	for _, inner := range record.Records("measures", "measure") {
		r.lostMeasure(inner, why)
	}
}

func (r *reader) lostMeasure(record *document.Record, why string) {
	r.refused++
	record.Named("measure %s", record.Text("code", maxCode))
	record.Refuse("", "%s: correct it first", why)
}

func (r *reader) measure(record *document.Record, action string) (Measure, bool) {
	code, ok := r.coded(record, "measure")
	m := Measure{
		Code: code, Action: action, Title: title(record, "title", true), Owner: record.Required("owner", maxCode), Start: record.Day("start"),
		Due: record.Due("due"), Indicators: record.Texts("indicators", maxTitle), After: record.Texts("after", maxCode),
	}
	if m.Owner != "" && !slices.Contains(r.known.Bodies, m.Owner) {
		record.Refuse("owner", "no body %q is known: correct it, or import it first (vigie import governance)", m.Owner)
	}
	switch {
	case !record.Has("due"):
		record.Refuse("due", "it is missing: give the day or the year by which the measure is to be done")
	case m.Start != "" && !m.Due.IsZero() && m.Due.Day < m.Start:
		record.Refuse("due", "%s is before the start, %s: correct one of them", m.Due, m.Start)
	}
	m.Indicators = record.Known("indicators", m.Indicators, r.known.Indicators, "indicator")
	for _, row := range record.Records("history", "status") {
		status := Status{row.RequiredDay("on"), row.RequiredChoice("status", Planned, Started, Done, Dropped)}
		row.NotAfter("on", status.Day, r.known.Today)
		if row.Done() {
			m.Statuses = append(m.Statuses, status)
		} else {
			record.Refuse("history", "one of its lines is wrong: the history of a measure is taken whole")
		}
	}
	for _, row := range record.Records("confidence", "confidence") {
		c := Confidence{row.RequiredDay("on"), row.RequiredChoice("level", OnTrack, AtRisk, Stuck), row.Text("comment", maxComment)}
		row.NotAfter("on", c.Day, r.known.Today)
		if row.Done() {
			m.Confidences = append(m.Confidences, c)
		} else {
			record.Refuse("confidence", "one of its lines is wrong: they are taken together")
		}
	}
	if i := dated.Backwards(m.Statuses); i > 0 {
		record.Refuse("history", "%s does not come after %s: put the statuses in the order of their days, one a day", m.Statuses[i].Day, m.Statuses[i-1].Day)
	}
	if i := dated.Backwards(m.Confidences); i > 0 {
		record.Refuse("confidence", "%s does not come after %s: put them in the order of their days, one a day", m.Confidences[i].Day, m.Confidences[i-1].Day)
	}
	if !record.Done() || !ok {
		return m, false
	}
	r.records[code] = record
	return m, true
}

// order takes out of the plan what measures can not wait for: those that do not exist, and those that wait for them.
func (r *reader) order(p *Plan) {
	after := make(map[string][]string)
	for _, m := range slices.Concat(r.known.Measures, p.Measures()) {
		after[m.Code] = m.After
	}
	var circles []string
	for _, m := range p.Measures() {
		if circle := circleOf(after, m.Code); circle != nil {
			circles = append(circles, m.Code)
			r.records[m.Code].Drop("after", "a circle of measures that wait for each other: %s", strings.Join(circle, " → "))
		}
	}
	for i := range p.Axes {
		for j := range p.Axes[i].Actions {
			measures := p.Axes[i].Actions[j].Measures
			for k := range measures {
				m := &measures[k]
				if slices.Contains(circles, m.Code) {
					m.After = nil
				}
				m.After = slices.DeleteFunc(m.After, func(code string) bool {
					_, known := after[code]
					if !known {
						r.records[m.Code].Drop("after", "no measure %q is known: correct it, or leave it out", code)
					}
					return !known
				})
			}
		}
	}
}

// circleOf is the way on which a measure waits for itself; nil where it does not.
func circleOf(after map[string][]string, code string) []string {
	from := map[string]string{} // who was found to be waited for by whom
	queue := []string{code}
	for len(queue) > 0 {
		next := queue[0]
		queue = queue[1:]
		for _, waited := range after[next] {
			if waited == code {
				way := []string{code}
				for at := next; at != code; at = from[at] {
					way = append(way, at)
				}
				way = append(way, code)
				slices.Reverse(way)
				return way
			}
			if _, found := from[waited]; !found {
				from[waited] = next
				queue = append(queue, waited)
			}
		}
	}
	return nil
}

// Write writes a plan so that Read reads the same.
func Write(w io.Writer, p Plan) error {
	m := document.Map{{Name: "title", Value: p.Title.field()}, {Name: "source", Value: p.Source}}
	var axes []document.Map
	for _, axis := range p.Axes {
		var actions []document.Map
		for _, action := range axis.Actions {
			var measures []document.Map
			for _, measure := range action.Measures {
				measures = append(measures, measure.fields())
			}
			actions = append(actions, document.Map{
				{Name: "code", Value: action.Code}, {Name: "title", Value: action.Title.field()}, {Name: "measures", Value: measures},
			})
		}
		axes = append(axes, document.Map{
			{Name: "code", Value: axis.Code}, {Name: "title", Value: axis.Title.field()}, {Name: "actions", Value: actions},
		})
	}
	if err := document.Write(w, append(m, document.Field{Name: "axes", Value: axes})); err != nil {
		return fmt.Errorf("write the plan: %w", err)
	}
	return nil
}

// field is the title as a document has it.
func (t Title) field() any {
	if t.EN == "" {
		return t.FR
	}
	return document.Map{{Name: "fr", Value: t.FR}, {Name: "en", Value: t.EN}}
}

func (m Measure) fields() document.Map {
	var history, confidence document.Rows
	for _, s := range m.Statuses {
		history = append(history, document.Map{{Name: "on", Value: s.Day}, {Name: "status", Value: s.Status}})
	}
	for _, c := range m.Confidences {
		confidence = append(confidence, document.Map{{Name: "on", Value: c.Day}, {Name: "level", Value: c.Level}, {Name: "comment", Value: c.Comment}})
	}
	return document.Map{
		{Name: "code", Value: m.Code}, {Name: "title", Value: m.Title.field()}, {Name: "owner", Value: m.Owner}, {Name: "start", Value: m.Start},
		{Name: "due", Value: m.Due}, {Name: "indicators", Value: m.Indicators}, {Name: "after", Value: m.After},
		{Name: "history", Value: history}, {Name: "confidence", Value: confidence},
	}
}
