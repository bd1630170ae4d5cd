package server

import (
	"encoding/json"
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
	broken        refusal = "broken"
	noToken       refusal = "metrics-token"
	notHere       refusal = "metrics-closed"
)

// meaning is how a refusal is answered.
func (why refusal) meaning() problem.Meaning {
	switch why {
	case foreignHost:
		return problem.Meaning{Status: http.StatusMisdirectedRequest,
			French:  problem.Words{Title: "Nom d'hôte inconnu", Detail: "Cette Vigie ne répond pas au nom « %s ». Si c'est le sien, démarrez-la avec --host NOM (ou VIGIE_HOST) ; sinon, utilisez l'adresse qu'elle affiche en démarrant."},
			English: problem.Words{Title: "Unknown host name", Detail: "This Vigie does not answer to the name \"%s\". If it is its own, start it with --host NAME (or VIGIE_HOST); if not, use the address that it prints when it starts."}}
	case foreignOrigin:
		return problem.Meaning{Status: http.StatusForbidden,
			French:  problem.Words{Title: "Demande d'un autre site", Detail: "Une page de « %s » ne peut rien changer ici. Envoyez la demande depuis une page de cette Vigie ou depuis un programme ; si cette adresse est la sienne, démarrez-la avec --host NOM (ou VIGIE_HOST)."},
			English: problem.Words{Title: "Request of another site", Detail: "A page of \"%s\" can change nothing here. Send the request from a page of this Vigie or from a program; if that address is its own, start it with --host NAME (or VIGIE_HOST)."}}
	case crowded:
		return problem.Meaning{Status: http.StatusServiceUnavailable,
			French:  problem.Words{Title: "Trop de demandes à la fois", Detail: "Attendez le temps dit par Retry-After, puis recommencez."},
			English: problem.Words{Title: "Too many requests at once", Detail: "Wait for the time in Retry-After, then ask again."}}
	case broken:
		return problem.Meaning{Status: http.StatusInternalServerError,
			French:  problem.Words{Title: "Vigie a un défaut", Detail: "La réponse n'a pas pu être faite. Prévenez qui tient cette Vigie : son journal dit pourquoi."},
			English: problem.Words{Title: "Vigie has a fault", Detail: "No answer could be made. Tell who runs this Vigie: its log says why."}}
	case noToken:
		return problem.Meaning{Status: http.StatusUnauthorized,
			French:  problem.Words{Title: "Jeton des mesures absent", Detail: "Envoyez dans l'en-tête « Authorization: Bearer … » le jeton avec lequel cette Vigie a été démarrée (--metrics-token)."},
			English: problem.Words{Title: "No metrics token", Detail: "Send the token that this Vigie was started with (--metrics-token) in the header \"Authorization: Bearer …\"."}}
	}
	return problem.Meaning{Status: http.StatusForbidden,
		French:  problem.Words{Title: "Mesures fermées", Detail: "Sans jeton, les mesures ne se lisent que depuis la machine même, par une adresse de bouclage et sans mandataire. Démarrez cette Vigie avec --metrics-token (ou VIGIE_METRICS_TOKEN) et envoyez ce jeton dans l'en-tête « Authorization: Bearer … »."},
		English: problem.Words{Title: "Metrics closed", Detail: "Without a token metrics are read on the machine itself alone, by a loopback address and through no proxy. Start this Vigie with --metrics-token (or VIGIE_METRICS_TOKEN), and send that token in the header \"Authorization: Bearer …\"."}}
}

// refuse answers with a problem (RFC 9457) in the reader's language.
func refuse(w http.ResponseWriter, r *http.Request, why refusal, values ...any) {
	lang := problem.Language(r)
	said := why.meaning().In(string(why), lang, values...)
	text, err := json.Marshal(said)
	if err != nil {
		panic(err) // texts and a number
	}
	problem.SetHeaders(w.Header(), lang)
	w.Header().Set("Content-Length", strconv.Itoa(len(text)))
	w.WriteHeader(said.Status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(text) // an error here is the reader's broken connection
	}
}
