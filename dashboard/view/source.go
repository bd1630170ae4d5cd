package view

import (
	"strconv"

	"vigie/dashboard/figures"
)

// Publisher names who publishes, and says where what is published was made up.
func (v View) Publisher() string {
	switch {
	case v.Demo && v.Network != "":
		return v.T("source.demo", "network", v.Network)
	case v.Demo:
		return v.T("source.unnamed_demo")
	case v.Network != "":
		return v.Network
	}
	return v.T("source.unnamed")
}

// Source says what the figures of an answer are from: who publishes them, in which edition, of which day, and in which version of their window.
func (v View) Source(a *figures.Answer) string { return v.T("source.line", "source", v.source(a)) }

func (v View) source(a *figures.Answer) string {
	pairs := []any{"publisher", v.Publisher(), "number", strconv.Itoa(int(a.Edition)), "day", v.Day(a.AsOf), "version", strconv.Itoa(int(a.Version))}
	if a.Version == 0 { // of several windows, each in its own
		return v.T("source.edition", pairs...)
	}
	return v.T("source.version", pairs...)
}

// Citation is a text that cites the figures of an answer, with the address at which they stay as they are.
func (v View) Citation(a *figures.Answer) string {
	address := v.Link("/indicators/"+a.About.ID, "edition", strconv.Itoa(int(a.Edition)), "window", a.From+".."+a.To, "territory", v.Place, "lang", v.Code)
	return v.T("source.citation", "title", v.Say(a.About.Title), "place", v.Where(), "period", v.Period(a.From, a.To), "source", v.source(a),
		"licence", v.T("licence.name"), "address", v.Server+address)
}

// Licence is the licence of what is published, and where it can be read.
func (v View) Licence() Link { return Link{Name: v.T("licence.name"), URL: LicenceURL} }

// LicenceURL is where the Licence Ouverte 2.0 of Etalab can be read.
const LicenceURL = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"
