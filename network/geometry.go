package network

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
)

// maxFeature bounds one outline, in bytes: that of a département with its coast has some hundred thousand.
const maxFeature = 32 << 20

// ImportGeometry reads the outlines of territories from a GeoJSON FeatureCollection of polygons (WGS 84), matched on the
// property named key, and keeps those that are new or have changed. Several features of one territory make one outline.
// Features of no territory of the registry are listed as Unmatched. All structures are attached anew.
func (r *Registry) ImportGeometry(ctx context.Context, file io.Reader, key string) (Report, error) {
	report := Report{Kind: "geometry"}
	k, at, end, err := r.begin(ctx)
	if err != nil {
		return report, err
	}
	defer end()
	areas, err := readOutlines(file, key, &report, k.territories)
	if err != nil {
		return report, fmt.Errorf("read the outlines: %w", err)
	}
	after := maps.Clone(k.outlines)
	var changed []string
	for _, code := range slices.Sorted(maps.Keys(areas)) {
		text, err := json.Marshal(geojson.NewGeometry(simplest(areas[code])))
		if err != nil {
			return report, fmt.Errorf("write the outline of %s: %w", code, err)
		}
		known, exists := k.outlines[code]
		same := exists && string(known) == string(text)
		report.Tally(exists, same)
		if !same {
			after[code] = text
			changed = append(changed, code)
		}
	}
	err = r.insert(ctx, insertOutlinesSQL, len(changed), func(b driver.Batch, i int) error {
		return b.Append(changed[i], string(after[changed[i]]), at)
	})
	if err != nil {
		return report, fmt.Errorf("keep the outlines: %w", err)
	}
	return report, r.attachAll(ctx, &report, k.structures, nil, k.territories, after, k.attachments, at)
}

// readOutlines collects the outlines of the registry's territories. Features beyond the first of a territory count as
// read with it.
func readOutlines(file io.Reader, key string, report *Report, territories []Territory) (map[string]orb.MultiPolygon, error) {
	known := make(map[string]bool, len(territories))
	for _, t := range territories {
		known[t.Code] = true
	}
	areas := make(map[string]orb.MultiPolygon)
	features := newElements(file, "features", maxFeature)
	for n := 1; ; n++ {
		element, line, err := features.next()
		if errors.Is(err, io.EOF) {
			return areas, nil
		}
		if err != nil {
			return nil, err
		}
		code, area, fault := readFeature(element, key)
		if fault != nil {
			fault.Line = line
			if fault.ID == "" {
				fault.ID = fmt.Sprintf("feature %d", n)
			}
			report.Read++
			report.Refused++
			report.Add(*fault)
			continue
		}
		if !known[code] {
			report.Read++
			report.Refused++
			report.Unmatched = append(report.Unmatched, code)
			continue
		}
		if _, more := areas[code]; !more {
			report.Read++
		}
		areas[code] = append(areas[code], area...)
	}
}

func readFeature(element json.RawMessage, key string) (code string, area orb.MultiPolygon, _ *Fault) {
	// The properties first: they name the feature even where its geometry cannot be read.
	var named struct {
		Properties map[string]any `json:"properties"`
	}
	if err := json.Unmarshal(element, &named); err != nil {
		return "", nil, &Fault{Reason: "this is no GeoJSON feature: {\"type\": \"Feature\", \"properties\": {…}, \"geometry\": {…}} is expected"}
	}
	switch value := named.Properties[key].(type) {
	case string:
		code = clean(value)
	case float64:
		code = fmt.Sprintf("%.0f", value)
	}
	if code == "" {
		return "", nil, &Fault{Field: key, Reason: fmt.Sprintf("the feature has no property %q with the code of its territory: name another with --key", key)}
	}
	feature, err := geojson.UnmarshalFeature(element)
	if err != nil {
		return code, nil, &Fault{ID: code, Field: "geometry", Reason: "the geometry cannot be read: it is not as GeoJSON writes a Polygon or a MultiPolygon"}
	}
	switch geometry := feature.Geometry.(type) {
	case orb.Polygon:
		area = orb.MultiPolygon{geometry}
	case orb.MultiPolygon:
		area = geometry
	case nil:
		return code, nil, &Fault{ID: code, Field: "geometry", Reason: "the feature has no geometry: a Polygon or MultiPolygon is expected"}
	default:
		return code, nil, &Fault{ID: code, Field: "geometry", Reason: fmt.Sprintf("a Polygon or MultiPolygon is expected, not a %s", geometry.GeoJSONType())}
	}
	if reason := mend(area); reason != "" {
		return code, nil, &Fault{ID: code, Field: "geometry", Reason: reason}
	}
	return code, area, nil
}

// mend closes rings that end where they did not begin, and says what cannot be mended.
func mend(area orb.MultiPolygon) (reason string) {
	if len(area) == 0 {
		return "the geometry is empty"
	}
	for _, polygon := range area {
		if len(polygon) == 0 {
			return "a polygon of the geometry is empty"
		}
		for i, ring := range polygon {
			for _, point := range ring {
				if !(point.Lon() >= -180 && point.Lon() <= 180 && point.Lat() >= -90 && point.Lat() <= 90) {
					return fmt.Sprintf("%.0f, %.0f is no position in degrees: export the file in WGS 84 (EPSG:4326)", point.Lon(), point.Lat())
				}
			}
			if len(ring) > 0 && !ring.Closed() {
				ring = append(ring, ring[0])
				polygon[i] = ring
			}
			if len(ring) < 4 {
				return fmt.Sprintf("a ring has %d points: an outline has at least 4, the last of them the first", len(ring))
			}
		}
	}
	return ""
}

// simplest is a Polygon where one is enough.
func simplest(area orb.MultiPolygon) orb.Geometry {
	if len(area) == 1 {
		return area[0]
	}
	return area
}

// decodeOutlines reads the outlines that the registry keeps.
func decodeOutlines(outlines map[string]json.RawMessage) (map[string]orb.MultiPolygon, error) {
	areas := make(map[string]orb.MultiPolygon, len(outlines))
	for code, text := range outlines {
		geometry, err := geojson.UnmarshalGeometry(text)
		if err != nil {
			return nil, fmt.Errorf("read the outline of %s: %w", code, err)
		}
		switch g := geometry.Geometry().(type) {
		case orb.Polygon:
			areas[code] = orb.MultiPolygon{g}
		case orb.MultiPolygon:
			areas[code] = g
		}
	}
	return areas, nil
}
