package event

import "strings"

// In is the reason in the reader's language: in French for "fr", else as it is, in English.
func (f Fault) In(lang string) string {
	if lang != "fr" {
		return f.Reason
	}
	for _, sentence := range sentences {
		if values, ok := match(sentence.en, f.Reason); ok {
			return fill(sentence.fr, values)
		}
	}
	return f.Reason
}

// gap stands in a sentence for a number, the name of a field or a list of values.
const gap = "%"

// sentences are the reasons in both languages, with gaps in the same order. A test holds that there is one for every reason.
var sentences = []struct{ en, fr string }{
	{"Write a whole number from % to %.", "Écrivez un nombre entier de % à %."},
	{"Write a number from 0 to 100.", "Écrivez un nombre de 0 à 100."},
	{"Remove this field: the choices are %.", "Retirez ce champ : les choix sont %."},
	{"Remove this field: % has none of this name.", "Retirez ce champ : % n'en a pas de ce nom."},
	{"Send a JSON object here, with numbers for %.", "Envoyez ici un objet JSON, avec des nombres pour %."},
	{"Send a JSON object here.", "Envoyez ici un objet JSON."},
	{"Send a JSON list here, with values among %.", "Envoyez ici une liste JSON, avec des valeurs parmi %."},
	{"Give this field once only.", "Donnez ce champ une seule fois."},
	{"Give this attribute once only.", "Donnez cet attribut une seule fois."},
	{"Give each value once only.", "Donnez chaque valeur une seule fois."},
	{"Send the event as UTF-8 text.", "Envoyez l'événement en texte UTF-8."},
	{"Send each event as one JSON object.", "Envoyez chaque événement comme un seul objet JSON."},
	{"Send each event as valid JSON: this is none.", "Envoyez chaque événement en JSON valide : ceci n'en est pas."},
	{"Send each event as valid JSON: this breaks at byte %.", "Envoyez chaque événement en JSON valide : celui-ci ne l'est plus à l'octet %."},
	{"Send the data as a JSON object in data.", "Envoyez les données comme un objet JSON dans data."},
	{"Set specversion to 1.0.", "Mettez specversion à 1.0."},
	{"Write the time as 2026-01-31, or with its offset as 2026-01-31T10:00:00+01:00.", "Écrivez time comme 2026-01-31, ou avec son décalage, comme 2026-01-31T10:00:00+01:00."},
	{"Correct the day: events begin with 2000-01-01.", "Corrigez le jour : les événements commencent au 2000-01-01."},
	{"Correct the day: it is more than one day ahead of today in Paris.", "Corrigez le jour : il a plus d'un jour d'avance sur aujourd'hui à Paris."},
	{"Set only the payload that the type names.", "Ne donnez que le contenu que le type nomme."},
	{"Add this field: every event needs it.", "Ajoutez ce champ : tout événement en a besoin."},
	{"Add this field: % needs it.", "Ajoutez ce champ : % en a besoin."},
	{"Give at most as many returning participants as the total.", "Donnez au plus autant de participants déjà venus que le total."},
	{"Name two different structures in from and to.", "Nommez deux structures différentes dans from et to."},
	{"Name the referral too, or leave referral_source out.", "Nommez aussi l'orientation (referral), ou retirez referral_source."},
	{"Give either % or %, not both.", "Donnez soit %, soit %, pas les deux."},
	{"Give either % or %.", "Donnez soit %, soit %."},
	{"Leave this out, or set % to %.", "Retirez ce champ, ou mettez % à %."},
	{"Let these numbers sum to at most the total.", "La somme de ces nombres ne doit pas dépasser le total."},
	{"Let these numbers sum to at most the participations.", "La somme de ces nombres ne doit pas dépasser celui des participations."},
	{"Let each of these numbers be at most the participations.", "Aucun de ces nombres ne doit dépasser celui des participations."},
	{"Give at most as many people as participations.", "Donnez au plus autant de personnes que de participations."},
	{"Write the month as 2026-01.", "Écrivez le mois comme 2026-01."},
	{"Correct the month: events begin with 2000-01.", "Corrigez le mois : les événements commencent au 2000-01."},
	{"Correct the month: it has not begun yet in Paris.", "Corrigez le mois : il n'a pas encore commencé à Paris."},
	{"Write this as text, in quotes.", "Écrivez ceci comme un texte, entre guillemets."},
	{"Fill this in, or leave an optional field out.", "Remplissez ce champ, ou retirez-le s'il est facultatif."},
	{"Shorten this to % bytes.", "Raccourcissez ceci à % octets."},
	{"Remove the control characters and broken signs (U+FFFD).", "Retirez les caractères de contrôle et les signes abîmés (U+FFFD)."},
	{"Send a number of your own for the person: this looks like an e-mail address, a telephone number or a social security number.",
		"Envoyez un numéro à vous pour la personne : ceci ressemble à une adresse électronique, à un numéro de téléphone ou de sécurité sociale."},
	{"Write the source as a URI-reference, such as https://tool.example or urn:example:tool.", "Écrivez la source comme une référence d'URI, telle que https://outil.example ou urn:example:outil."},
	{"Use 1 to 64 lower-case letters, digits, _ and -, the first a letter or digit.", "Utilisez de 1 à 64 minuscules, chiffres, _ et -, en commençant par une lettre ou un chiffre."},
	{"Use 1 to 64 letters, digits, _ - and dots.", "Utilisez de 1 à 64 lettres, chiffres, _ - et points."},
	{"Use the code of a commune or arrondissement (five characters, such as 75113), a département (01, 2A, 974) or an intercommunality (nine digits).",
		"Utilisez le code d'une commune ou d'un arrondissement (cinq caractères, comme 75113), d'un département (01, 2A, 974) ou d'une intercommunalité (neuf chiffres)."},
	{"Use one of %.", "Utilisez l'une de ces valeurs : %."},
	{"Use values among %.", "Utilisez des valeurs parmi %."},
	{"Write true or false, without quotes.", "Écrivez true ou false, sans guillemets."},
}

// things are the names of what has fields, as sentences say them.
var things = map[string]string{
	"a profile":                "un profil",
	"a number of participants": "un nombre de participants",
	"an assessment":            "une évaluation",
	"a referral":               "une orientation",
	"an attendance":            "un accompagnement",
	"a retraction":             "une rétractation",
	"a declaration":            "une déclaration",
	"codes of territories":     "des codes de territoires",
}

// match gives what stands in the gaps of a sentence, where a text is that sentence.
func match(sentence, text string) (values []string, ok bool) {
	parts := strings.Split(sentence, gap)
	rest, ok := strings.CutPrefix(text, parts[0])
	if !ok {
		return nil, false
	}
	for i, part := range parts[1:] {
		at := strings.Index(rest, part)
		if i == len(parts)-2 {
			at = len(rest) - len(part) // the last part ends the text
		}
		if at < 0 || !strings.HasPrefix(rest[at:], part) {
			return nil, false
		}
		values = append(values, rest[:at])
		rest = rest[at+len(part):]
	}
	return values, rest == ""
}

// fill puts values into the gaps of a sentence.
func fill(sentence string, values []string) string {
	parts := strings.Split(sentence, gap)
	text := parts[0]
	for i, value := range values {
		if name, known := things[value]; known {
			value = name
		}
		text += value + parts[i+1]
	}
	return text
}
