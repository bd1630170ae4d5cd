package chart

// Bullet is a bar on the scale of its own target, with a tick at the target and one at what is expected by now. A script has no part in it.
type Bullet struct {
	Label    string // what it shows, for those who do not see it
	Bar      string // how long it is; "" where nothing is known
	More     string // how long it may be at most, where that is longer
	Target   string // where the ticks are
	Expected string // "" where nothing is
	Beyond   bool   // the bar is longer than the drawing
}

// BulletKey says what of bullets a legend explains: only what some of them draw.
type BulletKey struct{ Bar, More, Expected bool }

// KeyOf is the key of some bullets, of which some may be nil; nil where nothing is drawn.
func KeyOf(bullets ...*Bullet) *BulletKey {
	var key *BulletKey
	for _, b := range bullets {
		if b == nil {
			continue
		}
		if key == nil {
			key = &BulletKey{}
		}
		key.Bar, key.More, key.Expected = key.Bar || b.Bar != "", key.More || b.More != "", key.Expected || b.Expected != ""
	}
	return key
}

// bulletEnd is where the scale of all bullets ends, in targets: they compare.
const bulletEnd = 1.5

// NewBullet draws shares of a target: reached, at most so where it is known within bounds, and expected. Nil is unknown.
func NewBullet(label string, reached, most, expected *float64) *Bullet {
	at := func(share float64) string { return percent(100 * min(max(share, 0), bulletEnd) / bulletEnd) }
	b := &Bullet{Label: label, Target: at(1)}
	if reached != nil {
		b.Bar, b.Beyond = at(*reached), *reached > bulletEnd
		if most != nil && *most > *reached {
			b.More = at(*most)
		}
	}
	if expected != nil {
		b.Expected = at(*expected)
	}
	return b
}
