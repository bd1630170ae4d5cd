package affairs

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"vigie/governance/dated"
)

// Frozen is what a committee had before it at a meeting, as it is kept for ever.
type Frozen struct {
	Meeting  string    // code
	Day      dated.Day // of the meeting; the registry is of that day, or of the one on which a meeting to come was frozen
	Edition  int
	From, To dated.Day // the window of the edition that readers had unasked; To is the first day after it
	At       time.Time // when it was frozen (UTC)
	Registry
}

// Frozen is what is kept of a meeting; nil where it is not frozen.
func (r Reader) Frozen(ctx context.Context, meeting string) (*Frozen, error) {
	kept, err := r.Governance.Freezes.Of(ctx, meeting)
	if kept == nil || err != nil {
		return nil, err
	}
	var known Registry
	if err := json.Unmarshal([]byte(kept.State), &known); err != nil {
		return nil, fmt.Errorf("read what is kept of %s: %w", meeting, err)
	}
	return &Frozen{
		Meeting: kept.Meeting, Day: kept.Day, Edition: int(kept.Edition), From: kept.From, To: kept.To, At: kept.At, Registry: known,
	}, nil
}

// LastMeeting is the code of the last meeting that was held by the end of a day; "" where none was.
func (r Reader) LastMeeting(ctx context.Context, day dated.Day) (string, error) {
	last, _, err := r.Governance.LastMeeting(ctx, day)
	return last.Code, err
}

// Meeting is that of a code; false where there is none.
func (g Governance) Meeting(code string) (Meeting, bool) {
	i := slices.IndexFunc(g.Meetings, func(m Meeting) bool { return m.Code == code })
	if i < 0 {
		return Meeting{}, false
	}
	return g.Meetings[i], true
}
