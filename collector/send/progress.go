package send

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// lineEvery is how often a progress that is not a bar says something.
const lineEvery = 5 * time.Second

// progress shows how far the sending is: a bar on a terminal, else a line now and then.
type progress struct {
	out  io.Writer
	bar  *progressbar.ProgressBar // nil: lines
	size int64                    // of the file in bytes; -1: not known
	last time.Time                // of the last line
}

func newProgress(out io.Writer, size int64) *progress {
	p := &progress{out: out, size: size, last: time.Now()}
	if file, ok := out.(*os.File); ok && term.IsTerminal(int(file.Fd())) {
		p.bar = progressbar.NewOptions64(size,
			progressbar.OptionSetWriter(out),
			progressbar.OptionSetDescription("sending"),
			progressbar.OptionShowBytes(true),
			progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionSetPredictTime(true),
			progressbar.OptionClearOnFinish())
	}
	return p
}

// show says that so many bytes of the file are dealt with.
func (p *progress) show(bytes int64, tally Tally) {
	switch {
	case p.bar != nil:
		_ = p.bar.Set64(bytes) // a terminal that is gone ends nothing
	case p.out != nil && time.Since(p.last) >= lineEvery:
		p.last = time.Now()
		if p.size > 0 {
			fmt.Fprintf(p.out, "sent %d events, %d %% of the file\n", tally.Read, 100*bytes/p.size)
		} else {
			fmt.Fprintf(p.out, "sent %d events\n", tally.Read)
		}
	}
}

// end leaves the terminal as it was.
func (p *progress) end() {
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}
