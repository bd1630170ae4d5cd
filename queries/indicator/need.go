package indicator

// Need is how many residents of an area are in need of help.
type Need struct {
	// Low and High bound them; they are the same but where rates of some ages are not published.
	Low, High float64
	// Known tells that there is a rate for all of the area; without it Low and High are 0.
	Known bool
	// Estimated tells that they were worked out from national rates by age, at least in part.
	Estimated bool
}

// Names of the numbers of Need in formulas: the two last are 1 or 0.
const (
	NeedLow       = "need"
	NeedHigh      = "need_high"
	NeedKnown     = "need_known"
	NeedEstimated = "need_estimated"
)

// Numbers are those that formulas name.
func (n Need) Numbers() map[string]float64 {
	return map[string]float64{NeedLow: n.Low, NeedHigh: n.High, NeedKnown: number(n.Known), NeedEstimated: number(n.Estimated)}
}
