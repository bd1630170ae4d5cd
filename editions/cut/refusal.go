package cut

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"vigie/editions/cells"
	"vigie/editions/store"
	"vigie/queries/period"
)

// ErrNoEvent says that there is nothing to publish.
var ErrNoEvent = errors.New("there is no event yet: nothing can be published")

// ErrNotStarted says that publication has not been started.
var ErrNotStarted = errors.New("nothing is published yet: run vigie edition start, which cuts the first edition at once")

// ErrStarted says that it has.
var ErrStarted = errors.New("publication has been started already: vigie edition cut brings what is due")

// NothingDueError says that an edition would bring nothing.
type NothingDueError struct{ Last store.Edition }

// Error names the edition that has it all.
func (e NothingDueError) Error() string {
	return fmt.Sprintf("nothing is due: edition %d of %s has all windows that have ended", e.Last.Number, e.Last.Day.Format(time.DateOnly))
}

// BackwardsError is a day before that of the last edition.
type BackwardsError struct {
	Day  time.Time
	Last store.Edition
}

// Error names both days.
func (e BackwardsError) Error() string {
	return fmt.Sprintf("an edition of %s would lie before edition %d of %s: set the clock right, or wait", e.Day.Format(time.DateOnly), e.Last.Number, e.Last.Day.Format(time.DateOnly))
}

// NotPublishedError is a window that no edition has.
type NotPublishedError struct {
	Window period.Window
	Known  []store.Window
}

// Error names the window and the latest that are published.
func (e NotPublishedError) Error() string {
	var names []string
	for _, w := range e.Known[:min(len(e.Known), 10)] {
		names = append(names, Name(w.Window))
	}
	return fmt.Sprintf("the window %s is not published: there are %s …", Name(e.Window), strings.Join(names, ", "))
}

// NoVersionLeftError is a window that can't be published once more.
type NoVersionLeftError struct{ Window period.Window }

// Error says why.
func (e NoVersionLeftError) Error() string {
	return fmt.Sprintf("the window %s has been published %d times: once more would say too much of who is in it", Name(e.Window), maxVersions)
}

// LastToComeError is a window whose last version comes by itself: were it published before, there would be none left.
type LastToComeError struct{ Window period.Window }

// Error says from when on it comes.
func (e LastToComeError) Error() string {
	return fmt.Sprintf("the last version of the window %s comes by itself with the first edition from %s on, whole", Name(e.Window),
		e.Window.To.AddDate(0, cells.FinalAfter, 0).Format(time.DateOnly))
}

// TooManyGroupsError is a group of a territory that is in as many as can be counted.
type TooManyGroupsError struct{ Group, Territory string }

// Error says what to do.
func (e TooManyGroupsError) Error() string {
	return fmt.Sprintf("the group %s is not counted: %s is in %d groups already, or has been in %d with other members; leave it out of the group, or give the group the members of one that was counted",
		e.Group, e.Territory, mostGroups, mostGroupsEver)
}

// NoMonthError is a date of the network in the middle of a month.
type NoMonthError struct{ Day time.Time }

// Error names the month.
func (e NoMonthError) Error() string {
	return fmt.Sprintf("%s is no first of a month: windows are of whole months, so write %s", e.Day.Format(time.DateOnly), period.MonthOf(e.Day).Format(time.DateOnly))
}

// TooEarlyError is a date of the network before its first event.
type TooEarlyError struct{ Day, First time.Time }

// Error names the earliest date.
func (e TooEarlyError) Error() string {
	return fmt.Sprintf("%s lies before the first event: write %s or a later month", e.Day.Format(time.DateOnly), e.First.Format(time.DateOnly))
}

// TooManyDatesError is a date beside as many as there can be.
type TooManyDatesError struct{ Dates []store.Date }

// Error names those that there are.
func (e TooManyDatesError) Error() string {
	return fmt.Sprintf("the network has its %d dates already, %s: remove one since which nothing is published yet with --remove", mostDates, daysOf(e.Dates))
}

// NoDateError is a day that is no date of the network.
type NoDateError struct {
	Day   time.Time
	Dates []store.Date
}

// Error names those that there are.
func (e NoDateError) Error() string {
	if len(e.Dates) == 0 {
		return fmt.Sprintf("%s is no date of the network: it has none", e.Day.Format(time.DateOnly))
	}
	return fmt.Sprintf("%s is no date of the network: it has %s", e.Day.Format(time.DateOnly), daysOf(e.Dates))
}

// DatePublishedError is a date since which something is published.
type DatePublishedError struct {
	Day     time.Time
	Edition store.Edition
}

// Error says why it stays.
func (e DatePublishedError) Error() string {
	return fmt.Sprintf("figures since %s are published, first in edition %d of %s: the date can't be moved or removed any more; what it is called can be changed", e.Day.Format(time.DateOnly),
		e.Edition.Number, e.Edition.Day.Format(time.DateOnly))
}

func daysOf(dates []store.Date) string {
	var days []string
	for _, d := range dates {
		days = append(days, d.Day.Format(time.DateOnly))
	}
	return strings.Join(days, ", ")
}

// Name writes a window as the command line takes it: its first day and the first day after it.
func Name(w period.Window) string {
	return w.From.Format(time.DateOnly) + "/" + w.To.Format(time.DateOnly)
}
