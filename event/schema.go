package event

import (
	"encoding/json"
	"maps"
	"slices"
)

// schema is a JSON Schema, or a part of one.
type schema map[string]any

// Schema is the JSON Schema (draft 2020-12) of a whole event of the kind, as
// CloudEvents JSON. It says all that Decode demands, except what a schema can't: future
// days, texts counted in bytes, sums, personal references. For a kind that is none of
// Kinds it is nil.
func Schema(kind Kind) []byte {
	of, known := payloadOf(kind)
	if !known {
		return nil
	}
	data := of.schema()
	text, err := json.MarshalIndent(schema{
		"$schema":     "https://json-schema.org/draft/2020-12/schema",
		"$id":         "/schemas/" + string(kind) + ".json",
		"title":       string(kind),
		"description": "A CloudEvent of Vigie: " + of.about + ". Attributes of the envelope beyond these are accepted and ignored.",
		"type":        "object",
		"required":    []string{"specversion", "id", "source", "type", "time", "data"},
		"properties": schema{
			"specversion": schema{"const": specVersion},
			"id":          described(idForm.schema, "Identifies the event together with source, for ever."),
			"source":      described(sourceForm.schema, "Who sends."),
			"type":        schema{"const": kind},
			"time": schema{"type": "string", "pattern": patternMoment,
				"description": "A date, or a date-time with offset; only the day in Europe/Paris is kept, and it is at most tomorrow."},
			"data":        data,
			"data_base64": schema{"type": "null"},
		},
	}, "", "  ")
	if err != nil {
		panic(err) // maps of texts and numbers can be written
	}
	return append(text, '\n')
}

func (t *table[T]) schema() schema {
	properties := schema{}
	var needed []string
	for _, field := range t.fields {
		if field.required {
			needed = append(needed, field.name)
			properties[field.name] = described(field.schema, field.about)
		} else {
			properties[field.name] = described(nullable(field.schema), field.about)
		}
	}
	of := schema{"type": "object", "properties": properties, "additionalProperties": false}
	if needed != nil {
		of["required"] = needed
	}
	var all []schema
	for _, rule := range t.rules {
		if rule.schema != nil {
			all = append(all, rule.schema)
		}
	}
	if all != nil {
		of["allOf"] = all
	}
	return of
}

func described(of schema, about string) schema {
	of = maps.Clone(of)
	of["description"] = about
	return of
}

// nullable is a schema that takes null, too: an optional field that is null is absent.
func nullable(of schema) schema {
	of = maps.Clone(of)
	if kind, typed := of["type"]; typed {
		of["type"] = []any{kind, "null"}
	}
	if choices, chosen := of["enum"].([]any); chosen {
		of["enum"] = append(slices.Clone(choices), nil)
	}
	return of
}

// enum lists the values of an enumeration for a schema.
func enum[E ~string](values []E) []any {
	list := make([]any, len(values))
	for i, value := range values {
		list[i] = value
	}
	return list
}

// given says that a field is there and not null.
func given(name string) schema {
	return schema{"required": []string{name}, "properties": schema{name: schema{"not": schema{"type": "null"}}}}
}

const patternMoment = `^[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|[12][0-9]))` +
	`(?:[Tt](?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\.[0-9]+)?(?:[Zz]|[+\-](?:[01][0-9]|2[0-3]):[0-5][0-9]))?$`
