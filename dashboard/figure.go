package dashboard

import (
	"net/url"
	"slices"

	"vigie/queries/indicator"
)

// section is a part of a page that answers one question of its readers.
type section struct {
	ID, Title, Lede string
	Tiles           []tile
	Figures         []figure
	Lists           []nameList
}

// tile is one large number with what is needed to judge it.
type tile struct {
	Name, URL, Value string
	None             bool // there is no value; Value says so
	Details          []string
	Hidden           *hidden // why there is none, and where there is one
}

// figure is a chart, map or matrix with its title, its table, its files and its definition.
type figure struct {
	ID, Title, Note string
	Chart           *chart
	Map             *mapDrawing
	Switch          []navItem // other indicators that the same drawing can show
	Matrix          *matrix
	Table           *table
	Hidden          *hidden
	CSV, XLSX       string
	Definition      string
}

// nameList is a list of structures.
type nameList struct {
	Title, None string
	Names       []listed
	More        string
	URL         string
}

type listed struct{ Name, Note string }

// mostNames bounds a list of structures on a page; the file has them all.
const mostNames = 24

// figure puts a title, a table and the links of the very same question around what is drawn.
func (v *view) figure(id, title string, a *asked) figure {
	f := figure{ID: id, Title: title, Hidden: v.hidden(a), Definition: v.definition(a.about)}
	if a.unpublished != nil { // there is nothing to list, and no file
		return f
	}
	t := v.table(a, title)
	f.Table, f.CSV, f.XLSX = &t, v.api(a.question, "csv"), v.api(a.question, "xlsx")
	return f
}

// definition is the address of an indicator's page.
func (v *view) definition(about indicator.Indicator) string {
	return v.link("/indicators/" + url.PathEscape(about.ID))
}

// tile writes the figure of everything together; earlier, if not nil, is the same question about the period before.
func (v *view) tile(a, earlier *asked) tile {
	about, f := a.about, a.total()
	t := tile{Name: v.say(about.Title), URL: v.definition(about)}
	if drawn(about, f) == nil {
		t.None, t.Value, t.Hidden = true, v.value(about, f), v.hidden(a)
	} else {
		t.Value = v.value(about, f)
		if text := v.estimate(about, f); text != "" {
			t.Details = append(t.Details, text)
		}
		if f.Low != nil && f.High != nil {
			t.Details = append(t.Details, v.t("tile.interval", "low", v.amount(about.Unit, *f.Low), "high", v.amount(about.Unit, *f.High)))
		}
		if about.Unit == "share" && f.Numerator != nil && f.Denominator != nil {
			t.Details = append(t.Details, v.t("tile.of", "numerator", v.integer(*f.Numerator), "denominator", v.integer(*f.Denominator)))
		}
	}
	if text := v.reference(about); text != "" {
		t.Details = append(t.Details, text)
	}
	if earlier != nil {
		if before := earlier.total(); before.Value != nil && f.Value != nil {
			t.Details = append(t.Details, v.t("tile.before", "value", v.amount(about.Unit, *before.Value)))
		}
	}
	return t
}

// reference is what an indicator's value may be compared with, as short as it goes: its page says where it comes from.
func (v *view) reference(about indicator.Indicator) string {
	switch ref := about.Reference; {
	case ref == nil:
		return ""
	case ref.Value != nil:
		return v.t("tile.reference", "text", v.plain(*ref.Value))
	default:
		return v.t("tile.reference", "text", v.say(ref.Text))
	}
}

// byTerritory draws an indicator by territory: as a ranking, or as intervals where there are some.
func (v *view) byTerritory(id string, a, total *asked) (figure, error) {
	return v.ranking(id, v.spread(a), a, total)
}

// ranking draws the figures of an answer from the highest to the lowest, beside the value of everything together.
func (v *view) ranking(id, title string, a, total *asked) (figure, error) {
	f := v.figure(id, title, a)
	all := ranked(v.marks(a))
	if _, _, n := extremes(a); n == 0 || !drawable(all) {
		return f, nil
	}
	kept, out := ends(all)
	if out > 0 {
		f.Note = v.t("figure.ends", "each", mostBars/2, "n", out)
	}
	var line *mark
	if total != nil && total.total().Value != nil && a.about.Kind != "count" {
		name := v.t("place.network")
		if len(v.places) > 0 {
			name = v.t("place.chosen")
		}
		line = &mark{name: name + v.t("words.colon") + v.amount(a.about.Unit, *total.total().Value), value: total.total().Value}
	}
	var err error
	if a.about.Interval {
		f.Chart, err = v.intervals(id+"-options", title, a.about.Unit, kept, line)
	} else {
		f.Chart, err = v.bars(id+"-options", title, a.about.Unit, kept, line)
	}
	return f, err
}

// byMonth draws an indicator month by month.
func (v *view) byMonth(id string, a *asked) (figure, error) {
	title := v.course(a)
	f := v.figure(id, title, a)
	if !drawable(v.marks(a)) {
		return f, nil
	}
	var err error
	f.Chart, err = v.months(id+"-options", title, a)
	return f, err
}

// remaining are sections for the indicators of a pillar that a page does not treat in a way of its own, so that adding an
// indicator's file adds it here too. The page's questions must have been gathered with want before they are run.
type remaining struct {
	total, territory *asked
}

// wantRemaining asks for every indicator of a pillar but those named.
func (a *asking) wantRemaining(pillar string, treated ...string) []remaining {
	var all []remaining
	for _, about := range a.catalogue.All() {
		if about.Pillar != pillar || slices.Contains(treated, about.ID) {
			continue
		}
		all = append(all, remaining{a.about(about.ID, "total"), a.about(about.ID, "territory")})
	}
	return all
}

// section draws a remaining indicator: its number and, where it has one, its ranking of territories.
func (v *view) section(r remaining) (*section, error) {
	if r.total == nil {
		return nil, nil
	}
	id := anchor(r.total.about.ID)
	s := &section{ID: id, Title: v.say(r.total.about.Title), Lede: v.say(r.total.about.Definition), Tiles: []tile{v.tile(r.total, nil)}}
	if r.territory != nil {
		f, err := v.byTerritory(id+"-territories", r.territory, r.total)
		if err != nil {
			return nil, err
		}
		s.Figures = append(s.Figures, f)
	}
	return s, nil
}
