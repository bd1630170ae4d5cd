package pages

import (
	"strconv"
	"time"

	"vigie/dashboard/view"
)

// dataset describes the open data set as search engines read it: a Dataset of schema.org, as JSON-LD.
type dataset struct {
	Context          string       `json:"@context"`
	Type             string       `json:"@type"`
	Name             string       `json:"name"`
	Description      string       `json:"description"`
	URL              string       `json:"url"`
	License          string       `json:"license"`
	Free             bool         `json:"isAccessibleForFree"`
	Creator          organisation `json:"creator"`
	Version          string       `json:"version"`
	DateModified     string       `json:"dateModified"`
	TemporalCoverage string       `json:"temporalCoverage"`
	Distribution     []download   `json:"distribution"`
}

type organisation struct {
	Type string `json:"@type"`
	Name string `json:"name"`
}

type download struct {
	Type           string `json:"@type"`
	EncodingFormat string `json:"encodingFormat"`
	ContentURL     string `json:"contentUrl"`
}

// newDataset describes what is published as of the request's edition.
func newDataset(r *Request) *dataset {
	e := r.Published.Edition
	at := r.Server + editionPath(strconv.Itoa(int(e.Number)))
	last := e.Day
	if windows := r.Published.Windows(); len(windows) > 0 {
		last = windows[0].To.AddDate(0, 0, -1)
	}
	return &dataset{
		Context: "https://schema.org", Type: "Dataset", Name: r.T("data.title") + r.T("words.colon") + r.Publisher(), Description: r.T("data.lede") + " " + r.T("data.what_text"),
		URL: r.Server + "/data", License: view.LicenceURL, Free: true, Creator: organisation{"Organization", r.Publisher()}, Version: strconv.Itoa(int(e.Number)),
		DateModified: e.Day.Format(time.DateOnly), TemporalCoverage: e.First.Format(time.DateOnly) + "/" + last.Format(time.DateOnly),
		Distribution: []download{{"DataDownload", "text/csv", at + "?format=csv"}, {"DataDownload", "application/json", at}},
	}
}
