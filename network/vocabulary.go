package network

import (
	"fmt"
	"slices"
	"strings"

	"vigie/network/national"
)

// vocabulary is the list of values that the national standard (1.0.2) allows in a column, in its spelling, and what they
// are kept as. Spellings that differ in accents, capitals or apostrophes are the same value.
type vocabulary struct {
	names []string          // in the order of the standard
	kept  map[string]string // folded spelling → what is kept
}

func words(names ...string) vocabulary {
	v := vocabulary{names: names, kept: make(map[string]string, len(names))}
	for _, name := range names {
		v.kept[national.Fold(name)] = name
	}
	return v
}

// check finds the value in the vocabulary.
func (v vocabulary) check(value string) (string, error) {
	if kept, ok := v.kept[national.Fold(value)]; ok {
		return kept, nil
	}
	if len(v.names) > 12 {
		return "", fmt.Errorf("%q is none of the %d values of the national standard", shorten(value, 80), len(v.names))
	}
	return "", fmt.Errorf("%q is no value of the national standard: choose among %s", shorten(value, 80), strings.Join(v.names, " | "))
}

// Services lists the slugs of the nine services, in the order of the standard as domain figures show them.
func Services() []string {
	return []string{"administrative_procedures", "everyday_tools", "employment", "safe_use", "parenting", "leisure_creation",
		"understanding_digital", "access_equipment", "affordable_equipment"}
}

// serviceWords keeps services as slugs.
func serviceWords() vocabulary {
	v := words("Aide aux démarches administratives", "Maîtrise des outils numériques du quotidien",
		"Insertion professionnelle via le numérique", "Utilisation sécurisée du numérique",
		"Parentalité et éducation avec le numérique", "Loisirs et créations numériques", "Compréhension du monde numérique",
		"Accès internet et matériel informatique", "Acquisition de matériel informatique à prix solidaire")
	for i, slug := range Services() {
		v.kept[national.Fold(v.names[i])] = slug
		v.kept[national.Fold(slug)] = slug
	}
	return v
}

func typologyWords() vocabulary {
	return words(strings.Fields(`ACI ACIPHC AFPA AI ASE ASSO ASSO_CHOMEUR Autre AVIP BIB CAARUD CADA CAF CAP_EMPLOI CAVA CC
		CCAS CCONS CD CDAS CFP CHRS CHU CIAS CIDFF CITMET CMP CMS CPAM CPH CS CSAPA CSC DEETS DEPT DIPLP E2C EA EATT EI EITI
		ENM EPCI EPI EPIDE EPN ES ESAT ESS ETTI EVS FABLAB FABRIQUE FAIS FT GEIQ HUDA LA_POSTE MDE MDH MDEF MDPH MDS MJC ML MQ
		MSA MSAP MUNI OACAS ODC OF OIL OPCS PAD PENSION PI PIJ_BIJ PIMMS PJJ PLIE PREF PREVENTION REG RELAIS_LECTURE
		RESSOURCERIE RFS RS_FJT SCP SPIP TIERS_LIEUX UDAF`)...)
}

func feeWords() vocabulary { return words("Gratuit", "Gratuit sous condition", "Payant") }

func itineranceWords() vocabulary { return words("Itinérant", "Fixe") }

func publicWords() vocabulary {
	return words("Jeunes", "Étudiants", "Familles et/ou enfants", "Seniors", "Femmes")
}

func adaptedWords() vocabulary {
	return words("Surdité", "Handicaps moteurs", "Handicaps mentaux", "Illettrisme", "Langues étrangères (anglais)",
		"Langues étrangères (autres)", "Déficience visuelle")
}

func programmeWords() vocabulary {
	return words("Aidants Connect", "Bibliothèques numérique de référence", "Certification PIX", "Conseillers numériques",
		"Emmaüs Connect", "France Services", "Grande école du numérique", "La Croix Rouge", "Point d'accès numérique CAF",
		"Promeneurs du net", "Relais numérique (Emmaüs Connect)")
}

func labelWords() vocabulary {
	return words("Formé à « Mon Espace Santé »", "Formé à « DUPLEX » (illettrisme)",
		"Arnia/MedNum BFC (Bourgogne-Franche-Comté)", "Collectif ressources et acteurs réemploi (Normandie)",
		"Étapes numériques (La Poste)", "Fabriques de Territoire", "Les Éclaireurs du numérique (Drôme)",
		"Mes Papiers (Métropole de Lyon)", "ORDI 3.0", "SUD LABS (PACA)")
}

func accessWords() vocabulary {
	return words("Se présenter", "Téléphoner", "Contacter par mail", "Envoyer un mail avec une fiche de prescription",
		"Prendre un RDV en ligne", "Ce lieu n'accueille pas de public")
}

func supportWords() vocabulary {
	return words("En autonomie", "Accompagnement individuel", "Dans un atelier collectif", "À distance")
}

// checkAll brings the items of a list to their normal form, without repeats; what is refused is told and left out.
func checkAll(items []string, check func(string) (string, error)) (kept []string, refused []error) {
	kept = make([]string, 0, len(items))
	for _, item := range items {
		normal, err := check(item)
		switch {
		case err != nil:
			refused = append(refused, err)
		case normal != "" && !slices.Contains(kept, normal):
			kept = append(kept, normal)
		}
	}
	return kept, refused
}
