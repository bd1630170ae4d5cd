package engine

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"
)

// recent is the questions that were asked lately.
type recent struct {
	mu    sync.Mutex
	asked map[string]asking
}

// asking is a question, and when it was asked last.
type asking struct {
	question Question
	at       time.Time
}

func (r *recent) add(q Question, now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.asked[fmt.Sprintf("%q", []any{q})] = asking{q, now}
	if len(r.asked) <= 2*maxRecent {
		return
	}
	at := slices.SortedFunc(maps.Keys(r.asked), func(a, b string) int { return r.asked[a].at.Compare(r.asked[b].at) })
	for _, key := range at[:maxRecent] {
		delete(r.asked, key)
	}
}

// since gives those asked after a moment, the latest first, and no more than maxRecent.
func (r *recent) since(moment time.Time) []Question {
	r.mu.Lock()
	defer r.mu.Unlock()
	var lately []asking
	for _, one := range r.asked {
		if one.at.After(moment) {
			lately = append(lately, one)
		}
	}
	slices.SortFunc(lately, func(a, b asking) int { return b.at.Compare(a.at) })
	var questions []Question
	for _, one := range lately[:min(len(lately), maxRecent)] {
		questions = append(questions, one.question)
	}
	return questions
}
