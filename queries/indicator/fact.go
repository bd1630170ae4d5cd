package indicator

// fact is what the measures over a table of facts can be asked by.
type fact struct {
	// groupings are what its rows can be grouped by and filtered on, beside total and month.
	groupings []string
	// margins are the fields by which its anonymous rows are split into classes.
	margins []string
	// needs are the traits of events that all its rows come from; none where they come from the registry.
	needs []string
	// projects tells that its rows are of funded projects, each for a state of its project.
	projects bool
}

// facts are the tables that measures may count, by their names.
var facts = map[string]fact{
	"attendance": {
		needs:     []string{"attendance"},
		groupings: []string{"territory", "structure", "project", "format", "service", "age_band", "activity", "gender", "residence"},
		margins:   []string{"age_band", "activity", "gender", "residence"},
	},
	"first_attendance": {
		needs:     []string{"attendance.person"},
		groupings: []string{"territory", "structure", "project", "format", "service", "age_band", "activity", "gender", "residence"},
	},
	"first_visit": {
		needs:     []string{"attendance"},
		groupings: []string{"territory", "structure", "project", "format", "service"},
	},
	"declaration": {
		needs:     []string{"declaration"},
		groupings: []string{"territory", "structure", "project", "format", "service", "age_band", "activity", "gender", "residence"},
		margins:   []string{"age_band", "activity", "gender", "residence", "format", "service"},
	},
	"assessment": {
		needs:     []string{"assessment"},
		groupings: []string{"territory", "structure", "service", "age_band", "activity", "gender", "equipment", "connects", "offline_reason", "barrier"},
	},
	"score": {
		needs:     []string{"assessment.score"},
		groupings: []string{"territory", "structure", "age_band", "activity", "gender"},
	},
	"referral": {
		needs:     []string{"referral"},
		groupings: []string{"territory", "structure", "service", "age_band", "activity", "gender"},
	},
	"journey": {
		needs:     []string{"assessment", "attendance.person", "referral.person", "referral.to"},
		groupings: []string{"territory", "structure", "age_band", "activity", "gender"},
	},
	"project": {groupings: []string{"structure", "project", "call"}, projects: true},
	"money":   {groupings: []string{"territory", "structure", "project", "call", "funder"}, projects: true},
	"project_help": {
		needs:     []string{"attendance.project"},
		groupings: []string{"territory", "structure", "project", "call", "format"},
		projects:  true,
	},
	"project_declared": {
		needs:     []string{"declaration.project"},
		groupings: []string{"territory", "structure", "project", "call", "format"},
		margins:   []string{"format"},
		projects:  true,
	},
	"project_assessment": {
		needs:     []string{"assessment", "attendance.person", "attendance.project"},
		groupings: []string{"territory", "structure", "project", "call"},
		projects:  true,
	},
	"affair": {groupings: []string{"territory"}},
}

// What the figures of structures, and those of inhabitants, can be grouped by.
var (
	structureGroupings  = []string{"territory", "structure", "service"}
	structureFilters    = []string{"territory", "structure", "service"}
	populationGroupings = []string{"territory"}
)
