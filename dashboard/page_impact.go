package dashboard

import (
	"context"

	"vigie/editions/gate"
)

// impact: do people progress, how many are helped?
func (d *Dashboard) impact(ctx context.Context, v *view) (*page, error) {
	q := d.ask(v)
	const peopleID, followedID, participationsID, hoursID = "impact.people_helped", "impact.people_followed", "impact.participations", "impact.support_hours"
	const progressionID, levelsID, funnelID = "impact.progression", "impact.level_profile", "impact.funnel"
	var totals, months []*asked
	for _, id := range []string{peopleID, followedID, participationsID, hoursID} {
		if one := q.about(id, "total"); one != nil {
			totals = append(totals, one)
		}
		if one := q.about(id, "month"); one != nil && id != followedID {
			months = append(months, one)
		}
	}
	formats := q.about(participationsID, "format")
	progression := q.about(progressionID, "total")
	byTerritory, byAge := q.about(progressionID, "territory"), q.about(progressionID, "age_band")
	levels, levelsByAge, levelsByEquipment := q.about(levelsID, "total"), q.about(levelsID, "age_band"), q.about(levelsID, "equipment")
	funnel := q.about(funnelID, "total")
	others := q.wantRemaining("impact", peopleID, followedID, participationsID, hoursID, progressionID, levelsID, funnelID)
	if err := q.run(); err != nil {
		return nil, err
	}
	data := v.pillar("impact")

	volume := section{ID: "volume", Title: v.t("impact.volume")}
	for _, one := range totals {
		volume.Tiles = append(volume.Tiles, v.tile(one, nil))
	}
	for _, one := range months {
		f, err := v.byMonth(anchor(one.about.ID)+"-months", one)
		if err != nil {
			return nil, err
		}
		volume.Figures = append(volume.Figures, f)
	}
	data.Sections = append(data.Sections, volume)

	if levels != nil {
		s, err := v.levels(levels, levelsByAge, levelsByEquipment)
		if err != nil {
			return nil, err
		}
		data.Sections = append(data.Sections, s)
	}
	if progression != nil {
		s := section{ID: "progression", Title: v.t("impact.progression"), Lede: v.say(progression.about.Definition), Tiles: []tile{v.tile(progression, nil)}}
		f, err := v.outcome(progression)
		if err != nil {
			return nil, err
		}
		s.Figures = append(s.Figures, f)
		if byAge != nil {
			f, err := v.inOrder("progression-ages", v.spread(byAge), byAge)
			if err != nil {
				return nil, err
			}
			s.Figures = append(s.Figures, f)
		}
		if byTerritory != nil {
			f, err := v.byTerritory("progression-territories", byTerritory, progression)
			if err != nil {
				return nil, err
			}
			s.Figures = append(s.Figures, f)
		}
		data.Sections = append(data.Sections, s)
	}
	if funnel != nil {
		s, err := v.journey(funnel)
		if err != nil {
			return nil, err
		}
		data.Sections = append(data.Sections, s)
	}
	if formats != nil {
		s := section{ID: "forms", Title: v.t("impact.formats")}
		f, err := v.ranking("formats", v.leading(formats), formats, nil)
		if err != nil {
			return nil, err
		}
		s.Figures = append(s.Figures, f)
		data.Sections = append(data.Sections, s)
	}
	if err := v.appendRemaining(&data, others); err != nil {
		return nil, err
	}
	return &page{template: "pillar", title: data.Title, data: data}, nil
}

