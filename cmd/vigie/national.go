package main

import (
	"sync"

	"vigie/network/national"
)

// nationalTerritory tells whether a code is that of a territory of the country, from a list that is read when it is first asked. In a
// program that was built without the list, every code is one: residences are then taken as they come.
func (s *session) nationalTerritory() func(code string) bool {
	codes := sync.OnceValues(func() (map[string]bool, error) {
		country, err := national.Load()
		if err != nil {
			s.log.Warn("residences are not held against the national list", "error", err)
			return nil, err
		}
		return country.Codes(), nil
	})
	return func(code string) bool {
		known, err := codes()
		return err != nil || known[code]
	}
}
