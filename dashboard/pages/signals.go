package pages

import (
	"context"

	"vigie/dashboard/signals"
	"vigie/dashboard/texts"
	"vigie/dashboard/view"
)

// Signals lists what somebody should look at, and says from where on something is listed.
type Signals struct{ all []signals.Signal }

type signalsPage struct {
	Title, Lede, Where string
	Kinds              []signalKind
	Rules              []texts.Fact
	Whole              string // address of the signals of the network, where a place is chosen
	Feed, JSON         string
}

// signalKind are the signals of a kind.
type signalKind struct {
	ID, Title string
	Rows      []signalRow
	More      string
}

// signalRow is a signal as pages show it.
type signalRow struct {
	What  view.Link
	Owner string
	Said  string
}

// readSignals reads all signals of today.
func (r *Request) readSignals(ctx context.Context) ([]signals.Signal, error) {
	return signals.Source{Affairs: r.Affairs, Figures: r.Figures.Source, Places: r.Places}.Read(ctx, r.day(), r.Published)
}

// words writes signals.
func (r *Request) words() signals.Words { return signals.Words{Language: r.Language, Name: r.Name} }

// signal is a row of a list of signals: what is late with the days by which it is.
func (r *Request) signal(s signals.Signal) signalRow {
	w := r.words()
	row := signalRow{What: view.Link{Name: w.What(s), URL: s.Page(r.Link)}, Owner: s.Owner, Said: w.Says(s)}
	if s.Kind == signals.DecisionLate || s.Kind == signals.MeasureLate {
		row.Said = r.lateness(s.DaysLate)
	}
	return row
}

// signalRows are signals as pages show them.
func (r *Request) signalRows(all []signals.Signal) (rows []signalRow) {
	for _, s := range all {
		rows = append(rows, r.signal(s))
	}
	return rows
}

// Ask reads the signals.
func (p *Signals) Ask(ctx context.Context, r *Request) (err error) {
	p.all, err = r.readSignals(ctx)
	return err
}

// Build lists the signals of the chosen place, or all, by kind.
func (p *Signals) Build(r *Request) view.Page {
	all := signals.About(p.all, r.Inside(), r.Place == "")
	data := signalsPage{
		Title: r.T("signal.title"), Where: r.Where(), Lede: r.T("signal.lede", "n", len(all)), Feed: "/signals.atom?lang=" + r.Code, JSON: r.Link("/api/v1/signals", apart...),
	}
	if len(all) == 0 {
		data.Lede = r.T("signal.none")
	}
	if r.Place != "" {
		data.Whole = r.Link(r.Path, "territory", "")
	}
	for _, kind := range signals.Kinds() {
		data.Rules = append(data.Rules, texts.Fact{Name: r.T("signal.kind." + kind), Text: r.words().Rule(kind)})
		of := signals.Only(all, kind)
		if len(of) == 0 {
			continue
		}
		one := signalKind{ID: anchor(kind), Title: r.T("signal.kind." + kind)}
		if out := len(of) - view.MaxRows; out > 0 {
			of, one.More = of[:view.MaxRows], r.T("list.more", "n", out)
		}
		one.Rows = r.signalRows(of)
		data.Kinds = append(data.Kinds, one)
	}
	return view.Page{Title: data.Title, Data: data, Timeless: true}
}
