package collector

import (
	"net/http"

	"vigie/problem"
)

// problemKind names why a request is not answered as it wants. It is the end of the problem's type and stable.
type problemKind string

const (
	problemMethod       problemKind = "method"
	problemNoSchema     problemKind = "no-such-schema"
	problemNoToken      problemKind = "no-token"
	problemUnknownToken problemKind = "unknown-token"
	problemRevokedToken problemKind = "revoked-token"
	problemExpiredToken problemKind = "expired-token"
	problemNothing      problemKind = "nothing-may-be-sent"
	problemNotSender    problemKind = "not-a-sender"
	problemNotAdmin     problemKind = "not-an-administrator"
	problemNotJSON      problemKind = "not-json"
	problemErasure      problemKind = "erasure"
	problemErasureText  problemKind = "erasure-text"
	problemNoReceipt    problemKind = "no-such-receipt"
	problemMediaType    problemKind = "media-type"
	problemNoMediaType  problemKind = "no-media-type"
	problemForm         problemKind = "form"
	problemPlainJSON    problemKind = "plain-json"
	problemBinary       problemKind = "binary-headers"
	problemBinaryType   problemKind = "binary-type"
	problemCharset      problemKind = "charset"
	problemEncoding     problemKind = "content-encoding"
	problemKnown        problemKind = "known-encoding"
	problemEmpty        problemKind = "empty-body"
	problemBroken       problemKind = "broken-json"
	problemNotArray     problemKind = "not-an-array"
	problemArray        problemKind = "array"
	problemGzip         problemKind = "broken-gzip"
	problemCutOff       problemKind = "cut-off"
	problemSilent       problemKind = "silent-sender"
	problemTooLarge     problemKind = "too-large"
	problemInflated     problemKind = "inflated-too-large"
	problemAllRejected  problemKind = "all-rejected"
	problemBusy         problemKind = "busy"
	problemWarehouse    problemKind = "warehouse"
	problemFull         problemKind = "spool-full"
	problemSpool        problemKind = "spool"
	problemStopping     problemKind = "stopping"
)

// problemMeaning is how a problem is answered.
type problemMeaning struct {
	status     int
	retryAfter int  // seconds; 0: coming again does not help
	unread     bool // the answer may leave before the body was read
	fr, en     problem.Words
}

const (
	frOn = " Ce qui a déjà été enregistré figure dans cette réponse : reprenez après committed_through, ou renvoyez tout."
	enOn = " What has been kept already is in this answer: go on after committed_through, or send everything again."
)

const (
	frTypes = "Indiquez dans Content-Type l'un de : application/cloudevents+json (un événement), application/cloudevents-batch+json (un tableau), " +
		"application/x-ndjson (un événement par ligne) ; ou application/json (le contenu de data) avec les en-têtes ce-specversion, ce-id, ce-source, ce-type et ce-time."
	enTypes = "Set Content-Type to one of: application/cloudevents+json (one event), application/cloudevents-batch+json (an array), " +
		"application/x-ndjson (one event a line); or application/json (what data holds) with the headers ce-specversion, ce-id, ce-source, ce-type and ce-time."
)

