package demo

// kind is a sort of structure: what it is called, offers, and whom it draws. Everything here is invented, in proportions
// that are plausible for a large town.
type kind struct {
	name      string     // how its structures are called
	typology  string     // code of the national standard
	share     float64    // of all structures in a large town; 0: exactly one in each territory
	country   float64    // of all structures elsewhere
	size      float64    // people it meets, against the others
	appeal    [3]float64 // to people under 25, from 25 to 59, of 60 and more
	services  [9]float64 // probability of offering each service, in the order of event.ServiceValues
	formats   [6]float64 // how it helps, in the order of event.FormatValues
	helpers   [4]float64 // who helps, in the order of event.HelperValues
	hours     []int      // which of openings it may have
	free      float64    // probability that everything is free
	public    string     // publics_specifiquement_adresses; "" for all
	programme string     // a national programme that some of them belong to
	tool      [5]float64 // which of the first tools it sends with (see tools)
}

// openings are opening hours, in OSM syntax.
var openings = []string{
	0:  "Mo-Fr 09:00-12:30,13:30-17:00",
	1:  "Mo-Fr 10:00-13:00,14:00-19:30",
	2:  "Tu-Sa 10:00-19:00",
	3:  "Tu,Th,Fr 13:00-19:00; We,Sa 10:00-19:00",
	4:  "Tu-Sa 13:00-19:00; Su 13:00-18:00",
	5:  "Mo,We,Fr 14:00-18:00",
	6:  "Tu,Th 09:30-12:30; We 14:00-17:00",
	7:  "Mo-We,Fr 08:30-17:00; Th 08:30-19:30; Sa 09:30-12:30",
	8:  "Mo-Fr 14:00-18:00",
	9:  "Mo-Th 09:30-12:30,14:00-18:30; Fr 09:30-12:30",
	10: "Mo,Tu,Th 16:00-20:00; Sa 14:00-18:00",
	11: "Mo-Sa 09:00-19:00",
}

