package gate

import (
	"time"

	"vigie/queries/indicator"
	"vigie/queries/period"
	"vigie/queries/rank"
)

// Statuses of an Answer and of a Figure.
const (
	StatusOK = "ok"
	// StatusProtected is of what is too few people to be published.
	StatusProtected = "protected"
	// StatusNoData is of what can't exist by the registry alone: no structure, no population.
	StatusNoData = "no_data"
	// StatusUnranked is of what is known too little to be ranked.
	StatusUnranked = rank.StatusUnranked
	// StatusEstimate is of values that rest on what is known only within bounds.
	StatusEstimate = "estimate"
	// StatusUnpublished is of what no edition has for the window: it is not over, or can't be judged yet, or is given for others.
	StatusUnpublished = "unpublished"
	// StatusChanged is of an area that held other territories then, so that lines break there; or that is one group too many. A note says which.
	StatusChanged = "changed"
)

// Answer is the published figures that answer a Question: what may be shown to anybody. Only this package makes one. Its JSON is that of the API.
type Answer struct {
	answer
	at map[string]int // places of the figures by their keys
}

type answer struct {
	Indicator         string `json:"indicator"`
	DefinitionVersion int    `json:"definition_version"`
	Unit              string `json:"unit"`
	// From and To are days of Europe/Paris ("2026-01-31"); To is the first day after the window. AsOf is the edition's day.
	From    string `json:"from"`
	To      string `json:"to"`
	AsOf    string `json:"as_of"`
	Edition uint32 `json:"edition"`
	// Version is that of the window: 1 when it was published first; 0 where several windows are added up.
	Version uint16 `json:"version"`
	// RefreshedAt is when the edition was cut (UTC).
	RefreshedAt time.Time `json:"refreshed_at"`
	By          string    `json:"by"`
	// Filters are those of the question, "territory" among them.
	Filters map[string][]string `json:"filters"`
	// Status is ok, or what all figures have in common that have no value.
	Status  string   `json:"status"`
	Figures []Figure `json:"figures"`
	// Notes are sentences in the reader's language on how far the figures can be read.
	Notes []string `json:"notes"`
}

// Figure is one published number with what is needed to judge it. Only this package makes one.
type Figure struct{ figure }

type figure struct {
	indicator.Figure
	// Wider is where the answer's first protected figure is shown instead; nil for others, and where it is nowhere.
	Wider *Wider `json:"-"`
}

// Wider is the smallest larger area, and the shortest longer window, in which a protected figure is shown. Either may be missing.
type Wider struct {
	// Area is the code of a territory or group, "total" for the network, "" for none; Label is its name.
	Area, Label string
	// Window is the longer one; zero for none.
	Window period.Window
}

// Unpublished is the answer of what no edition has for a window, for who shows it all the same, as something that is not there.
func (u UnpublishedError) Answer(q Question) Answer {
	return Answer{answer: answer{Indicator: q.Indicator, From: q.From, To: q.To, By: q.By, Status: StatusUnpublished, Figures: []Figure{}, Notes: []string{}}}
}

// Figure is the figure of a key; one without data where the answer has none.
func (a Answer) Figure(key string) Figure {
	if i, ok := a.at[key]; ok {
		return a.Figures[i]
	}
	status := StatusNoData
	if a.Status == StatusUnpublished {
		status = StatusUnpublished
	}
	return Figure{figure{Figure: indicator.Figure{Key: key, Status: status}}}
}