var problems = map[problemKind]problemMeaning{
	problemMethod: {status: http.StatusMethodNotAllowed, unread: true,
		fr: problem.Words{Title: "Méthode non acceptée", Detail: "Utilisez l'une des méthodes de l'en-tête Allow."},
		en: problem.Words{Title: "Method not allowed", Detail: "Use one of the methods in the Allow header."}},
	problemNoSchema: {status: http.StatusNotFound,
		fr: problem.Words{Title: "Schéma inconnu", Detail: "Demandez le schéma de l'un de ces types : %s."},
		en: problem.Words{Title: "No such schema", Detail: "Ask for the schema of one of these types: %s."}},
	problemNoToken: {status: http.StatusUnauthorized, unread: true,
		fr: problem.Words{Title: "Jeton absent", Detail: "Envoyez votre jeton dans l'en-tête « Authorization: Bearer … » ; l'administrateur du réseau en délivre (vigie token add)."},
		en: problem.Words{Title: "No token", Detail: "Send your token in the header \"Authorization: Bearer …\"; the network's administrator gives them out (vigie token add)."}},
	problemUnknownToken: {status: http.StatusUnauthorized, unread: true,
		fr: problem.Words{Title: "Jeton inconnu", Detail: "Vérifiez que le jeton est entier et qu'il a été délivré pour ce réseau ; au besoin, demandez-en un autre à l'administrateur."},
		en: problem.Words{Title: "Unknown token", Detail: "Check that the token is complete and was made for this network; if need be ask the administrator for another."}},
	problemRevokedToken: {status: http.StatusUnauthorized, unread: true,
		fr: problem.Words{Title: "Jeton révoqué", Detail: "Ce jeton a été révoqué : demandez-en un autre à l'administrateur du réseau."},
		en: problem.Words{Title: "Revoked token", Detail: "This token was revoked: ask the network's administrator for another."}},
	problemExpiredToken: {status: http.StatusUnauthorized, unread: true,
		fr: problem.Words{Title: "Jeton expiré", Detail: "Ce jeton a expiré : demandez-en un autre à l'administrateur du réseau."},
		en: problem.Words{Title: "Expired token", Detail: "This token has expired: ask the network's administrator for another."}},
	problemNothing: {status: http.StatusForbidden, unread: true,
		fr: problem.Words{Title: "Ce jeton ne permet aucun envoi", Detail: "Aucune des structures de ce jeton n'est dans le registre : faites-les importer (vigie import structures), ou demandez un jeton pour des structures connues."},
		en: problem.Words{Title: "This token may send nothing", Detail: "None of this token's structures is in the registry: have them imported (vigie import structures), or ask for a token for structures that are."}},
	problemNotSender: {status: http.StatusForbidden, unread: true,
		fr: problem.Words{Title: "Ce jeton n'envoie pas d'événements", Detail: "Ce jeton sert à lire ou à administrer : envoyez les événements avec le jeton d'une source (vigie token add --source)."},
		en: problem.Words{Title: "This token sends no events", Detail: "This token is for reading or administering: send events with the token of a source (vigie token add --source)."}},
	problemNotAdmin: {status: http.StatusForbidden, unread: true,
		fr: problem.Words{Title: "Réservé à l'administration", Detail: "Utilisez un jeton d'administrateur (vigie token add --reader administrator)."},
		en: problem.Words{Title: "For administrators only", Detail: "Use an administrator's token (vigie token add --reader administrator)."}},
	problemNotJSON: {status: http.StatusUnsupportedMediaType, unread: true,
		fr: problem.Words{Title: "Type de contenu non accepté", Detail: "Envoyez du JSON, avec « Content-Type: application/json »."},
		en: problem.Words{Title: "Content type not taken", Detail: "Send JSON, with \"Content-Type: application/json\"."}},
	problemErasure: {status: http.StatusBadRequest,
		fr: problem.Words{Title: "Demande d'effacement illisible", Detail: "Envoyez un objet JSON avec deux textes et rien d'autre : « person », la référence de la personne telle que l'outil l'envoie, et « space », l'espace de ses références (celui du jeton de la source : par défaut, la source). Rien n'a été effacé."},
		en: problem.Words{Title: "Unreadable request to erase", Detail: "Send a JSON object with two texts and nothing else: \"person\", the person's reference as the tool sends it, and \"space\", the space of its references (that of the source's token: by default the source). Nothing was erased."}},
	problemErasureText: {status: http.StatusUnprocessableEntity,
		fr: problem.Words{Title: "Demande d'effacement incomplète", Detail: "« %s » doit être un texte de 1 à 200 octets sans caractère de contrôle. Rien n'a été effacé."},
		en: problem.Words{Title: "Incomplete request to erase", Detail: "\"%s\" must be a text of 1 to 200 bytes without control characters. Nothing was erased."}},
	problemNoReceipt: {status: http.StatusNotFound,
		fr: problem.Words{Title: "Reçu inconnu", Detail: "Vérifiez les 32 chiffres hexadécimaux du reçu : aucun effacement ne porte celui-ci."},
		en: problem.Words{Title: "No such receipt", Detail: "Check the 32 hexadecimal digits of the receipt: no erasure has this one."}},
	problemMediaType: {status: http.StatusUnsupportedMediaType, unread: true,
		fr: problem.Words{Title: "Type de contenu non accepté", Detail: frTypes},
		en: problem.Words{Title: "Content type not taken", Detail: enTypes}},
	problemNoMediaType: {status: http.StatusUnsupportedMediaType, unread: true,
		fr: problem.Words{Title: "Type de contenu absent", Detail: frTypes},
		en: problem.Words{Title: "No content type", Detail: enTypes}},
	problemForm: {status: http.StatusUnsupportedMediaType, unread: true,
		fr: problem.Words{Title: "Ceci est annoncé comme un formulaire", Detail: "Des outils comme curl l'annoncent ainsi quand rien d'autre ne leur est dit. " + frTypes},
		en: problem.Words{Title: "This is announced as a form", Detail: "Tools such as curl announce it so where nothing else is told them. " + enTypes}},
	problemPlainJSON: {status: http.StatusUnsupportedMediaType, unread: true,
		fr: problem.Words{Title: "JSON sans enveloppe annoncée", Detail: "Si le corps est un événement entier (specversion, id, source, type, time, data), envoyez-le avec « Content-Type: application/cloudevents+json », un tableau d'événements avec application/cloudevents-batch+json, un événement par ligne avec application/x-ndjson. S'il n'est que le contenu de data, ajoutez les en-têtes ce-specversion, ce-id, ce-source, ce-type et ce-time."},
		en: problem.Words{Title: "JSON without an announced envelope", Detail: "If the body is a whole event (specversion, id, source, type, time, data), send it with \"Content-Type: application/cloudevents+json\", an array of events with application/cloudevents-batch+json, one event a line with application/x-ndjson. If it is only what data holds, add the headers ce-specversion, ce-id, ce-source, ce-type and ce-time."}},
	problemBinary: {status: http.StatusUnsupportedMediaType, unread: true,
		fr: problem.Words{Title: "En-têtes ce-* incomplets", Detail: "Ajoutez ce qui manque aux en-têtes de l'événement : %s. Ou envoyez l'événement entier dans le corps, avec « Content-Type: application/cloudevents+json »."},
		en: problem.Words{Title: "Incomplete ce-* headers", Detail: "Add what the event's headers lack: %s. Or send the whole event in the body, with \"Content-Type: application/cloudevents+json\"."}},
	problemBinaryType: {status: http.StatusUnsupportedMediaType, unread: true,
		fr: problem.Words{Title: "Contenu d'un événement qui n'est pas du JSON", Detail: "Les en-têtes ce-* sont complets : envoyez le contenu de data en JSON, avec « Content-Type: application/json »."},
		en: problem.Words{Title: "Data of an event that is not JSON", Detail: "The ce-* headers are complete: send what data holds as JSON, with \"Content-Type: application/json\"."}},
	problemCharset: {status: http.StatusUnsupportedMediaType, unread: true,
		fr: problem.Words{Title: "Encodage de caractères non accepté", Detail: "Envoyez le corps en UTF-8."},
		en: problem.Words{Title: "Charset not taken", Detail: "Send the body as UTF-8."}},
	problemEncoding: {status: http.StatusUnsupportedMediaType, unread: true,
		fr: problem.Words{Title: "Compression non acceptée", Detail: "Envoyez le corps tel quel, ou compressé avec « Content-Encoding: gzip »."},
		en: problem.Words{Title: "Content encoding not taken", Detail: "Send the body as it is, or compressed with \"Content-Encoding: gzip\"."}},
	problemKnown: {status: http.StatusUnsupportedMediaType, unread: true,
		fr: problem.Words{Title: "Compression non acceptée", Detail: "Le corps est compressé avec %s : envoyez-le tel quel, ou compressé avec « Content-Encoding: gzip »."},
		en: problem.Words{Title: "Content encoding not taken", Detail: "The body is compressed with %s: send it as it is, or compressed with \"Content-Encoding: gzip\"."}},
	problemEmpty: {status: http.StatusBadRequest,
		fr: problem.Words{Title: "Corps vide", Detail: "Envoyez au moins un événement."},
		en: problem.Words{Title: "Empty body", Detail: "Send at least one event."}},
	problemBroken: {status: http.StatusBadRequest,
		fr: problem.Words{Title: "JSON invalide", Detail: "Le corps n'est pas du JSON à partir de l'octet %d ; rien n'en a été enregistré. Corrigez-le et renvoyez-le."},
		en: problem.Words{Title: "Broken JSON", Detail: "The body stops being JSON at byte %d; nothing of it was kept. Mend it and send it again."}},
	problemNotArray: {status: http.StatusBadRequest,
		fr: problem.Words{Title: "Tableau attendu", Detail: "Envoyez un tableau JSON d'événements, ou un seul événement en application/cloudevents+json."},
		en: problem.Words{Title: "An array is expected", Detail: "Send a JSON array of events, or a single event as application/cloudevents+json."}},
	problemArray: {status: http.StatusBadRequest,
		fr: problem.Words{Title: "Un seul événement attendu", Detail: "Envoyez un objet JSON, ou le tableau en application/cloudevents-batch+json."},
		en: problem.Words{Title: "A single event is expected", Detail: "Send one JSON object, or the array as application/cloudevents-batch+json."}},
	problemGzip: {status: http.StatusBadRequest, unread: true,
		fr: problem.Words{Title: "Compression illisible", Detail: "Le corps n'est pas du gzip valide, bien que Content-Encoding le dise." + frOn},
		en: problem.Words{Title: "Broken gzip", Detail: "The body is not valid gzip, although Content-Encoding says so." + enOn}},
	problemCutOff: {status: http.StatusBadRequest, unread: true,
		fr: problem.Words{Title: "Corps interrompu", Detail: "L'envoi s'est arrêté avant la fin du corps." + frOn},
		en: problem.Words{Title: "Body cut off", Detail: "The sending stopped before the end of the body." + enOn}},
	problemSilent: {status: http.StatusBadRequest, unread: true,
		fr: problem.Words{Title: "Envoi trop lent", Detail: "Plus rien n'est arrivé pendant trop longtemps." + frOn},
		en: problem.Words{Title: "Sender too slow", Detail: "Nothing more arrived for too long." + enOn}},
	problemTooLarge: {status: http.StatusRequestEntityTooLarge, unread: true,
		fr: problem.Words{Title: "Corps trop grand", Detail: "Un événement seul ou un tableau tient en 16 Mio : envoyez-en davantage en application/x-ndjson, un événement par ligne, sans limite de longueur."},
		en: problem.Words{Title: "Body too large", Detail: "A single event or an array is at most 16 MiB: send more as application/x-ndjson, one event a line, at any length."}},
	problemInflated: {status: http.StatusRequestEntityTooLarge, unread: true,
		fr: problem.Words{Title: "Corps décompressé trop grand", Detail: "Décompressé, le corps dépasse de plus de cent fois ce qui a été envoyé : envoyez-le sans compression." + frOn},
		en: problem.Words{Title: "Inflated body too large", Detail: "Inflated, the body is more than a hundred times what was sent: send it uncompressed." + enOn}},
	problemAllRejected: {status: http.StatusUnprocessableEntity,
		fr: problem.Words{Title: "Tous les événements sont rejetés", Detail: "Rien n'a été enregistré : corrigez chaque événement selon « rejected » et renvoyez-les."},
		en: problem.Words{Title: "All events are rejected", Detail: "Nothing was kept: mend each event as \"rejected\" says and send them again."}},
	problemBusy: {status: http.StatusTooManyRequests, retryAfter: 1, unread: true,
		fr: problem.Words{Title: "Trop d'envois à la fois", Detail: "Attendez le temps dit par Retry-After." + frOn},
		en: problem.Words{Title: "Too much is being sent at once", Detail: "Wait for the time in Retry-After." + enOn}},
	problemWarehouse: {status: http.StatusServiceUnavailable, retryAfter: 5, unread: true,
		fr: problem.Words{Title: "Entrepôt indisponible", Detail: "L'entrepôt de données ne répond pas ; ce n'est pas la faute de vos événements. Attendez le temps dit par Retry-After." + frOn},
		en: problem.Words{Title: "Warehouse unavailable", Detail: "The data warehouse does not answer; your events are not at fault. Wait for the time in Retry-After." + enOn}},
	problemFull: {status: http.StatusServiceUnavailable, retryAfter: 30, unread: true,
		fr: problem.Words{Title: "File d'attente pleine", Detail: "L'entrepôt de données ne suit pas et la file d'attente du collecteur est pleine ; ce n'est pas la faute de vos événements. Attendez le temps dit par Retry-After." + frOn},
		en: problem.Words{Title: "Spool full", Detail: "The data warehouse does not keep up and the collector's spool is full; your events are not at fault. Wait for the time in Retry-After." + enOn}},
	problemSpool: {status: http.StatusServiceUnavailable, retryAfter: 10, unread: true,
		fr: problem.Words{Title: "Disque indisponible", Detail: "Le disque du collecteur n'accepte plus d'écriture ; ce n'est pas la faute de vos événements. Attendez le temps dit par Retry-After." + frOn},
		en: problem.Words{Title: "Disk unavailable", Detail: "The collector's disk takes nothing more; your events are not at fault. Wait for the time in Retry-After." + enOn}},
	problemStopping: {status: http.StatusServiceUnavailable, retryAfter: 5, unread: true,
		fr: problem.Words{Title: "Arrêt en cours", Detail: "Le collecteur s'arrête. Attendez le temps dit par Retry-After." + frOn},
		en: problem.Words{Title: "Stopping", Detail: "The collector is stopping. Wait for the time in Retry-After." + enOn}},
}
