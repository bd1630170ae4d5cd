// Reads OSM opening-hours strings from standard input, a JSON list of strings, and answers with what npm's
// opening_hours makes of each in the reference week of package hours: {"spans": [[opens, closes], …]} in minutes since
// Monday 2026-10-05 00:00, or {"error": "…"}. With the argument "real" the strings are those of the real places.
process.env.TZ = 'UTC' // no change of hour inside the week
const fs = require('fs')
const OpeningHours = require('opening_hours')

const monday = new Date(2026, 9, 5)
const next = new Date(2026, 9, 12)
const minutes = date => Math.round((date - monday) / 60000)
const place = { lat: 45.9, lon: 6.1, address: { country_code: 'fr', state: 'Auvergne-Rhône-Alpes' } }

function week (text) {
  try {
    const spans = []
    for (const [from, to, unknown] of new OpeningHours(text, place, 0).getOpenIntervals(monday, next)) {
      if (unknown) continue
      const last = spans[spans.length - 1]
      if (last && last[1] === minutes(from)) last[1] = minutes(to)
      else spans.push([minutes(from), minutes(to)])
    }
    return { spans }
  } catch (error) {
    return { error: String(error) }
  }
}

const texts = process.argv[2] === 'real'
  ? require('@gouvfr-anct/cartographie-nationale/assets/data/source.json').map(place => place.horaires).filter(Boolean)
  : JSON.parse(fs.readFileSync(0, 'utf8'))
console.log(JSON.stringify(texts.map(text => ({ text, ...week(text) }))))
