package hours

import (
	"errors"
	"fmt"
	"slices"
)

type parser struct {
	text   string
	tokens []token
	next   int
}

func (p *parser) peek(ahead int) token {
	if i := p.next + ahead; i < len(p.tokens) {
		return p.tokens[i]
	}
	return token{kind: end, at: len(p.text)}
}

// takes moves past the next token if it is that sign.
func (p *parser) takes(text string) bool {
	if p.isSign(0, text) {
		p.next++
		return true
	}
	return false
}

func (p *parser) isSign(ahead int, text string) bool {
	t := p.peek(ahead)
	return t.kind == sign && t.text == text
}

func (p *parser) fault(reason string) error {
	t := p.peek(0)
	if t.kind == end {
		return fmt.Errorf("%s, at the end", reason)
	}
	return fmt.Errorf("%s, at %s", reason, rest(p.text, t.at))
}

func (p *parser) rules() ([]rule, error) {
	var rules []rule
	how := normal
	for {
		switch {
		case p.peek(0).kind == end:
			return rules, nil
		case p.takes(";"):
			how = normal
		case p.takes("||"):
			if len(rules) == 0 {
				return nil, errors.New("nothing stands before \"||\"")
			}
			how = fallback
		case len(rules) > 0 && p.takes(","):
			how = additional
		default:
			r, err := p.rule()
			if err != nil {
				return nil, err
			}
			r.joint = how
			rules = append(rules, r)
			if !p.atRuleEnd() {
				return nil, p.fault("rules need \";\" between them")
			}
		}
	}
}

func (p *parser) atRuleEnd() bool {
	return p.peek(0).kind == end || p.isSign(0, ";") || p.isSign(0, ",") || p.isSign(0, "||")
}

// rule reads one rule: years, months, weeks, days, times, state, each optional, with comments between them.
func (p *parser) rule() (rule, error) {
	r := rule{state: open}
	from, remarks, stated, allDay := p.next, false, false, false
	steps := []func(*rule) error{p.years, p.months, p.weeks, p.months, p.weekdays, p.weekdays}
	for _, step := range steps {
		remarks = p.comments() || remarks
		if err := step(&r); err != nil {
			return r, err
		}
		p.takes(":")
	}
	remarks = p.comments() || remarks
	if p.peek(0).kind == always {
		p.next, allDay = p.next+1, true
	}
	if err := p.times(&r); err != nil {
		return r, err
	}
	remarks = p.comments() || remarks
	if t := p.peek(0); t.kind == word {
		if s, ok := states()[t.text]; ok {
			p.next, r.state, stated = p.next+1, s, true
		}
	}
	remarks = p.comments() || remarks
	if p.next == from {
		return r, p.fault("days, times or \"off\" are expected")
	}
	if allDay && len(r.times)+len(r.maybe) > 0 {
		return r, p.fault("\"24/7\" leaves no place for times")
	}
	// A comment in place of a state tells under what condition a place may be open.
	if remarks && !stated {
		r.state = unknown
	}
	dated := len(r.days) > 0 && len(r.times)+len(r.maybe) == 0
	if dated && !allDay && !remarks && !stated && p.isSign(0, ",") && p.isTime(1) {
		return r, p.fault("times follow their days without a comma")
	}
	return r, nil
}

func states() map[string]state {
	return map[string]state{"open": open, "off": closed, "closed": closed, "unknown": unknown}
}

func (p *parser) comments() bool {
	found := false
	for p.peek(0).kind == comment {
		p.next, found = p.next+1, true
	}
	return found
}

// isTime tells whether a token can begin a span of time.
func (p *parser) isTime(ahead int) bool {
	t := p.peek(ahead)
	if p.isSign(ahead, "(") {
		t = p.peek(ahead + 1)
		return t.kind == word && isSun(t.text)
	}
	return t.kind == moment || t.kind == number && t.value < 1000 || t.kind == word && isSun(t.text)
}

func isSun(text string) bool {
	return slices.Contains([]string{"sunrise", "sunset", "dawn", "dusk"}, text)
}

func (p *parser) times(r *rule) error {
	for p.isTime(0) {
		from, err := p.time(dayMinutes-1, "a time of opening is before 24:00")
		if err != nil {
			return err
		}
		switch {
		case p.takes("+"):
			r.maybe = append(r.maybe, [2]int{from, dayMinutes})
		case p.takes("-"):
			to, err := p.time(2*dayMinutes, "a time of closing is at most 48:00, the end of the next day")
			if err != nil {
				return err
			}
			if to <= from {
				to += dayMinutes
			}
			r.times = append(r.times, [2]int{from, to})
			p.takes("+") // how much longer is not said
		default:
			return p.fault(fmt.Sprintf("%s has no time of closing", clock(from)))
		}
		if p.isSign(0, "/") {
			return p.fault("times are spans, such as 09:00-12:00, not points")
		}
		if p.isSign(0, ",") && p.isTime(1) {
			p.next++
		}
	}
	return nil
}

// time reads a time of day, in minutes since midnight.
func (p *parser) time(most int, bound string) (int, error) {
	t := p.peek(0)
	minutes := t.value
	switch t.kind {
	case number:
		minutes *= 60
	case moment:
	default:
		if p.isTime(0) {
			return 0, p.fault("hours that follow the sun cannot be read")
		}
		return 0, p.fault("a time such as 09:00 is expected")
	}
	if minutes == noTime {
		return 0, p.fault("minutes go from 00 to 59")
	}
	if minutes > most {
		return 0, p.fault(bound)
	}
	p.next++
	return minutes, nil
}
