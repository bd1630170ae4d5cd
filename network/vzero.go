package network

import (
	"maps"
	"slices"
	"strings"

	"vigie/network/national"
)

// The national standard of 2022 ("v0") has other names for some columns, joins values with ";" and has other
// vocabularies. Its values are read as the national library @gouvfr-anct/lieux-de-mediation-numerique reads them.

const (
	standardZero = "0"
	standardOne  = "1.0.2"
)

// zeroReader rewrites records of 2022 as records of 1.0.2.
type zeroReader struct {
	columns map[string]zeroColumn
}

// zeroColumn is a column of 2022 whose values have changed.
type zeroColumn struct {
	successor string               // where values that are not of 2022 go, to be read as those of 1.0.2
	values    map[string]zeroValue // by their folded beginning, before " :"
}

// zeroValue says what a value of 2022 has become: values of columns of 1.0.2, or nothing where those have none for it.
type zeroValue map[string]string

func newZeroReader() zeroReader {
	return zeroReader{columns: map[string]zeroColumn{
		"services":                 {"services", zeroServices()},
		"publics_accueillis":       {"publics_specifiquement_adresses", zeroPublics()},
		"conditions_acces":         {"frais_a_charge", zeroConditions()},
		"modalites_accompagnement": {"modalites_accompagnement", zeroSupport()},
		"labels_nationaux":         {"dispositif_programmes_nationaux", zeroLabels()},
	}}
}

// recognises tells whether a record is of the standard of 2022.
func (z zeroReader) recognises(cells map[string]string) bool {
	for _, name := range []string{"publics_accueillis", "conditions_acces", "labels_nationaux", "labels_autres", "courriel", "accessibilite", "cle_ban"} {
		if cells[name] != "" {
			return true
		}
	}
	for service := range strings.SplitSeq(cells["services"], ";") {
		if _, ok := z.columns["services"].values[national.Fold(service)]; ok {
			return true
		}
	}
	return false
}

// zeroNames are the columns of 2022 that only changed their name.
func zeroNames() map[string]string {
	return map[string]string{
		"courriel":      "courriels",
		"accessibilite": "fiche_acces_libre",
		"labels_autres": "autres_formations_labels",
	}
}

// originalName is the name that a column of 1.0.2 has in a file of 2022, for messages.
func (z zeroReader) originalName(name string) string {
	for old, renamed := range zeroNames() {
		if renamed == name {
			return old
		}
	}
	for old, column := range z.columns {
		if column.successor == name {
			return old
		}
	}
	return name
}

// zeroUnused are the columns of 2022 that have no successor.
func zeroUnused() []string { return []string{"cle_ban"} }

func fold(values map[string]zeroValue) map[string]zeroValue {
	folded := make(map[string]zeroValue, len(values))
	for name, value := range values {
		folded[national.Fold(name)] = value
	}
	return folded
}

func zeroServices() map[string]zeroValue {
	slug := func(slug string) zeroValue { return zeroValue{"services": slug} }
	return fold(map[string]zeroValue{
		"Devenir autonome dans les démarches administratives":           slug("administrative_procedures"),
		"Réaliser des démarches administratives avec un accompagnement": slug("administrative_procedures"),
		"Accompagner les démarches de santé":                            slug("administrative_procedures"),
		"Prendre en main un smartphone ou une tablette":                 slug("everyday_tools"),
		"Prendre en main un ordinateur":                                 slug("everyday_tools"),
		"Utiliser le numérique au quotidien":                            slug("everyday_tools"),
		"Approfondir ma culture numérique":                              slug("understanding_digital"),
		"Promouvoir la citoyenneté numérique":                           slug("understanding_digital"),
		"Accéder à une connexion internet":                              slug("access_equipment"),
		"Accéder à du matériel":                                         slug("access_equipment"),
		"S'équiper en matériel informatique":                            slug("affordable_equipment"),
		"Favoriser mon insertion professionnelle":                       slug("employment"),
		"Créer et développer mon entreprise":                            slug("employment"),
		"Créer avec le numérique":                                       slug("leisure_creation"),
		"Soutenir la parentalité et l'éducation avec le numérique":      slug("parenting"),
	})
}

