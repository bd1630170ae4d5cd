package e2e

import (
	"regexp"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestSheetIsOnePage prints the sheets of territories, as their mayors would: each is one page of A4.
func TestSheetIsOnePage(t *testing.T) {
	s, ctx := demonstration(t), browser(t)
	sheets := regexp.MustCompile(`/Type\s*/Page\b`)
	for _, path := range []string{"/territories/75113/sheet", "/territories/75101/sheet?lang=en&window=latest-quarter", "/territories/dst-est/sheet"} {
		show(t, ctx, s.URL+path, 1440)
		file, err := chromedp.Run(ctx, chromedp.PrintToPDF(chromedp.PDFPaper(chromedp.PaperA4), chromedp.PDFPreferCSSPageSize()))
		if err != nil {
			t.Fatal(err)
		}
		if n := len(sheets.FindAll(file, -1)); n != 1 {
			t.Errorf("%s is printed on %d pages", path, n)
		}
	}
}
