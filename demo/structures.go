package demo

import (
	"fmt"
	"math"

	"vigie/event"
	"vigie/network"
)

const (
	standard   = "1.0.2"          // version of the national standard that the records follow
	noSIRET    = "00000000000000" // what the standard takes where there is no SIRET
	misplaced  = 0.004            // records without position that say only "Paris"
	scatterBy  = 0.0035           // degrees of latitude by which positions scatter around the middle of a large place
	madeUpCall = "+3319900%04d"   // 01 99 00 …: numbers that ARCEP keeps for works of fiction
	website    = "https://demo.vigie.example/structures/"
	mailDomain = "@demo.vigie.example"
)

// structure is the record of a site in the national standard, as it was last checked by a day.
func (n *Network) structure(i int, day event.Day) network.Structure {
	s := &n.sites[i]
	p := &n.places[s.place]
	d := newDraws()
	d.begin(n.options.Seed, uint64(i), textNumber("record"))
	registered := n.options.Registered()
	r := network.Structure{
		ID: s.id, Standard: standard, Pivot: noSIRET, Name: s.name,
		Commune: p.name, Postcode: p.postcode, INSEE: p.code,
		Address: fmt.Sprintf("%d rue de la Démonstration", 1+d.IntN(120)), Typologies: []string{s.kind.typology},
		Summary: "Lieu fictif du réseau de démonstration.", Origin: "Vigie (démonstration)", Itinerance: []string{"Fixe"},
		UpdatedOn: checked(registered.AddDays(-d.recordAge()), registered, day).String(),
		OpenedOn:  date(s.opened), ClosedOn: date(s.closed),
	}
	if s.travels {
		r.Itinerance = []string{"Itinérant"}
	}
	if s.opening >= 0 {
		r.Hours = openings[s.opening]
	}
	for _, service := range s.services {
		r.Services = append(r.Services, string(service))
	}
	p.locate(&r, s, d)
	d.contact(&r, s, i)
	d.welcome(&r, s)
	n.means(&r, s, d)
	return r
}

func date(day event.Day) string {
	if day == 0 {
		return ""
	}
	return day.String()
}

// recordAge is the number of days since a record was last checked: half of them within six months, one in eight more
// than eighteen months ago.
func (d *draws) recordAge() int {
	switch u := d.Float64(); {
	case u < 0.50:
		return 1 + d.IntN(180)
	case u < 0.72:
		return 184 + d.IntN(180)
	case u < 0.87:
		return 367 + d.IntN(180)
	}
	return 550 + d.IntN(700)
}

// locate says where the structure stands.
func (p *place) locate(r *network.Structure, s *site, d *draws) {
	if p.ofParis {
		r.Commune = "Paris"
		if s.number > 1 && d.chance(misplaced) {
			r.INSEE, r.Postcode = unplaced, "75000"
			return
		}
	} else {
		r.DeclaredTerritory = p.code
	}
	if p.located && d.chance(0.95) {
		// Less populous places are smaller.
		by := scatterBy * min(max(math.Sqrt(p.population/100_000), 0.4), 1)
		latitude := degrees(p.latitude + by*(2*d.Float64()-1))
		longitude := degrees(p.longitude + by*1.5*(2*d.Float64()-1))
		r.Latitude, r.Longitude = &latitude, &longitude
	}
}

// degrees rounds to about ten metres.
func degrees(value float64) float64 { return math.Round(value*1e4) / 1e4 }

// contact says how to reach the structure; some say little.
func (d *draws) contact(r *network.Structure, s *site, i int) {
	if d.chance(0.85) {
		r.Phone = fmt.Sprintf(madeUpCall, i%10_000)
		r.AccessModes = append(r.AccessModes, "Téléphoner")
	}
	if d.chance(0.7) {
		r.Emails = []string{s.id + mailDomain}
		r.AccessModes = append(r.AccessModes, "Contacter par mail")
	}
	if d.chance(0.6) {
		r.Websites = []string{website + s.id}
	}
	if d.chance(0.15) {
		r.Booking = website + s.id + "/rendez-vous"
		r.AccessModes = append(r.AccessModes, "Prendre un RDV en ligne")
	}
	if len(r.AccessModes) == 0 || d.chance(0.8) {
		r.AccessModes = append([]string{"Se présenter"}, r.AccessModes...)
	}
}

// needs that a structure may be able to meet (prise_en_charge_specifique), with their probabilities.
var needs = []struct {
	name        string
	probability float64
}{
	{"Surdité", 0.06}, {"Handicaps moteurs", 0.14}, {"Handicaps mentaux", 0.06}, {"Illettrisme", 0.12},
	{"Langues étrangères (anglais)", 0.12}, {"Langues étrangères (autres)", 0.07}, {"Déficience visuelle", 0.05},
}

// welcome says whom the structure is for, how and at what price.
func (d *draws) welcome(r *network.Structure, s *site) {
	if s.kind.public != "" && d.chance(0.8) {
		r.Publics = []string{s.kind.public}
	}
	for _, need := range needs {
		if d.chance(need.probability) {
			r.Adapted = append(r.Adapted, need.name)
		}
	}
	if d.chance(0.85) {
		switch {
		case d.chance(s.kind.free):
			r.Fees = []string{"Gratuit"}
		case d.chance(0.6):
			r.Fees = []string{"Gratuit sous condition"}
		default:
			r.Fees = []string{"Payant"}
		}
	}
	modes := []struct {
		name   string
		format event.Format
	}{
		{"En autonomie", event.FormatSelfService}, {"Accompagnement individuel", event.FormatIndividual},
		{"Dans un atelier collectif", event.FormatWorkshop}, {"À distance", event.FormatRemote},
	}
	for _, mode := range modes {
		for i, format := range event.FormatValues() {
			if format == mode.format && s.kind.formats[i] >= 3 {
				r.SupportModes = append(r.SupportModes, mode.name)
			}
		}
	}
	if s.kind.programme != "" && (s.kind.typology == "RFS" || d.chance(0.4)) {
		r.Programmes = []string{s.kind.programme}
	}
	if d.chance(0.1) {
		r.Labels = []string{"Formé à « Mon Espace Santé »"}
	}
}

// means says what the structure works with, as far as it tells.
func (n *Network) means(r *network.Structure, s *site, d *draws) {
	if d.chance(0.7) {
		capacity := uint32(max(1, math.Round(n.participationsPerWeek(s)*(0.7+0.7*d.Float64()))))
		r.CapacityWeek = &capacity
	}
	lends := false
	for _, service := range s.services {
		lends = lends || service == event.ServiceAccessEquipment
	}
	if d.chance(0.75) {
		devices := uint32(d.IntN(3))
		if lends {
			devices = uint32(2 + d.IntN(15))
		}
		r.Devices = &devices
	}
	if d.chance(0.8) {
		wifi := lends || d.chance(0.5)
		r.Wifi = &wifi
	}
	if d.chance(0.3) {
		r.CharterSignedOn = n.options.To.AddDays(-1 - d.IntN(1200)).String()
	}
	// Most tell their hours of help, some only how many people they employ for it, some nothing.
	switch u, halves := d.Float64(), float64(1+d.IntN(8)); {
	case u < 0.5:
		r.StaffedHoursWeek = new(7 * halves)
	case u < 0.75:
		r.StaffFTE = new(halves / 2)
	}
}
