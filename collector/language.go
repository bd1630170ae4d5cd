package collector

import (
	"fmt"
	"slices"

	"vigie/event"
)

// sentences are the reasons that only the collector gives, in French.
var sentences = map[string]string{
	reasonTooLarge:  "Envoyez des événements d'au plus 64 Kio chacun : celui-ci est plus grand.",
	reasonSource:    "N'envoyez que des événements de la source du jeton : celui-ci en a une autre.",
	reasonUnknown:   "Utilisez l'identifiant d'une structure du registre, ou faites d'abord importer celle-ci.",
	reasonResidence: "Utilisez le code Insee d'une commune ou d'un arrondissement qui existe, ou celui d'un territoire du réseau : ce code n'est celui d'aucun, il est peut-être postal.",
	reasonStructure: "Utilisez un jeton qui vaut pour cette structure.",
	reasonReferral:  "Utilisez un jeton qui vaut pour l'une des structures de l'orientation.",
}

// The reasons that only the collector gives.
const (
	reasonTooLarge  = "Send events of at most 64 KiB each: this one is larger."
	reasonSource    = "Send events of the token's own source only: this event has another."
	reasonUnknown   = "Use the id of a structure in the registry, or have this one imported first."
	reasonResidence = "Use the INSEE code of a commune or arrondissement that exists, or that of a territory of the network: this code is nobody's, perhaps it is a postcode."
	reasonStructure = "Use a token that may speak for this structure."
	reasonReferral  = "Use a token that may speak for one of the referral's structures."
)

// in is the result with its sentences in the sender's language; they are made in English.
func (r *Result) in(lang string) *Result {
	if r == nil || lang != "fr" {
		return r
	}
	said := *r
	known := map[string]string{} // thousands of rejections have few reasons
	french := func(reason string) string {
		if known[reason] == "" {
			known[reason] = sentences[reason]
		}
		if known[reason] == "" {
			known[reason] = event.Fault{Reason: reason}.In(lang)
		}
		return known[reason]
	}
	said.Rejected = slices.Clone(r.Rejected)
	for i := range said.Rejected {
		entry := &said.Rejected[i]
		entry.Reason = french(entry.Reason)
		entry.Faults = slices.Clone(entry.Faults)
		for j := range entry.Faults {
			entry.Faults[j].Reason = french(entry.Faults[j].Reason)
		}
	}
	if r.Ended != "" {
		said.Ended = fmt.Sprintf("Après %d événements rejetés ou en conflit, une requête s'arrête. Corrigez ceux qui sont nommés ici et reprenez après l'indice %d.", MaxNamed, r.CommittedThrough)
	}
	return &said
}
