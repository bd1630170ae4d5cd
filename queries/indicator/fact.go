package indicator

// fact is what the measures over a table of facts can be asked by.
type fact struct {
	// groupings are what its rows can be grouped by and filtered on, beside total and month.
	groupings []string
	// margins are the fields by which its anonymous rows are split into classes.
	margins []string
}

// facts are the tables that measures may count, by their names.
var facts = map[string]fact{
	"attendance": {
		groupings: []string{"territory", "structure", "project", "format", "service", "age_band", "activity", "gender", "residence"},
		margins:   []string{"age_band", "activity", "gender", "residence"},
	},
	"first_attendance": {
		groupings: []string{"territory", "structure", "project", "format", "service", "age_band", "activity", "gender", "residence"},
	},
	"first_visit": {
		groupings: []string{"territory", "structure", "project", "format", "service"},
	},
	"declaration": {
		groupings: []string{"territory", "structure", "project", "format", "service", "age_band", "activity", "gender", "residence"},
		margins:   []string{"age_band", "activity", "gender", "residence", "format", "service"},
	},
	"assessment": {
		groupings: []string{"territory", "structure", "service", "age_band", "activity", "gender", "equipment", "connects", "offline_reason", "barrier"},
	},
	"score": {
		groupings: []string{"territory", "structure", "age_band", "activity", "gender"},
	},
	"referral": {
		groupings: []string{"territory", "structure", "service", "age_band", "activity", "gender"},
	},
	"journey": {
		groupings: []string{"territory", "structure", "age_band", "activity", "gender"},
	},
	"project":          {groupings: []string{"structure", "project", "call"}},
	"money":            {groupings: []string{"territory", "structure", "project", "call", "funder"}},
	"project_help":     {groupings: []string{"territory", "structure", "project", "call"}},
	"project_declared": {groupings: []string{"territory", "structure", "project", "call"}},
}

// What the figures of structures, and those of inhabitants, can be grouped by.
var (
	structureGroupings  = []string{"territory", "structure", "service"}
	structureFilters    = []string{"territory", "structure", "service"}
	populationGroupings = []string{"territory"}
)