// levels shows where people stood at their last assessment, all together and then by the breakdowns that there are.
func (v *view) levels(a *asked, by ...*asked) (section, error) {
	s := section{ID: "levels", Title: v.t("impact.levels"), Lede: v.say(a.about.Definition), Tiles: []tile{v.tile(a, nil)}}
	f, err := v.persons("level-counts", a, func(total gate.Figure, people string) string {
		return v.t("impact.level", "share", v.percent(*total.Value, 0), "people", people)
	})
	if err != nil {
		return s, err
	}
	s.Figures = append(s.Figures, f)
	for _, one := range by {
		if one == nil {
			continue
		}
		f, err := v.inOrder("level-"+anchor(one.question.By), v.spread(one), one)
		if err != nil {
			return s, err
		}
		s.Figures = append(s.Figures, f)
	}
	return s, nil
}

// journey shows how many of the people assessed for the first time took each further step.
func (v *view) journey(a *asked) (section, error) {
	s := section{ID: "funnel", Title: v.t("impact.funnel"), Lede: v.say(a.about.Definition), Tiles: []tile{v.tile(a, nil)}}
	f, err := v.persons("steps", a, func(total gate.Figure, people string) string {
		step := func(name string) string { return v.integer(total.Parts[name]) }
		return v.t("impact.journey", "people", people, "referred", step("referred"), "attended", step("attended"),
			"reassessed", step("reassessed"), "progressed", step("progressed"))
	})
	s.Figures = append(s.Figures, f)
	return s, err
}

// persons draws the parts of a share of persons that are counted in persons; titled is given the figure of everything
// together and its denominator in words.
func (v *view) persons(id string, a *asked, titled func(total gate.Figure, people string) string) (figure, error) {
	total := a.total()
	if total.Value == nil || total.Denominator == nil {
		return v.figure(id, v.nothing(a), a), nil
	}
	title := titled(total, v.t("count.people", "n", int(*total.Denominator)))
	f := v.figure(id, title, a)
	var err error
	f.Chart, err = v.bars(id+"-options", title, "persons", v.counted(a, "persons"), nil)
	return f, err
}

// outcome shows what became of the reassessed people: higher, the same, lower; the parts of progression that are shares.
func (v *view) outcome(a *asked) (figure, error) {
	total := a.total()
	if total.Value == nil {
		title := v.nothing(a)
		return v.figure("outcome", title, a), nil
	}
	all := []mark{{name: v.t("impact.higher"), value: total.Value, text: v.amount("share", *total.Value)}}
	for _, name := range []string{"same", "lower"} {
		if x, ok := total.Parts[name]; ok {
			all = append(all, mark{name: v.t("impact." + name), value: &x, text: v.amount("share", x)})
		}
	}
	people := ""
	if total.Denominator != nil {
		people = v.t("count.people", "n", int(*total.Denominator))
	}
	title := v.t("impact.outcome", "people", people, "share", v.percent(*total.Value, 0))
	f := v.figure("outcome", title, a)
	if x, ok := total.Parts["reassessed"]; ok {
		f.Note = v.t("impact.reassessed", "share", v.percent(x, 0))
	}
	var err error
	f.Chart, err = v.bars("outcome-options", title, "share", all, nil)
	return f, err
}

// inOrder draws figures with intervals in the order of the answer: age bands are not sorted by size.
func (v *view) inOrder(id, title string, a *asked) (figure, error) {
	f := v.figure(id, title, a)
	all := v.marks(a)
	if _, _, n := extremes(a); n == 0 || !drawable(all) {
		return f, nil
	}
	var err error
	f.Chart, err = v.intervals(id+"-options", title, a.about.Unit, all, nil)
	return f, err
}

// leading is the title of a breakdown of a count: its largest class and the share it has.
func (v *view) leading(a *asked) string {
	_, high, n := extremes(a)
	total := a.total()
	if n == 0 || *high.Value == 0 {
		return v.nothing(a)
	}
	sum := 0.0
	if total.Value != nil {
		sum = *total.Value
	} else {
		for _, f := range a.answer.Figures {
			if f.Value != nil {
				sum += *f.Value
			}
		}
	}
	return v.t("sentence.leading", "title", v.say(a.about.Title), "name", high.Label, "share", v.percent(*high.Value/sum, 0))
}
