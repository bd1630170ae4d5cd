package e2e

import (
	"context"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// browser opens one headless Chromium for a test.
func browser(t testing.TB) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("lang", "fr-FR"))
	allocator, cancelAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancelAllocator)
	ctx, cancel := chromedp.NewContext(allocator)
	t.Cleanup(cancel)
	return ctx
}

// complaints collects what the browser reports of a page: exceptions, console errors, and the violations of the
// Content-Security-Policy among them.
type complaints struct {
	mu   sync.Mutex
	said []string
}

func (c *complaints) listen(ctx context.Context) error {
	return chromedp.Listen(ctx, func(ev any) {
		c.mu.Lock()
		defer c.mu.Unlock()
		switch ev := ev.(type) {
		case *runtime.EventExceptionThrown:
			c.said = append(c.said, "exception: "+ev.ExceptionDetails.Text)
		case *log.EventEntryAdded:
			if ev.Entry.Level == log.EntryLevelError || ev.Entry.Level == log.EntryLevelWarning {
				c.said = append(c.said, string(ev.Entry.Level)+": "+ev.Entry.Text)
			}
		}
	})
}

func (c *complaints) take() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	said := c.said
	c.said = nil
	return said
}

// drawn waits until the charts of a page are drawn. It runs in the page itself: chromedp's Poll names a context, which may still be that of the page
// before.
const drawn = `(async () => {
	for (const end = performance.now() + 10000; document.readyState !== 'complete' || document.querySelector('[data-chart]:not(:has(svg))');) {
		if (performance.now() > end) throw new Error('charts were not drawn within ten seconds');
		await new Promise((next) => setTimeout(next, 20));
	}
	return true; })()`

// show opens a page at a width, waits until its charts are drawn, and answers what is wrong with it.
func show(t testing.TB, ctx context.Context, url string, width int64) {
	t.Helper()
	err := chromedp.Do(ctx, chromedp.EmulateViewport(width, 900), chromedp.Navigate(url))
	if err == nil {
		_, err = chromedp.Run(ctx, chromedp.Evaluate[bool](drawn, chromedp.EvalAwaitPromise))
	}
	if err != nil {
		t.Fatalf("open %s: %v", url, err)
	}
}
