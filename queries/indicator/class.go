package indicator

import "slices"

// Keys of figures that are no class, territory, structure or month.
const (
	KeyTotal = "total"
	// KeyUnknown holds what has no territory, structure or class, or a territory that is known too roughly: 75056, a parent.
	KeyUnknown = "unknown"
	// KeyOutside holds places and residences in France that are not territories of the registry.
	KeyOutside = "outside"
)

// Class is one of the values that a grouping takes, where these are the same for every network.
type Class struct {
	// Key is the slug of the events.
	Key  string
	Name Text
}

// unknown is the class of what the events do not say.
var unknown = Class{KeyUnknown, Text{"inconnu", "unknown"}}

// classes are the enumerations of the events that figures are grouped by, in the order in which they are shown.
var classes = map[string][]Class{
	"age_band": {
		{"under_12", Text{"moins de 12 ans", "under 12"}},
		{"12_17", Text{"12 à 17 ans", "12 to 17"}},
		{"18_24", Text{"18 à 24 ans", "18 to 24"}},
		{"18_34", Text{"18 à 34 ans, sans précision", "18 to 34, not more precisely"}},
		{"25_39", Text{"25 à 39 ans", "25 to 39"}},
		{"35_59", Text{"35 à 59 ans, sans précision", "35 to 59, not more precisely"}},
		{"40_59", Text{"40 à 59 ans", "40 to 59"}},
		{"60_64", Text{"60 à 64 ans", "60 to 64"}},
		{"60_69", Text{"60 à 69 ans, sans précision", "60 to 69, not more precisely"}},
		{"60_plus", Text{"60 ans et plus, sans précision", "60 and over, not more precisely"}},
		{"65_69", Text{"65 à 69 ans", "65 to 69"}},
		{"70_plus", Text{"70 ans et plus", "70 and over"}},
		unknown,
	},
	"activity": {
		{"student", Text{"en études", "studying"}},
		{"employed", Text{"en emploi", "in work"}},
		{"job_seeker", Text{"en recherche d’emploi", "looking for work"}},
		{"retired", Text{"à la retraite", "retired"}},
		{"at_home", Text{"au foyer ou en incapacité de travailler", "at home or unable to work"}},
		{"not_employed", Text{"sans emploi, sans précision", "not in work, not more precisely"}},
		unknown,
	},
	"gender": {
		{"woman", Text{"femme", "woman"}},
		{"man", Text{"homme", "man"}},
		{"other", Text{"autre", "other"}},
		unknown,
	},
	"service": {
		{"administrative_procedures", Text{"Aide aux démarches administratives", "Help with administrative procedures"}},
		{"everyday_tools", Text{"Maîtrise des outils numériques du quotidien", "Everyday digital tools"}},
		{"employment", Text{"Insertion professionnelle via le numérique", "Employment through digital skills"}},
		{"safe_use", Text{"Utilisation sécurisée du numérique", "Safe use of digital tools"}},
		{"parenting", Text{"Parentalité et éducation avec le numérique", "Parenting and education with digital tools"}},
		{"leisure_creation", Text{"Loisirs et créations numériques", "Digital leisure and creation"}},
		{"understanding_digital", Text{"Compréhension du monde numérique", "Understanding the digital world"}},
		{"access_equipment", Text{"Accès internet et matériel informatique", "Internet access and equipment"}},
		{"affordable_equipment", Text{"Acquisition de matériel informatique à prix solidaire", "Equipment at a solidarity price"}},
		unknown,
	},
	"format": {
		{"individual", Text{"accompagnement individuel", "one to one"}},
		{"workshop", Text{"atelier", "workshop"}},
		{"remote", Text{"à distance", "remote"}},
		{"home_visit", Text{"à domicile", "home visit"}},
		{"outreach", Text{"aller vers", "outreach"}},
		{"self_service", Text{"accès libre", "self-service"}},
	},
	"equipment": {
		{"smartphone", Text{"smartphone", "smartphone"}},
		{"computer", Text{"ordinateur", "computer"}},
		{"tablet", Text{"tablette", "tablet"}},
		{"none", Text{"aucun équipement", "no equipment"}},
		unknown,
	},
	"connects": {
		{"daily", Text{"tous les jours", "every day"}},
		{"weekly", Text{"chaque semaine", "every week"}},
		{"rarely", Text{"rarement", "rarely"}},
		{"never", Text{"jamais", "never"}},
		unknown,
	},
	"offline_reason": {
		{"skills", Text{"manque de compétences", "lack of skills"}},
		{"cost", Text{"coût", "cost"}},
		{"equipment", Text{"manque d’équipement", "lack of equipment"}},
		{"no_interest", Text{"pas d’intérêt", "no interest"}},
		{"other", Text{"autre raison", "another reason"}},
		unknown,
	},
	"barrier": {
		{"skills", Text{"manque de compétences", "lack of skills"}},
		{"fear_of_error", Text{"peur de se tromper", "fear of making a mistake"}},
		{"prefers_in_person", Text{"préférence pour un accueil physique", "preference for help in person"}},
		{"connection", Text{"pas de connexion", "no connection"}},
		{"language", Text{"langue", "language"}},
		{"other", Text{"autre raison", "another reason"}},
		unknown,
	},
}

// Classes returns the values of a grouping or filter that are the same for every network (age_band, activity, gender, service,
// format, equipment, connects, offline_reason, barrier), in the order in which they are shown; nil for any other.
func Classes(name string) []Class { return slices.Clone(classes[name]) }

// specialNames name the keys that are no class, territory, structure or month.
var specialNames = map[string]Text{
	KeyTotal:   {"ensemble", "total"},
	KeyUnknown: unknown.Name,
	KeyOutside: {"hors du réseau", "outside the network"},
}

// SpecialName returns the name of KeyTotal, KeyUnknown or KeyOutside; false for any other key.
func SpecialName(key string) (Text, bool) {
	name, ok := specialNames[key]
	return name, ok
}
