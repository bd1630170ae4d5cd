package pages

import (
	"context"
	"strconv"

	"vigie/dashboard/chart"
	"vigie/dashboard/figures"
	"vigie/dashboard/texts"
	"vigie/dashboard/view"
	"vigie/editions/gate"
)

// Report is what a committee has on paper before it: a first page that suffices, one question a page, then how each figure is counted. Its
// figures are those of one edition.
type Report struct {
	occasion
	since sinceMeeting
	bought
	rankedPlaces
	completed   byPlace
	connected   byPlace
	reporting   byPlace
	people      *figures.Answer
	months      *figures.Answer
	progression byPlace
	used        []*figures.Answer // what figures are shown of, once each
}

// byPlace is an indicator of everything together, and by territory; nil for what is not given so.
type byPlace struct{ total, areas *figures.Answer }

type reportPage struct {
	printed
	Title, Eyebrow, Said         string
	Agenda                       []string
	Messages                     []verdict
	Trust                        verdict
	Decisions                    []decided
	DecisionsText, MoreDecisions string
	Sheets                       []leaf
	Definitions                  []definition
	Other                        view.Link // what else is printed for the meeting
}

// leaf answers one question on a page of its own: a drawing at the left, its table at the right.
type leaf struct {
	ID, Title, Finding string
	Facts              []fact
	Drawing            *chart.Rows
	Caption            string // of the drawing: what is measured, in what, when
	Table              *leafTable
	Hidden             *view.Hidden
	Notes              []string
}

// fact is one large figure.
type fact struct {
	view.Tile
	Cell cell
}

// leafTable is a table of figures, each of which says what it is of.
type leafTable struct {
	Caption string
	Head    []view.Heading
	Rows    []leafRow
	More    string
}

type leafRow struct {
	Name  string
	Cells []cell
}

// cell is a figure or a text, as a template writes it.
type cell struct {
	Text   string
	Number bool
	Of     *datum
}

// datum says of a figure what it is, in the API's words: programs find it there again.
type datum struct{ Value, Indicator, By, Key, Part string }

// How much of a report fits on its pages.
const (
	maxSheetRows = 20
	maxDecisions = 6
	maxMessage   = 140 // signs of what is listed
	maxName      = 70  // of names in tables
)

// Ask reads the affairs as of the meeting, and asks for the figures of its edition.
func (p *Report) Ask(ctx context.Context, r *Request) (err error) {
	if err = r.onlyMeeting(); err != nil {
		return err
	}
	if p.occasion, err = r.reported(ctx); err != nil {
		return err
	}
	if p.since, err = lastMeeting(ctx, r, p.earlier()); err != nil {
		return err
	}
	p.bought = r.boughtBy("call")
	p.askFormats(r, p.Calls...)
	p.rankedPlaces = r.rankedPlaces()
	p.completed, p.connected = r.everywhere("visibility.referral_completion"), r.everywhere("visibility.connected_structures")
	p.reporting, p.progression = r.everywhere(reporting), r.everywhere("impact.progression")
	p.people, p.months = r.Figures.About("impact.people_helped", "total"), r.Figures.About("impact.people_helped", "month")
	return nil
}

// everywhere asks for an indicator of everything together, and by territory.
func (r *Request) everywhere(id string) byPlace {
	return byPlace{r.Figures.About(id, "total"), r.Figures.About(id, "territory")}
}

// Build sets what suffices before what it rests on.
func (p *Report) Build(r *Request) view.Page {
	data := reportPage{Title: r.T("report.today", "day", r.Day(string(p.Day))), Eyebrow: r.Where(), Said: p.said, printed: r.printed()}
	if p.is {
		data.Title = r.T("report.title", "session", r.sessionName(p.meeting))
		data.Other = r.briefingOf(p.meeting, r.T("report.briefing"))
		data.Agenda = shortened(p.meeting.Agenda, maxDecisions)
	}
	for i, v := range []verdict{planVerdict(r, p.Plan), worstVerdict(r, p.rankedPlaces), p.changed(r, p.since)} {
		v.URL = "#" + []string{"plan", "accessibility", "impact"}[i]
		data.Messages = append(data.Messages, v)
	}
	data.Trust = r.trust(p.reporting.total)
	data.Trust.URL = "#trust"
	p.decide(r, &data)
	data.Sheets = []leaf{p.planSheet(r), p.accessSheet(r), p.visibilitySheet(r), p.impactSheet(r), p.callsSheet(r), p.trustSheet(r)}
	for i := range data.Sheets {
		if s := &data.Sheets[i]; r.Published == nil && s.Finding == "" {
			s.Finding = r.T("report.nothing")
		}
	}
	data.Definitions = p.definitions(r)
	return view.Page{Title: data.Title, Data: data, Timeless: true}
}

// trust says whether the figures of the request's edition can be trusted, whatever there are signals of today.
func (r *Request) trust(reporting *figures.Answer) verdict {
	if r.Published == nil {
		return trustVerdict(r, nil, 0, false, false)
	}
	e := r.Published.Edition
	return trustVerdict(r, silence(reporting), figures.LateShare(e), e.Events > 0, false)
}

// decide lists the decisions that wait for somebody, those that are late first.
func (p *Report) decide(r *Request, data *reportPage) {
	open, late := (&Governance{told: told{State: p.State}}).waiting(r)
	data.DecisionsText = waitingText(r, len(open), late)
	if out := len(open) - maxDecisions; out > 0 {
		open, data.MoreDecisions = open[:maxDecisions], r.T("list.more", "n", out)
	}
	for _, d := range open {
		d.Title, d.Owner = texts.Shorten(d.Title, maxMessage), texts.Shorten(d.Owner, maxName)
		data.Decisions = append(data.Decisions, d)
	}
}

// shortened are the first of some texts, none too long for paper.
func shortened(all []string, most int) (kept []string) {
	for _, text := range all[:min(len(all), most)] {
		kept = append(kept, texts.Shorten(text, maxMessage))
	}
	return kept
}

// use notes of which indicators figures are shown; nil is none.
func (p *Report) use(answers ...*figures.Answer) {
	for _, a := range answers {
		if a == nil {
			continue
		}
		known := false
		for _, other := range p.used {
			known = known || other.About.ID == a.About.ID
		}
		if !known {
			p.used = append(p.used, a)
		}
	}
}

// cellOf is the value of a figure.
func (r *Request) cellOf(a *figures.Answer, f gate.Figure) cell {
	text := r.Of(a.About).Value(f)
	if r.Bare(a, f.Key, f.Status) {
		text = r.T("figure.no_structure")
	}
	return cell{text, true, datumOf(a, f.Key, "", f.Value)}
}

// part is a number beside the value of a figure; a dash where there is none.
func part(a *figures.Answer, f gate.Figure, name string, value *float64, written func(float64) string) cell {
	if value == nil {
		return cell{Text: "–", Number: true}
	}
	return cell{written(*value), true, datumOf(a, f.Key, name, value)}
}

// datumOf says what a number of an answer is; nil of none.
func datumOf(a *figures.Answer, key, part string, value *float64) *datum {
	if value == nil {
		return nil
	}
	return &datum{strconv.FormatFloat(*value, 'g', -1, 64), a.About.ID, a.Question.By, key, part}
}

// fact is the figure of everything together; its name leads to how it is counted.
func (r *Request) fact(a *figures.Answer, details ...string) fact {
	f := fact{r.Tile(a, nil), r.cellOf(a, a.Total())}
	f.URL = "#" + definitionID(a.About.ID)
	for _, text := range details {
		if text != "" {
			f.Details = append(f.Details, text)
		}
	}
	return f
}
