package engine

// Question is what a reader asks of one indicator.
type Question struct {
	// Indicator is an id of the catalogue: "impact.progression".
	Indicator string
	// From and To are days of Europe/Paris ("2026-01-31"); the period holds From and not To.
	From, To string
	// AsOf fixes what later days would change; "" is today in Europe/Paris.
	AsOf string
	// By is one of the indicator's groupings; "" is total.
	By string
	// Territories are codes of territories (each stands for itself and all below it) and of groups; overlapping ones are a union.
	Territories []string
	// Filters hold, by name, the values of which one must be met: structure, project, service, format, age_band, activity.
	Filters map[string][]string
	// Lang is the language of labels and notes: "en", else French.
	Lang string
}
