package indicator

// NoComparison says why there is no change to tell.
var NoComparison = Text{
	"Un an avant, les premières données commençaient à peine, ou n’existaient pas : rien n’est dit d’un changement.",
	"A year before, the first data had hardly begun, or did not exist: nothing is said of a change.",
}

// Figure is one number of an indicator, exact or published, with what is needed to judge it. Its JSON is that of the API.
type Figure struct {
	// Key is a territory's or structure's code, a month ("2026-01") or quarter ("2026-Q1"), a slug of domain lists, or total, unknown, outside.
	Key string `json:"key"`
	// Label is the name of the key in the reader's language.
	Label string `json:"label"`
	// Status is one of those of the Answer that the figure is in.
	Status string `json:"status"`
	// Value is nil where there is none, and where a median is more than its Indicator.Limit. A share lies between 0 and 1.
	Value *float64 `json:"value"`
	// Numerator and Denominator are nil for counts.
	Numerator   *float64 `json:"numerator"`
	Denominator *float64 `json:"denominator"`
	// Low and High bound the 95 % interval; nil for all but shares of persons.
	Low  *float64 `json:"low"`
	High *float64 `json:"high"`
	// Parts are described by Indicator.Parts; one without a value (a share of nobody, days above the limit, what is not shown) is absent.
	Parts map[string]float64 `json:"parts"`
}
