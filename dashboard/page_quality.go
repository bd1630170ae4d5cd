package dashboard

import (
	"context"
)

type qualityData struct {
	Title, Lede, Where, Begin string
	Parts                     []qualityPart
}

// qualityPart answers one question about the data, with a sheet.
type qualityPart struct {
	ID, Heading, Lede string
	Tiles             []tile
	Title             string // of the sheet
	Chart             *chart
	Grid              *grid // nil: there is nothing to list, as the title says
	CSV, XLSX         string
}

// quality: who reports and who went silent, what came late, was rejected or could not be kept, and what the registry lacks.
func (d *Dashboard) quality(ctx context.Context, v *view) (*page, error) {
	q, err := d.readQuality(ctx, v)
	if err != nil {
		return nil, err
	}
	asking := d.ask(v)
	rate := asking.about("visibility.reporting_rate", "total")
	if rate != nil && v.onlyPublished() != nil { // the page is of any days, up to today; what is published of the latest year, as everywhere
		rate = asking.usually(rate)
	}
	if err := asking.run(); err != nil {
		return nil, err
	}
	data := qualityData{Title: v.t("quality.title"), Lede: v.t("quality.opening"), Where: v.where()}
	if len(v.areas) == 0 {
		data.Begin = v.link("/")
	}
	for _, name := range sheetNames {
		s := q.sheet(name)
		part := qualityPart{ID: anchor(name), Heading: v.t("quality.heading." + name), Lede: s.meaning, Title: s.title, Grid: v.grid(s)}
		if name == "reporting" && rate != nil {
			part.Tiles = []tile{v.tile(rate, nil)}
			part.Tiles[0].Details = append(part.Tiles[0].Details, v.period(rate.question.From, rate.question.To))
		}
		if part.Grid != nil {
			part.CSV, part.XLSX = v.file(name, "csv"), v.file(name, "xlsx")
			if all, unit := q.drawn(name); drawable(all) {
				if part.Chart, err = v.bars(part.ID+"-options", s.title, unit, all, nil); err != nil {
					return nil, err
				}
			}
			part.Grid.Shown = part.Chart == nil
		}
		data.Parts = append(data.Parts, part)
	}
	return &page{template: "quality", title: data.Title, data: data}, nil
}

// file is the address of a sheet's file for the view as it is.
func (v *view) file(name, format string) string {
	return v.link("/api/v1/quality/"+name, "format", format, "lang", v.code)
}

// drawn are the values of a sheet's chart and their unit; none for the sheets that only list what is to be done.
func (q *qualitySheets) drawn(name string) (all []mark, unit string) {
	unit = "structures"
	add := func(name string, count int) {
		value := float64(count)
		all = append(all, mark{name: name, value: &value, text: q.integer(value)})
	}
	switch name {
	case "reporting":
		counts := make([]int, len(silenceLimits)+2) // the last: never
		for _, x := range q.open() {
			counts[q.silenceClass(x)]++
		}
		for class, n := range counts {
			label := q.t("quality.never")
			if class <= len(silenceLimits) {
				label = q.span(class, silenceLimits)
			}
			add(label, n)
		}
	case "delays":
		unit = "share"
		for _, row := range q.delaysSheet().rows {
			share := row[1].(float64)
			all = append(all, mark{name: row[0].(string), value: &share, text: q.percent(share, 0)})
		}
	case "registry":
		open := q.open()
		for _, g := range gaps {
			n := 0
			for _, s := range open {
				if g.lacks(s) {
					n++
				}
			}
			add(q.t("quality.gap."+g.name), n)
		}
	}
	return all, unit
}
