package hours

import "time"

// date is a day of a year, or of every year when year is 0. With no day, the whole month.
type date struct {
	year  int
	month time.Month
	day   int
}

// months reads a list of months, dates and spans of dates: "Jan,Mar-May", "Dec 25", "2026 Oct 05-2026 Nov 02",
// "Oct 05-07,10", "easter -2 days".
func (p *parser) months(r *rule) error {
	if !p.isMonth(0) && !(p.isYear(0) && p.isMonth(1)) {
		return nil
	}
	var chosen []selector
	var last date
	for {
		one, err := p.dates(&last)
		if err != nil {
			return err
		}
		chosen = append(chosen, one)
		t := p.peek(1)
		sameMonth := last.day > 0 && t.kind == number && t.value < 1000
		if !p.isSign(0, ",") || !p.isMonth(1) && !sameMonth && !(p.isYear(1) && p.isMonth(2)) {
			break
		}
		p.next++
	}
	r.days = append(r.days, either(chosen))
	return nil
}

func (p *parser) isMonth(ahead int) bool {
	t := p.peek(ahead)
	_, ok := month(t.text)
	return t.kind == word && (ok || t.text == "easter")
}

// dates reads one date or span of dates; last is the date before it in the list, whose year and month it may leave out.
func (p *parser) dates(last *date) (selector, error) {
	from, err := p.date(*last)
	if err != nil {
		return nil, err
	}
	to := from
	if p.takes("-") {
		if to, err = p.date(from); err != nil {
			return nil, err
		}
	}
	*last = to
	return within(from, to), nil
}

func (p *parser) date(before date) (date, error) {
	d := date{year: before.year}
	if p.isYear(0) {
		d.year = p.peek(0).value
		p.next++
	}
	if t := p.peek(0); t.kind == number && before.month != 0 {
		d.month = before.month
	} else if m, ok := month(t.text); ok && t.kind == word {
		p.next++
		d.month = m
		if p.isYear(0) { // "Oct 2026"
			d.year = p.peek(0).value
			p.next++
			return d, nil
		}
	} else if t.kind == word && t.text == "easter" {
		p.next++
		return p.easter(d.year)
	} else {
		return d, p.fault("a month is expected")
	}
	if t := p.peek(0); t.kind != number || t.value >= 1000 {
		return d, nil
	}
	most := 29
	if d.month != time.February {
		most = daysIn(2026, d.month)
	}
	day, err := p.number(1, most, "the day of "+d.month.String())
	d.day = day
	return d, err
}

// easter reads what follows the word. Of all years only the one of the normal week matters.
func (p *parser) easter(year int) (date, error) {
	day := time.Date(2026, time.April, 5, 0, 0, 0, 0, time.UTC)
	sense := 0
	// "easter-Oct 05" is a span, "easter -2 days" a shift.
	if p.peek(1).kind == number && p.peek(2).kind == word && (p.peek(2).text == "day" || p.peek(2).text == "days") {
		if p.takes("+") {
			sense = 1
		} else if p.takes("-") {
			sense = -1
		}
	}
	if sense != 0 {
		days, err := p.offset()
		if err != nil {
			return date{}, err
		}
		day = day.AddDate(0, 0, sense*days)
	}
	return date{year: year, month: day.Month(), day: day.Day()}, nil
}

// within chooses the days from one date to another, both included. Without years the span comes back every year, and
// may go over New Year; a year given on one side alone holds for both.
func within(from, to date) selector {
	first, last := from.number(1), to.number(31)
	start, stop := from.year, to.year
	if start == 0 {
		start = stop
	}
	if stop == 0 || stop == start && last < first {
		stop = start
		if last < first {
			stop++
		}
	}
	return func(day time.Time) bool {
		n := int(day.Month())*100 + day.Day()
		switch {
		case start != 0:
			n += day.Year() * 10000
			return start*10000+first <= n && n <= stop*10000+last
		case first <= last:
			return first <= n && n <= last
		default:
			return n >= first || n <= last
		}
	}
}

// number orders dates within a year.
func (d date) number(day int) int {
	if d.day > 0 {
		day = d.day
	}
	return int(d.month)*100 + day
}
