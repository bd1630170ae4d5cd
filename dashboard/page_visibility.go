package dashboard

import (
	"context"
	"slices"
	"strings"

	"vigie/network"
)

// visibility: do publics and actors know the offers, and each other?
func (d *Dashboard) visibility(ctx context.Context, v *view) (*page, error) {
	structures, err := d.registry.Structures(ctx)
	if err != nil {
		return nil, err
	}
	q := d.ask(v)
	const reportingID, connectedID, partnersID = "visibility.reporting_rate", "visibility.connected_structures", "visibility.three_partners"
	const completionID, freshID = "visibility.referral_completion", "visibility.fresh_records"
	reporting, reportingBy, reportingEach := q.about(reportingID, "total"), q.about(reportingID, "territory"), q.about(reportingID, "structure")
	connected, connectedBy, connectedEach := q.about(connectedID, "total"), q.about(connectedID, "territory"), q.about(connectedID, "structure")
	partners, partnersBy := q.about(partnersID, "total"), q.about(partnersID, "territory")
	completion, completionBy := q.about(completionID, "total"), q.about(completionID, "territory")
	fresh, freshBy := q.about(freshID, "total"), q.about(freshID, "territory")
	others := q.wantRemaining("visibility", reportingID, connectedID, partnersID, completionID, freshID)
	if err := q.run(); err != nil {
		return nil, err
	}
	data := v.pillar("visibility")
	who := newDirectory(v, structures)

	for _, part := range []struct {
		id, key      string
		total, areas *asked
		list         *asked
		part         string
	}{
		{"reporting", "visibility.reporting", reporting, reportingBy, reportingEach, "silent"},
		{"connected", "visibility.connected", connected, connectedBy, connectedEach, "isolated"},
		{"partners", "visibility.partners", partners, partnersBy, nil, ""},
		{"completion", "visibility.completion", completion, completionBy, nil, ""},
	} {
		if part.total == nil {
			continue
		}
		s := section{ID: part.id, Title: v.t(part.key), Tiles: []tile{v.tile(part.total, nil)}}
		if part.areas != nil {
			f, err := v.byTerritory(part.id+"-territories", part.areas, part.total)
			if err != nil {
				return nil, err
			}
			s.Figures = append(s.Figures, f)
		}
		if part.list != nil {
			s.Lists = append(s.Lists, v.listed(part.list, who, part.part))
		}
		data.Sections = append(data.Sections, s)
	}
	if fresh != nil {
		s := section{ID: "fresh", Title: v.t("visibility.fresh"), Tiles: []tile{v.tile(fresh, nil)}}
		f, err := v.ages(fresh)
		if err != nil {
			return nil, err
		}
		s.Figures = append(s.Figures, f)
		if freshBy != nil {
			f, err := v.byTerritory("fresh-territories", freshBy, fresh)
			if err != nil {
				return nil, err
			}
			s.Figures = append(s.Figures, f)
		}
		data.Sections = append(data.Sections, s)
	}
	if err := v.appendRemaining(&data, others); err != nil {
		return nil, err
	}
	return &page{template: "pillar", title: data.Title, data: data}, nil
}

// directory finds a structure's name and place by its id.
type directory struct {
	view *view
	byID map[string]network.Structure
}

func newDirectory(v *view, structures []network.Structure) directory {
	d := directory{v, make(map[string]network.Structure, len(structures))}
	for _, s := range structures {
		d.byID[s.ID] = s
	}
	return d
}

// entry is how a list names a structure: with its territory, or its commune where it is attached to none.
func (d directory) entry(id, label string) listed {
	s, ok := d.byID[id]
	if !ok {
		return listed{Name: label}
	}
	place := d.view.byCode[s.Territory].Name
	if place == "" {
		place = s.Commune
	}
	return listed{Name: s.Name, Note: place}
}

// listed lists the structures that a part of an indicator counts: the silent ones, the isolated ones.
func (v *view) listed(a *asked, who directory, part string) nameList {
	var all []listed
	for _, f := range a.ordinary() {
		if f.Parts[part] > 0 {
			all = append(all, who.entry(f.Key, f.Label))
		}
	}
	slices.SortStableFunc(all, func(x, y listed) int {
		if byPlace := strings.Compare(x.Note, y.Note); byPlace != 0 {
			return byPlace
		}
		return strings.Compare(x.Name, y.Name)
	})
	list := nameList{Title: v.t("visibility."+part, "n", len(all)), None: v.t("visibility." + part + "_none"), Names: all, URL: v.api(a.question, "xlsx")}
	if len(all) > mostNames {
		list.Names = all[:mostNames]
		list.More = v.t("list.more", "n", len(all)-mostNames)
	}
	return list
}

// ages shows the classes of freshness, which are the indicator's parts counted in structures.
func (v *view) ages(a *asked) (figure, error) {
	total, all := a.total(), v.counted(a, "structures")
	title := v.nothing(a)
	if drawable(all) && total.Denominator != nil {
		oldest := all[len(all)-1]
		title = v.t("visibility.ages", "n", int(*all[0].value), "total", v.integer(*total.Denominator), "oldest", lower(oldest.name), "last", v.integer(*oldest.value))
	}
	f := v.figure("ages", title, a)
	if !drawable(all) {
		return f, nil
	}
	var err error
	f.Chart, err = v.bars("ages-options", title, "structures", all, nil)
	return f, err
}

// counted are the parts of an indicator that are counted in a unit, each with its share of the denominator.
func (v *view) counted(a *asked, unit string) []mark {
	total := a.total()
	var all []mark
	for _, p := range a.about.Parts {
		n, ok := total.Parts[p.Name]
		if !ok || p.Unit != unit {
			continue
		}
		text := v.integer(n)
		if total.Denominator != nil && *total.Denominator > 0 {
			text += " (" + v.percent(n / *total.Denominator, 0) + ")"
		}
		all = append(all, mark{name: v.say(p.Title), text: text, value: &n})
	}
	return all
}
