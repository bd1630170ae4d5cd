package collector

import "net/http"

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

// problemText is a problem in one language. A detail says what to change.
type problemText struct{ title, detail string }

// problemMeaning is how a problem is answered.
type problemMeaning struct {
	status     int
	retryAfter int  // seconds; 0: coming again does not help
	unread     bool // the answer may leave before the body was read
	fr, en     problemText
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
		fr: problemText{"Méthode non acceptée", "Utilisez l'une des méthodes de l'en-tête Allow."},
		en: problemText{"Method not allowed", "Use one of the methods in the Allow header."}},
	problemNoSchema: {status: http.StatusNotFound,
		fr: problemText{"Schéma inconnu", "Demandez le schéma de l'un de ces types : %s."},
		en: problemText{"No such schema", "Ask for the schema of one of these types: %s."}},
	problemNoToken: {status: http.StatusUnauthorized, unread: true,
		fr: problemText{"Jeton absent", "Envoyez votre jeton dans l'en-tête « Authorization: Bearer … » ; l'administrateur du réseau en délivre (vigie token add)."},
		en: problemText{"No token", "Send your token in the header \"Authorization: Bearer …\"; the network's administrator gives them out (vigie token add)."}},
	problemUnknownToken: {status: http.StatusUnauthorized, unread: true,
		fr: problemText{"Jeton inconnu", "Vérifiez que le jeton est entier et qu'il a été délivré pour ce réseau ; au besoin, demandez-en un autre à l'administrateur."},
		en: problemText{"Unknown token", "Check that the token is complete and was made for this network; if need be ask the administrator for another."}},
	problemRevokedToken: {status: http.StatusUnauthorized, unread: true,
		fr: problemText{"Jeton révoqué", "Ce jeton a été révoqué : demandez-en un autre à l'administrateur du réseau."},
		en: problemText{"Revoked token", "This token was revoked: ask the network's administrator for another."}},
	problemExpiredToken: {status: http.StatusUnauthorized, unread: true,
		fr: problemText{"Jeton expiré", "Ce jeton a expiré : demandez-en un autre à l'administrateur du réseau."},
		en: problemText{"Expired token", "This token has expired: ask the network's administrator for another."}},
	problemNothing: {status: http.StatusForbidden, unread: true,
		fr: problemText{"Ce jeton ne permet aucun envoi", "Aucune des structures de ce jeton n'est dans le registre : faites-les importer (vigie import structures), ou demandez un jeton pour des structures connues."},
		en: problemText{"This token may send nothing", "None of this token's structures is in the registry: have them imported (vigie import structures), or ask for a token for structures that are."}},
	problemNotSender: {status: http.StatusForbidden, unread: true,
		fr: problemText{"Ce jeton n'envoie pas d'événements", "Ce jeton sert à lire ou à administrer : envoyez les événements avec le jeton d'une source (vigie token add --source)."},
		en: problemText{"This token sends no events", "This token is for reading or administering: send events with the token of a source (vigie token add --source)."}},
	problemNotAdmin: {status: http.StatusForbidden, unread: true,
		fr: problemText{"Réservé à l'administration", "Utilisez un jeton d'administrateur (vigie token add --reader administrator)."},
		en: problemText{"For administrators only", "Use an administrator's token (vigie token add --reader administrator)."}},
	problemNotJSON: {status: http.StatusUnsupportedMediaType, unread: true,
		fr: problemText{"Type de contenu non accepté", "Envoyez du JSON, avec « Content-Type: application/json »."},
		en: problemText{"Content type not taken", "Send JSON, with \"Content-Type: application/json\"."}},
	problemErasure: {status: http.StatusBadRequest,
		fr: problemText{"Demande d'effacement illisible", "Envoyez un objet JSON avec deux textes et rien d'autre : « person », la référence de la personne telle que l'outil l'envoie, et « space », l'espace de ses références (celui du jeton de la source : par défaut, la source). Rien n'a été effacé."},
		en: problemText{"Unreadable request to erase", "Send a JSON object with two texts and nothing else: \"person\", the person's reference as the tool sends it, and \"space\", the space of its references (that of the source's token: by default the source). Nothing was erased."}},
	problemErasureText: {status: http.StatusUnprocessableEntity,
		fr: problemText{"Demande d'effacement incomplète", "« %s » doit être un texte de 1 à 200 octets sans caractère de contrôle. Rien n'a été effacé."},
		en: problemText{"Incomplete request to erase", "\"%s\" must be a text of 1 to 200 bytes without control characters. Nothing was erased."}},
	problemNoReceipt: {status: http.StatusNotFound,
		fr: problemText{"Reçu inconnu", "Vérifiez les 32 chiffres hexadécimaux du reçu : aucun effacement ne porte celui-ci."},
		en: problemText{"No such receipt", "Check the 32 hexadecimal digits of the receipt: no erasure has this one."}},
	problemMediaType: {status: http.StatusUnsupportedMediaType, unread: true,
		fr: problemText{"Type de contenu non accepté", frTypes},
		en: problemText{"Content type not taken", enTypes}},
	problemNoMediaType: {status: http.StatusUnsupportedMediaType, unread: true,
		fr: problemText{"Type de contenu absent", frTypes},
		en: problemText{"No content type", enTypes}},
	problemForm: {status: http.StatusUnsupportedMediaType, unread: true,
		fr: problemText{"Ceci est annoncé comme un formulaire", "Des outils comme curl l'annoncent ainsi quand rien d'autre ne leur est dit. " + frTypes},
		en: problemText{"This is announced as a form", "Tools such as curl announce it so where nothing else is told them. " + enTypes}},
	problemPlainJSON: {status: http.StatusUnsupportedMediaType, unread: true,
		fr: problemText{"JSON sans enveloppe annoncée", "Si le corps est un événement entier (specversion, id, source, type, time, data), envoyez-le avec « Content-Type: application/cloudevents+json », un tableau d'événements avec application/cloudevents-batch+json, un événement par ligne avec application/x-ndjson. S'il n'est que le contenu de data, ajoutez les en-têtes ce-specversion, ce-id, ce-source, ce-type et ce-time."},
		en: problemText{"JSON without an announced envelope", "If the body is a whole event (specversion, id, source, type, time, data), send it with \"Content-Type: application/cloudevents+json\", an array of events with application/cloudevents-batch+json, one event a line with application/x-ndjson. If it is only what data holds, add the headers ce-specversion, ce-id, ce-source, ce-type and ce-time."}},
	problemBinary: {status: http.StatusUnsupportedMediaType, unread: true,
		fr: problemText{"En-têtes ce-* incomplets", "Ajoutez ce qui manque aux en-têtes de l'événement : %s. Ou envoyez l'événement entier dans le corps, avec « Content-Type: application/cloudevents+json »."},
		en: problemText{"Incomplete ce-* headers", "Add what the event's headers lack: %s. Or send the whole event in the body, with \"Content-Type: application/cloudevents+json\"."}},
	problemBinaryType: {status: http.StatusUnsupportedMediaType, unread: true,
		fr: problemText{"Contenu d'un événement qui n'est pas du JSON", "Les en-têtes ce-* sont complets : envoyez le contenu de data en JSON, avec « Content-Type: application/json »."},
		en: problemText{"Data of an event that is not JSON", "The ce-* headers are complete: send what data holds as JSON, with \"Content-Type: application/json\"."}},
	problemCharset: {status: http.StatusUnsupportedMediaType, unread: true,
		fr: problemText{"Encodage de caractères non accepté", "Envoyez le corps en UTF-8."},
		en: problemText{"Charset not taken", "Send the body as UTF-8."}},
	problemEncoding: {status: http.StatusUnsupportedMediaType, unread: true,
		fr: problemText{"Compression non acceptée", "Envoyez le corps tel quel, ou compressé avec « Content-Encoding: gzip »."},
		en: problemText{"Content encoding not taken", "Send the body as it is, or compressed with \"Content-Encoding: gzip\"."}},
	problemKnown: {status: http.StatusUnsupportedMediaType, unread: true,
		fr: problemText{"Compression non acceptée", "Le corps est compressé avec %s : envoyez-le tel quel, ou compressé avec « Content-Encoding: gzip »."},
		en: problemText{"Content encoding not taken", "The body is compressed with %s: send it as it is, or compressed with \"Content-Encoding: gzip\"."}},
	problemEmpty: {status: http.StatusBadRequest,
		fr: problemText{"Corps vide", "Envoyez au moins un événement."},
		en: problemText{"Empty body", "Send at least one event."}},
	problemBroken: {status: http.StatusBadRequest,
		fr: problemText{"JSON invalide", "Le corps n'est pas du JSON à partir de l'octet %d ; rien n'en a été enregistré. Corrigez-le et renvoyez-le."},
		en: problemText{"Broken JSON", "The body stops being JSON at byte %d; nothing of it was kept. Mend it and send it again."}},
	problemNotArray: {status: http.StatusBadRequest,
		fr: problemText{"Tableau attendu", "Envoyez un tableau JSON d'événements, ou un seul événement en application/cloudevents+json."},
		en: problemText{"An array is expected", "Send a JSON array of events, or a single event as application/cloudevents+json."}},
	problemArray: {status: http.StatusBadRequest,
		fr: problemText{"Un seul événement attendu", "Envoyez un objet JSON, ou le tableau en application/cloudevents-batch+json."},
		en: problemText{"A single event is expected", "Send one JSON object, or the array as application/cloudevents-batch+json."}},
	problemGzip: {status: http.StatusBadRequest, unread: true,
		fr: problemText{"Compression illisible", "Le corps n'est pas du gzip valide, bien que Content-Encoding le dise." + frOn},
		en: problemText{"Broken gzip", "The body is not valid gzip, although Content-Encoding says so." + enOn}},
	problemCutOff: {status: http.StatusBadRequest, unread: true,
		fr: problemText{"Corps interrompu", "L'envoi s'est arrêté avant la fin du corps." + frOn},
		en: problemText{"Body cut off", "The sending stopped before the end of the body." + enOn}},
	problemSilent: {status: http.StatusBadRequest, unread: true,
		fr: problemText{"Envoi trop lent", "Plus rien n'est arrivé pendant trop longtemps." + frOn},
		en: problemText{"Sender too slow", "Nothing more arrived for too long." + enOn}},
	problemTooLarge: {status: http.StatusRequestEntityTooLarge, unread: true,
		fr: problemText{"Corps trop grand", "Un événement seul ou un tableau tient en 16 Mio : envoyez-en davantage en application/x-ndjson, un événement par ligne, sans limite de longueur."},
		en: problemText{"Body too large", "A single event or an array is at most 16 MiB: send more as application/x-ndjson, one event a line, at any length."}},
	problemInflated: {status: http.StatusRequestEntityTooLarge, unread: true,
		fr: problemText{"Corps décompressé trop grand", "Décompressé, le corps dépasse de plus de cent fois ce qui a été envoyé : envoyez-le sans compression." + frOn},
		en: problemText{"Inflated body too large", "Inflated, the body is more than a hundred times what was sent: send it uncompressed." + enOn}},
	problemAllRejected: {status: http.StatusUnprocessableEntity,
		fr: problemText{"Tous les événements sont rejetés", "Rien n'a été enregistré : corrigez chaque événement selon « rejected » et renvoyez-les."},
		en: problemText{"All events are rejected", "Nothing was kept: mend each event as \"rejected\" says and send them again."}},
	problemBusy: {status: http.StatusTooManyRequests, retryAfter: 1, unread: true,
		fr: problemText{"Trop d'envois à la fois", "Attendez le temps dit par Retry-After." + frOn},
		en: problemText{"Too much is being sent at once", "Wait for the time in Retry-After." + enOn}},
	problemWarehouse: {status: http.StatusServiceUnavailable, retryAfter: 5, unread: true,
		fr: problemText{"Entrepôt indisponible", "L'entrepôt de données ne répond pas ; ce n'est pas la faute de vos événements. Attendez le temps dit par Retry-After." + frOn},
		en: problemText{"Warehouse unavailable", "The data warehouse does not answer; your events are not at fault. Wait for the time in Retry-After." + enOn}},
	problemFull: {status: http.StatusServiceUnavailable, retryAfter: 30, unread: true,
		fr: problemText{"File d'attente pleine", "L'entrepôt de données ne suit pas et la file d'attente du collecteur est pleine ; ce n'est pas la faute de vos événements. Attendez le temps dit par Retry-After." + frOn},
		en: problemText{"Spool full", "The data warehouse does not keep up and the collector's spool is full; your events are not at fault. Wait for the time in Retry-After." + enOn}},
	problemSpool: {status: http.StatusServiceUnavailable, retryAfter: 10, unread: true,
		fr: problemText{"Disque indisponible", "Le disque du collecteur n'accepte plus d'écriture ; ce n'est pas la faute de vos événements. Attendez le temps dit par Retry-After." + frOn},
		en: problemText{"Disk unavailable", "The collector's disk takes nothing more; your events are not at fault. Wait for the time in Retry-After." + enOn}},
	problemStopping: {status: http.StatusServiceUnavailable, retryAfter: 5, unread: true,
		fr: problemText{"Arrêt en cours", "Le collecteur s'arrête. Attendez le temps dit par Retry-After." + frOn},
		en: problemText{"Stopping", "The collector is stopping. Wait for the time in Retry-After." + enOn}},
}
