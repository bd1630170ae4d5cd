package hours

import (
	"fmt"
	"slices"
	"time"
)

// weekday reads the name of a day of the week, as OpenStreetMap, English or French write it.
func weekday(name string) (time.Weekday, bool) {
	names := [7][]string{
		{"su", "sun", "sunday", "di", "dimanche"},
		{"mo", "mon", "monday", "lu", "lundi"},
		{"tu", "tue", "tuesday", "ma", "mardi"},
		{"we", "wed", "wednesday", "me", "mercredi"},
		{"th", "thu", "thursday", "je", "jeudi"},
		{"fr", "fri", "friday", "ve", "vendredi"},
		{"sa", "sat", "saturday", "samedi"},
	}
	for day, spellings := range names {
		if slices.Contains(spellings, name) {
			return time.Weekday(day), true
		}
	}
	return 0, false
}

// month reads the name of a month, in English as OpenStreetMap writes it.
func month(name string) (time.Month, bool) {
	for m := time.January; m <= time.December; m++ {
		full := m.String()
		if len(name) == 3 && name == lower(full[:3]) || name == lower(full) {
			return m, true
		}
	}
	return 0, false
}

// lower is for the ASCII names of months, whose first letter alone is a capital.
func lower(name string) string {
	return string(name[0]|0x20) + name[1:]
}

// number reads a number between two bounds.
func (p *parser) number(least, most int, what string) (int, error) {
	t := p.peek(0)
	if t.kind != number || t.value < least || t.value > most {
		return 0, p.fault(fmt.Sprintf("%s is a number from %d to %d", what, least, most))
	}
	p.next++
	return t.value, nil
}

// span reads "5", "5-8" or "5-8/2".
func (p *parser) span(least, most int, what string) (func(int) bool, error) {
	from, err := p.number(least, most, what)
	if err != nil {
		return nil, err
	}
	to, step := from, 1
	if p.takes("-") {
		if to, err = p.number(from, most, what); err != nil {
			return nil, err
		}
		if p.takes("/") {
			if step, err = p.number(1, most, "a step"); err != nil {
				return nil, err
			}
		}
	}
	return func(n int) bool { return from <= n && n <= to && (n-from)%step == 0 }, nil
}

func (p *parser) isYear(ahead int) bool {
	t := p.peek(ahead)
	return t.kind == number && t.value >= 1000
}

// years reads a list of years. A single year before a month is left to the date it belongs to.
func (p *parser) years(r *rule) error {
	if !p.isYear(0) {
		return nil
	}
	if t := p.peek(1); t.kind == word {
		if _, ok := month(t.text); ok {
			return nil
		}
	}
	var spans []func(int) bool
	for {
		if p.isYear(0) && p.isSign(1, "+") {
			from := p.peek(0).value
			p.next += 2
			spans = append(spans, func(year int) bool { return year >= from })
		} else {
			span, err := p.span(1000, 9999, "a year")
			if err != nil {
				return err
			}
			spans = append(spans, span)
		}
		if !p.isSign(0, ",") || !p.isYear(1) {
			break
		}
		p.next++
	}
	r.days = append(r.days, func(day time.Time) bool { return anyOf(spans, day.Year()) })
	return nil
}

// weeks reads "week 5", "week 1-53/2,10": weeks as ISO 8601 numbers them.
func (p *parser) weeks(r *rule) error {
	if t := p.peek(0); t.kind != word || t.text != "week" && t.text != "weeks" {
		return nil
	}
	p.next++
	var spans []func(int) bool
	for {
		span, err := p.span(1, 53, "a week")
		if err != nil {
			return err
		}
		spans = append(spans, span)
		if !p.isSign(0, ",") || p.peek(1).kind != number {
			break
		}
		p.next++
	}
	r.days = append(r.days, func(day time.Time) bool {
		_, week := day.ISOWeek()
		return anyOf(spans, week)
	})
	return nil
}

// weekdays reads a list of days of the week and of holidays. The normal week has no holiday.
func (p *parser) weekdays(r *rule) error {
	if !p.isDay(0) {
		return nil
	}
	var chosen []selector
	for {
		one, err := p.weekdaySpan()
		if err != nil {
			return err
		}
		chosen = append(chosen, one)
		if !p.isSign(0, ",") || !p.isDay(1) {
			break
		}
		p.next++
	}
	r.days = append(r.days, either(chosen))
	return nil
}

func isHoliday(t token) bool {
	return t.kind == word && (t.text == "ph" || t.text == "sh")
}

func (p *parser) isDay(ahead int) bool {
	t := p.peek(ahead)
	if t.kind != word {
		return false
	}
	_, ok := weekday(t.text)
	return ok || isHoliday(t)
}

func (p *parser) weekdaySpan() (selector, error) {
	if isHoliday(p.peek(0)) {
		p.next++
		return func(time.Time) bool { return false }, p.dayOffset()
	}
	from, _ := weekday(p.peek(0).text)
	p.next++
	if p.takes("[") {
		return p.nth(from)
	}
	to := from
	if p.takes("-") {
		t := p.peek(0)
		day, ok := weekday(t.text)
		if t.kind != word || !ok {
			return nil, p.fault("a day of the week is expected after \"-\"")
		}
		p.next++
		to = day
	}
	return func(day time.Time) bool {
		return (day.Weekday()-from+7)%7 <= (to-from+7)%7
	}, nil
}

// dayOffset reads "+1 day" or "-2 days" after a holiday. None is near the normal week, so its size does not matter.
func (p *parser) dayOffset() error {
	if !p.isSign(0, "+") && !p.isSign(0, "-") {
		return nil
	}
	p.next++
	_, err := p.offset()
	return err
}

// offset reads "2 days".
func (p *parser) offset() (int, error) {
	days, err := p.number(1, 60, "an offset in days")
	if err != nil {
		return 0, err
	}
	if t := p.peek(0); t.kind != word || t.text != "day" && t.text != "days" {
		return 0, p.fault("an offset is a number of days, such as \"+1 day\"")
	}
	p.next++
	return days, nil
}

// nth reads the rest of "Mo[1]", "Tu[1,3]", "We[1-2]" or "Th[-1]": the first, the last… of its month.
func (p *parser) nth(weekday time.Weekday) (selector, error) {
	var fromStart, fromEnd []func(int) bool
	for {
		list := &fromStart
		if p.takes("-") {
			list = &fromEnd
		}
		span, err := p.span(1, 5, "which day of its month")
		if err != nil {
			return nil, err
		}
		*list = append(*list, span)
		if p.takes("]") {
			break
		}
		if !p.takes(",") {
			return nil, p.fault("\"]\" is expected")
		}
	}
	if p.isSign(0, "+") || p.isSign(0, "-") {
		return nil, p.fault("days counted from a day of the month cannot be read")
	}
	return func(day time.Time) bool {
		last := daysIn(day.Year(), day.Month())
		return day.Weekday() == weekday &&
			(anyOf(fromStart, (day.Day()+6)/7) || anyOf(fromEnd, (last-day.Day())/7+1))
	}, nil
}

func daysIn(year int, month time.Month) int {
	return time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

func anyOf(spans []func(int) bool, n int) bool {
	return slices.ContainsFunc(spans, func(in func(int) bool) bool { return in(n) })
}

func either(selectors []selector) selector {
	return func(day time.Time) bool {
		return slices.ContainsFunc(selectors, func(chosen selector) bool { return chosen(day) })
	}
}
