package network

import (
	"context"
	"math"

	"github.com/paulmach/orb/planar"
)

// Position is a place on the earth, in degrees (WGS 84).
type Position struct{ Latitude, Longitude float64 }

// earthRadius is the mean radius of the earth, in kilometres.
const earthRadius = 6371.0088

// Kilometres is how far it is to another position as the crow flies, on a sphere.
func (p Position) Kilometres(q Position) float64 {
	const degree = math.Pi / 180
	north, east := math.Sin((q.Latitude-p.Latitude)*degree/2), math.Sin((q.Longitude-p.Longitude)*degree/2)
	chord := north*north + math.Cos(p.Latitude*degree)*math.Cos(q.Latitude*degree)*east*east
	return 2 * earthRadius * math.Asin(min(1, math.Sqrt(chord)))
}

// Middles are the centroids of the territories whose outlines were imported. One of a territory bent like a horseshoe may lie outside it.
func (r *Registry) Middles(ctx context.Context) (map[string]Position, error) {
	k, err := r.current(ctx)
	if err != nil {
		return nil, err
	}
	areas, err := decodeOutlines(k.outlines)
	if err != nil {
		return nil, err
	}
	middles := make(map[string]Position, len(areas))
	for code, area := range areas {
		// Degrees of longitude are shorter than those of latitude, all of them alike within a territory: that moves no centroid.
		middle, _ := planar.CentroidArea(area)
		middles[code] = Position{Latitude: middle.Lat(), Longitude: middle.Lon()}
	}
	return middles, nil
}