// kinds of structure. Services in order: administrative procedures, everyday tools, employment, safe use, parenting,
// leisure and creation, understanding, access to equipment, affordable equipment. Formats: individual, workshop, remote,
// home visit, outreach, self-service. Helpers: professional, conseiller numérique, volunteer, civic service.
var kinds = []kind{
	{
		name: "Point numérique de mairie", typology: "MUNI", share: 0, country: 0.12, size: 2.2, appeal: [3]float64{0.6, 1, 1.3},
		services: [9]float64{1, 0.2, 0.1, 0.05, 0.05, 0, 0.1, 0.7, 0},
		formats:  [6]float64{60, 4, 8, 0, 3, 25}, helpers: [4]float64{70, 10, 0, 20}, hours: []int{7}, free: 1,
		tool: [5]float64{60, 40, 0, 0, 0},
	},
	{
		name: "Médiathèque", typology: "BIB", share: 0.12, country: 0.19, size: 1.6, appeal: [3]float64{1.1, 0.8, 1.2},
		services: [9]float64{0.5, 0.9, 0.3, 0.4, 0.3, 0.6, 0.5, 0.95, 0},
		formats:  [6]float64{32, 34, 2, 1, 1, 30}, helpers: [4]float64{80, 15, 2, 3}, hours: []int{2, 3, 4}, free: 1,
		programme: "Bibliothèques numérique de référence", tool: [5]float64{15, 0, 85, 0, 0},
	},
	{
		name: "Centre social", typology: "CS", share: 0.12, country: 0.07, size: 1.4, appeal: [3]float64{0.8, 1.1, 1},
		services: [9]float64{0.95, 0.85, 0.5, 0.3, 0.6, 0.2, 0.3, 0.6, 0.02},
		formats:  [6]float64{48, 38, 3, 2, 5, 4}, helpers: [4]float64{45, 20, 30, 5}, hours: []int{0, 9}, free: 0.75,
		public: "Familles et/ou enfants", programme: "Conseillers numériques", tool: [5]float64{55, 35, 0, 0, 10},
	},
	{
		name: "Espace public numérique", typology: "EPN", share: 0.10, country: 0.09, size: 2, appeal: [3]float64{0.8, 1.1, 1.2},
		services: [9]float64{0.85, 1, 0.7, 0.7, 0.4, 0.6, 0.6, 0.9, 0.1},
		formats:  [6]float64{35, 45, 4, 1, 2, 13}, helpers: [4]float64{65, 25, 5, 5}, hours: []int{1, 10}, free: 0.6,
		programme: "Conseillers numériques", tool: [5]float64{60, 40, 0, 0, 0},
	},
	{
		name: "Guichet France Services", typology: "RFS", share: 0.04, country: 0.2, size: 2, appeal: [3]float64{0.6, 1.2, 1.1},
		services: [9]float64{1, 0.3, 0.3, 0.1, 0.1, 0, 0.1, 0.8, 0},
		formats:  [6]float64{72, 3, 6, 1, 6, 12}, helpers: [4]float64{85, 15, 0, 0}, hours: []int{0, 7}, free: 1,
		programme: "France Services", tool: [5]float64{40, 60, 0, 0, 0},
	},
	{
		name: "Association", typology: "ASSO", share: 0.34, country: 0.17, size: 0.7, appeal: [3]float64{0.8, 1.1, 0.9},
		services: [9]float64{0.7, 0.65, 0.35, 0.25, 0.2, 0.2, 0.25, 0.3, 0.05},
		formats:  [6]float64{45, 36, 5, 4, 8, 2}, helpers: [4]float64{20, 10, 60, 10}, hours: []int{5, 6, 8, 9}, free: 0.55,
		tool: [5]float64{35, 25, 10, 0, 30},
	},
	{
		name: "Point information jeunesse", typology: "PIJ_BIJ", share: 0.05, country: 0.02, size: 0.8, appeal: [3]float64{5, 0.15, 0},
		services: [9]float64{0.8, 0.3, 0.8, 0.5, 0.1, 0.4, 0.4, 0.7, 0},
		formats:  [6]float64{60, 25, 6, 0, 5, 4}, helpers: [4]float64{80, 5, 0, 15}, hours: []int{1, 10}, free: 1,
		public: "Jeunes", programme: "Promeneurs du net", tool: [5]float64{50, 50, 0, 0, 0},
	},
	{
		name: "Mission locale", typology: "ML", share: 0.03, country: 0.02, size: 1.2, appeal: [3]float64{6, 0.2, 0},
		services: [9]float64{0.9, 0.3, 1, 0.2, 0.05, 0, 0.1, 0.5, 0.05},
		formats:  [6]float64{72, 22, 4, 0, 2, 0}, helpers: [4]float64{95, 3, 0, 2}, hours: []int{0}, free: 1,
		public: "Jeunes", tool: [5]float64{100, 0, 0, 0, 0},
	},
	{
		name: "Club seniors", typology: "Autre", share: 0.05, country: 0.03, size: 0.8, appeal: [3]float64{0, 0.1, 5},
		services: [9]float64{0.5, 0.9, 0, 0.6, 0, 0.5, 0.4, 0.3, 0.02},
		formats:  [6]float64{30, 58, 2, 8, 2, 0}, helpers: [4]float64{30, 10, 45, 15}, hours: []int{8, 5}, free: 0.5,
		public: "Seniors", tool: [5]float64{20, 40, 0, 0, 40},
	},
	{
		name: "Espace de vie sociale", typology: "EVS", share: 0.05, country: 0.05, size: 0.7, appeal: [3]float64{0.8, 1.2, 0.8},
		services: [9]float64{0.8, 0.6, 0.3, 0.2, 0.6, 0.3, 0.2, 0.4, 0},
		formats:  [6]float64{45, 40, 3, 3, 8, 1}, helpers: [4]float64{40, 10, 45, 5}, hours: []int{8, 9}, free: 0.8,
		public: "Familles et/ou enfants", tool: [5]float64{30, 50, 0, 0, 20},
	},
	{
		name: "Service social de proximité", typology: "CCAS", share: 0.05, country: 0.05, size: 1.3, appeal: [3]float64{0.5, 1.4, 1.1},
		services: [9]float64{1, 0.2, 0.1, 0.05, 0.1, 0, 0.05, 0.4, 0.05},
		formats:  [6]float64{78, 2, 6, 8, 6, 0}, helpers: [4]float64{97, 0, 0, 3}, hours: []int{0}, free: 1,
		programme: "Aidants Connect", tool: [5]float64{80, 20, 0, 0, 0},
	},
	{
		name: "Centre d'hébergement", typology: "CHRS", share: 0.02, country: 0.01, size: 0.6, appeal: [3]float64{0.8, 1.3, 0.5},
		services: [9]float64{0.95, 0.5, 0.5, 0.1, 0.2, 0.1, 0.1, 0.6, 0.1},
		formats:  [6]float64{65, 20, 0, 0, 10, 5}, helpers: [4]float64{70, 10, 20, 0}, hours: []int{11}, free: 1,
		tool: [5]float64{50, 20, 0, 0, 30},
	},
	{
		name: "Ressourcerie numérique", typology: "RESSOURCERIE", share: 0.015, country: 0.01, size: 0.6, appeal: [3]float64{0.8, 1.2, 0.8},
		services: [9]float64{0.1, 0.6, 0.1, 0.2, 0, 0.4, 0.3, 0.6, 1},
		formats:  [6]float64{50, 35, 2, 2, 6, 5}, helpers: [4]float64{50, 0, 40, 10}, hours: []int{2, 3}, free: 0.1,
		tool: [5]float64{60, 40, 0, 0, 0},
	},
	{
		name: "Tiers-lieu", typology: "TIERS_LIEUX", share: 0.035, country: 0.04, size: 0.6, appeal: [3]float64{1.2, 1.2, 0.6},
		services: [9]float64{0.2, 0.7, 0.4, 0.5, 0.2, 0.9, 0.6, 0.7, 0.05},
		formats:  [6]float64{25, 60, 3, 0, 5, 7}, helpers: [4]float64{60, 5, 30, 5}, hours: []int{1, 11}, free: 0.2,
		tool: [5]float64{30, 50, 0, 0, 20},
	},
}
