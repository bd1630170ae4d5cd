package dashboard

import (
	"context"
	"strings"

	"vigie/editions/gate"
	"vigie/queries/indicator"
)

type indicatorsData struct {
	Title, Lede string
	Pillars     []cataloguePillar
}

type cataloguePillar struct {
	ID, Title string
	Items     []catalogueItem
}

type catalogueItem struct {
	Title, URL, ID, Definition string
	Unit, Better, Reference    string
}

// indicators is the catalogue.
func (d *Dashboard) indicators(_ context.Context, v *view) (*page, error) {
	data := indicatorsData{Title: v.t("indicators.title"), Lede: v.t("indicators.lede")}
	for _, about := range d.catalogue.All() {
		if n := len(data.Pillars); n == 0 || data.Pillars[n-1].ID != about.Pillar {
			data.Pillars = append(data.Pillars, cataloguePillar{ID: about.Pillar, Title: v.t("nav." + about.Pillar)})
		}
		pillar := &data.Pillars[len(data.Pillars)-1]
		item := catalogueItem{
			Title: v.say(about.Title), URL: v.definition(about), ID: about.ID, Definition: v.say(about.Definition),
			Unit: v.unitWords(about), Better: v.t("better." + about.Better),
			Reference: v.reference(about),
		}
		pillar.Items = append(pillar.Items, item)
	}
	return &page{template: "indicators", title: data.Title, data: data}, nil
}

type indicatorData struct {
	Title, Definition, ID, Pillar, PillarURL string
	Tile                                     tile
	Figures                                  []figure
	Facts                                    []fact
	Parts                                    []fact
	SQL                                      string
	Notes                                    []string
	JSON                                     string
}

type fact struct{ Name, Text string }

// indicator is the page of one indicator: its figures, and all that is needed to judge and to repeat them.
func (d *Dashboard) indicator(ctx context.Context, v *view) (*page, error) {
	about, ok := d.catalogue.Get(v.vars["id"])
	if !ok {
		return nil, d.unknownIndicator(v.vars["id"])
	}
	q := d.ask(v)
	total := q.want(about, "total")
	var months, areas *asked
	if about.HasGrouping("month") {
		months = q.want(about, "month")
	}
	if about.HasGrouping("territory") {
		areas = q.want(about, "territory")
	}
	if err := q.run(); err != nil {
		return nil, err
	}
	data := indicatorData{
		Title: v.say(about.Title), Definition: v.say(about.Definition), ID: about.ID, Pillar: v.t("nav." + about.Pillar),
		PillarURL: v.link("/" + about.Pillar), Tile: v.tile(total, nil), SQL: d.formula(about), JSON: v.api(total.question, "json"),
	}
	data.Tile.URL = ""
	for _, note := range total.answer.Notes {
		data.Notes = append(data.Notes, spaced(v.code, note))
	}
	if months != nil {
		f, err := v.byMonth("months", months)
		if err != nil {
			return nil, err
		}
		f.Definition = ""
		data.Figures = append(data.Figures, f)
	}
	if areas != nil {
		f, err := v.byTerritory("areas", areas, total)
		if err != nil {
			return nil, err
		}
		f.Definition = ""
		data.Figures = append(data.Figures, f)
	}
	data.Facts = v.facts(d.readable(about))
	for _, p := range about.Parts {
		data.Parts = append(data.Parts, fact{p.Name, v.say(p.Title)})
	}
	return &page{template: "indicator", title: data.Title, data: data}, nil
}

// formula is how the figures of an indicator are worked out: its file, and the measures that its formulas name.
func (d *Dashboard) formula(about indicator.Indicator) string {
	parts := []string{about.Source}
	for _, name := range about.Measures() {
		m, _ := d.catalogue.Measure(name)
		parts = append(parts, "-- "+m.Counts+"\n"+m.SQL+"\n")
	}
	return strings.Join(parts, "\n")
}

// facts are what an indicator's file says beside its formulas, in words.
func (v *view) facts(about indicator.Indicator) []fact {
	facts := []fact{
		{v.t("facts.id"), about.ID},
		{v.t("facts.unit"), v.unitWords(about)},
		{v.t("facts.better"), v.t("better." + about.Better)},
	}
	if about.Reference != nil {
		facts = append(facts, fact{v.t("facts.reference"), sentence(v.say(about.Reference.Text)) + " (" + v.say(about.Reference.Source) + ")"})
	}
	var groupings, filters []string
	for _, by := range about.Groupings {
		groupings = append(groupings, lower(v.t("by."+by)))
	}
	for _, name := range about.Filters {
		filters = append(filters, lower(v.t("by."+name)))
	}
	facts = append(facts, fact{v.t("facts.groupings"), v.list(groupings)})
	if len(filters) > 0 {
		facts = append(facts, fact{v.t("facts.filters"), v.list(filters)})
	}
	if about.Interval {
		facts = append(facts, fact{v.t("facts.interval"), v.t("facts.wilson")})
	}
	return append(facts, fact{v.t("facts.version"), itoa(about.DefinitionVersion)})
}

// unknownIndicator is the refusal of an id that the catalogue lacks.
func (d *Dashboard) unknownIndicator(id string) error {
	var ids []string
	for _, about := range d.catalogue.All() {
		ids = append(ids, about.ID)
	}
	return gate.Refusal{Code: gate.RefusedIndicator, Field: "indicator", Given: clip(id), Choices: ids}
}