func zeroPublics() map[string]zeroValue {
	const publics, adapted = "publics_specifiquement_adresses", "prise_en_charge_specifique"
	return fold(map[string]zeroValue{
		"Jeunes (16-26 ans)":                   {publics: "Jeunes"},
		"Familles/enfants":                     {publics: "Familles et/ou enfants"},
		"Seniors (+ 65 ans)":                   {publics: "Seniors"},
		"Uniquement femmes":                    {publics: "Femmes"},
		"Surdité":                              {adapted: "Surdité"},
		"Handicaps moteurs":                    {adapted: "Handicaps moteurs"},
		"Handicaps mentaux":                    {adapted: "Handicaps mentaux"},
		"Personnes en situation d'illettrisme": {adapted: "Illettrisme"},
		"Public langues étrangères":            {adapted: "Langues étrangères (autres)"},
		"Déficience visuelle":                  {adapted: "Déficience visuelle"},
		"Handicaps psychiques":                 {},
		"Adultes":                              {},
	})
}

func zeroConditions() map[string]zeroValue {
	const fees = "frais_a_charge"
	return fold(map[string]zeroValue{
		"Gratuit":                   {fees: "Gratuit"},
		"Gratuit sous condition":    {fees: "Gratuit sous condition"},
		"Payant":                    {fees: "Payant"},
		"Adhésion":                  {fees: "Payant"},
		"Accepte le Pass numérique": {fees: "Gratuit sous condition"},
	})
}

func zeroSupport() map[string]zeroValue {
	const support = "modalites_accompagnement"
	return fold(map[string]zeroValue{
		"Seul":            {support: "En autonomie"},
		"Avec de l'aide":  {support: "Accompagnement individuel"},
		"A ma place":      {support: "Accompagnement individuel"},
		"Dans un atelier": {support: "Dans un atelier collectif"},
	})
}

func zeroLabels() map[string]zeroValue {
	const programmes, labels, others = "dispositif_programmes_nationaux", "formations_labels", "autres_formations_labels"
	return fold(map[string]zeroValue{
		"Aidants Connect":             {programmes: "Aidants Connect"},
		"CNFS":                        {programmes: "Conseillers numériques"},
		"France Services":             {programmes: "France Services"},
		"Grandes écoles du numérique": {programmes: "Grande école du numérique"},
		"Point numérique CAF":         {programmes: "Point d'accès numérique CAF"},
		"Fabriques de Territoire":     {labels: "Fabriques de Territoire"},
		"APTIC":                       {others: "APTIC"},
		"Campus connecté":             {others: "Campus connecté"},
		"French Tech":                 {others: "French Tech"},
		"Point relais CAF":            {others: "Point relais CAF"},
		"Relais pôle emploi":          {others: "Relais pôle emploi"},
	})
}

// rewrite gives the columns and values of 1.0.2 for those of 2022. What is of neither stays as it is.
func (z zeroReader) rewrite(cells map[string]string) map[string]string {
	rewritten := make(map[string]string, len(cells))
	add := func(name, value string) {
		if value != "" && rewritten[name] != "" {
			value = rewritten[name] + "|" + value
		}
		rewritten[name] = value
	}
	for _, name := range slices.Sorted(maps.Keys(cells)) {
		value := cells[name]
		if newName, renamed := zeroNames()[name]; renamed {
			name, value = newName, strings.ReplaceAll(value, ";", "|")
		}
		column, changed := z.columns[name]
		switch {
		case changed:
			for item := range strings.SplitSeq(strings.ReplaceAll(value, "|", ";"), ";") {
				beginning, _, _ := strings.Cut(item, " :")
				successors, known := column.values[national.Fold(beginning)]
				if !known {
					add(column.successor, clean(item))
				}
				for successor, value := range successors {
					add(successor, value)
				}
			}
		case name == "site_web" || name == "typologie":
			add(name, strings.ReplaceAll(value, ";", "|"))
		case !slices.Contains(zeroUnused(), name):
			add(name, value)
		}
	}
	return rewritten
}
