package server

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"

	"vigie/problem"
)

// refusal is why a request is not let through. It is the end of the problem's type and stable.
type refusal string

const (
	foreignHost   refusal = "foreign-host"
	foreignOrigin refusal = "foreign-origin"
	crowded       refusal = "crowded"
	noToken       refusal = "metrics-token"
	notHere       refusal = "metrics-closed"
)

// words are a refusal in one language. A detail says what to change.
type words struct{ title, detail string }

// meaning is how a refusal is answered.
type meaning struct {
	status int
	fr, en words
}

// meanings has every refusal.
func (why refusal) meaning() meaning {
	switch why {
	case foreignHost:
		return meaning{http.StatusMisdirectedRequest,
			words{"Nom d'hôte inconnu", "Cette Vigie ne répond pas au nom « %s ». Si c'est le sien, démarrez-la avec --host NOM (ou VIGIE_HOST) ; sinon, utilisez l'adresse qu'elle affiche en démarrant."},
			words{"Unknown host name", "This Vigie does not answer to the name \"%s\". If it is its own, start it with --host NAME (or VIGIE_HOST); if not, use the address that it prints when it starts."}}
	case foreignOrigin:
		return meaning{http.StatusForbidden,
			words{"Demande d'un autre site", "Une page de « %s » ne peut rien changer ici. Envoyez la demande depuis une page de cette Vigie ou depuis un programme ; si cette adresse est la sienne, démarrez-la avec --host NOM (ou VIGIE_HOST)."},
			words{"Request of another site", "A page of \"%s\" can change nothing here. Send the request from a page of this Vigie or from a program; if that address is its own, start it with --host NAME (or VIGIE_HOST)."}}
	case crowded:
		return meaning{http.StatusServiceUnavailable,
			words{"Trop de demandes à la fois", "Attendez le temps dit par Retry-After, puis recommencez."},
			words{"Too many requests at once", "Wait for the time in Retry-After, then ask again."}}
	case noToken:
		return meaning{http.StatusUnauthorized,
			words{"Jeton des mesures absent", "Envoyez dans l'en-tête « Authorization: Bearer … » le jeton avec lequel cette Vigie a été démarrée (--metrics-token)."},
			words{"No metrics token", "Send the token that this Vigie was started with (--metrics-token) in the header \"Authorization: Bearer …\"."}}
	}
	return meaning{http.StatusForbidden,
		words{"Mesures fermées", "Sans jeton, les mesures ne se lisent que depuis la machine même, par une adresse de bouclage et sans mandataire. Démarrez cette Vigie avec --metrics-token (ou VIGIE_METRICS_TOKEN) et envoyez ce jeton dans l'en-tête « Authorization: Bearer … »."},
		words{"Metrics closed", "Without a token metrics are read on the machine itself alone, by a loopback address and through no proxy. Start this Vigie with --metrics-token (or VIGIE_METRICS_TOKEN), and send that token in the header \"Authorization: Bearer …\"."}}
}

// refuse answers with a problem (RFC 9457) in the reader's language.
func refuse(w http.ResponseWriter, r *http.Request, why refusal, values ...any) {
	m := why.meaning()
	lang := problem.Language(r)
	said := m.fr
	if lang == problem.English {
		said = m.en
	}
	if len(values) > 0 {
		said.detail = fmt.Sprintf(said.detail, values...)
	}
	text, err := json.Marshal(problem.Problem{Type: problem.Type(string(why)), Title: said.title, Status: m.status, Detail: said.detail})
	if err != nil {
		panic(err) // texts and a number
	}
	h := w.Header()
	h.Set("Content-Type", problem.MediaType)
	h.Set("Content-Language", lang)
	h.Set("Content-Length", strconv.Itoa(len(text)))
	h.Set("Cache-Control", "no-store")
	h.Add("Vary", "Accept-Language")
	w.WriteHeader(m.status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(text) // an error here is the reader's broken connection
	}
}
