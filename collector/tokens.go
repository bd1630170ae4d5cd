package collector

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"

	_ "embed"

	"vigie/event"
	"vigie/warehouse"
)

// secretPrefix starts every token, so that a token that got into a file can be found there.
const secretPrefix = "vigie_"

// Role is what a token that sends nothing is for.
type Role string

const (
	// RoleSender is that of the tokens of sources, which send events and do nothing else.
	RoleSender Role = ""
	// RoleAdministrator may erase persons.
	RoleAdministrator Role = "administrator"
)

// Token is what its bearer may do. The token itself is told once, when it is added; what is kept is its SHA-256.
type Token struct {
	ID         string    // short id, for people: the first 8 hexadecimal digits of the hash
	Role       Role      // any but RoleSender has no source, space and structures
	Source     string    // the source whose events it may send, a URI-reference
	Space      string    // space of the source's references of persons; "" when adding means the source
	Structures []string  // ids of the structures it may speak for; empty means all
	Created    time.Time // UTC
	Expires    string    // first day (Europe/Paris) on which it is refused, such as 2026-12-31; "" means never
	Revoked    bool

	hash    [sha256.Size]byte
	changed time.Time
}

// Expired tells whether the token is refused at the instant because its last day is over.
func (t Token) Expired(at time.Time) bool {
	return t.Expires != "" && event.DayOf(at).String() >= t.Expires
}

// Tokens manages the tokens of a warehouse. It is safe for concurrent use.
type Tokens struct {
	warehouse *warehouse.Warehouse
	now       func() time.Time
}

// NewTokens manages the tokens of a warehouse whose schema is current.
func NewTokens(w *warehouse.Warehouse, now func() time.Time) *Tokens {
	return &Tokens{warehouse: w, now: now}
}

var (
	//go:embed tokens.sql
	tokensSQL string
	//go:embed insert_token.sql
	insertTokenSQL string
)

// Add makes a token with the source, space, structures and last day given, and returns its secret, which can not be had
// again.
func (t *Tokens) Add(ctx context.Context, token Token) (secret string, err error) {
	if token.Space == "" {
		token.Space = token.Source // "" for a reader
	}
	if err := token.check(t.now()); err != nil {
		return "", err
	}
	known, err := t.List(ctx)
	if err != nil {
		return "", err
	}
	taken := map[string]bool{}
	for _, other := range known {
		taken[other.ID] = true
	}
	for secret == "" || taken[token.ID] {
		if secret, err = newSecret(); err != nil {
			return "", err
		}
		token.hash = sha256.Sum256([]byte(secret))
		token.ID = shortID(token.hash)
	}
	token.Created = t.now().UTC().Truncate(time.Millisecond)
	token.changed, token.Revoked = token.Created, false
	if err := t.insert(ctx, token); err != nil {
		return "", err
	}
	return secret, nil
}

// check refuses what no event could be sent with.
func (t Token) check(now time.Time) error {
	switch t.Role {
	case RoleSender:
		if fault := sourceFault(t.Source, now); fault != "" {
			return fmt.Errorf("add a token: source: %s", fault)
		}
		if !plain(t.Space) {
			return errors.New("add a token: space: use a text of 1 to 200 bytes without control characters")
		}
	case RoleAdministrator:
		if t.Source != "" || t.Space != "" || len(t.Structures) > 0 {
			return errors.New("add a token: an administrator's token sends nothing; leave out source, space and structures")
		}
	default:
		return fmt.Errorf("add a token: role: there is none called %q; take administrator", t.Role)
	}
	for _, structure := range t.Structures {
		if !plain(structure) {
			return errors.New("add a token: structures: give ids of 1 to 200 bytes without control characters, or none for all structures")
		}
	}
	if t.Expires == "" {
		return nil
	}
	if _, err := event.ParseDay(t.Expires); err != nil {
		return errors.New("add a token: expires: write the day as 2026-12-31")
	}
	if t.Expired(now) {
		return errors.New("add a token: expires: the first day of refusal must be after today; give a later day or none")
	}
	return nil
}

// sourceFault says what is wrong with a source by the events' own rules, "" if nothing is.
func sourceFault(source string, now time.Time) string {
	for _, fault := range event.Validate(event.Event{Source: source}, now) {
		if fault.Field == "source" {
			return fault.Reason
		}
	}
	return ""
}

// plain tells whether a text is fit to be a part of what is hashed: not empty, not long, no control characters.
func plain(text string) bool {
	return text != "" && len(text) <= 200 && !strings.ContainsFunc(text, unicode.IsControl)
}

func newSecret() (string, error) {
	random := make([]byte, 32)
	if _, err := rand.Read(random); err != nil {
		return "", fmt.Errorf("add a token: %w", err)
	}
	return secretPrefix + base64.RawURLEncoding.EncodeToString(random), nil
}

func shortID(hash [sha256.Size]byte) string { return fmt.Sprintf("%x", hash[:4]) }

// List gives every token, the revoked and expired ones too, the oldest first.
func (t *Tokens) List(ctx context.Context) ([]Token, error) {
	tokens, err := t.list(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the tokens: %w", err)
	}
	return tokens, nil
}

func (t *Tokens) list(ctx context.Context) ([]Token, error) {
	rows, err := t.warehouse.Conn().Query(ctx, tokensSQL)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var tokens []Token
	for rows.Next() {
		var token Token
		var hash, role string
		var expires *time.Time
		if err := rows.Scan(&hash, &role, &token.Source, &token.Space, &token.Structures, &token.Created, &expires, &token.Revoked, &token.changed); err != nil {
			return nil, err
		}
		token.hash = [sha256.Size]byte([]byte(hash))
		token.ID, token.Role = shortID(token.hash), Role(role)
		if expires != nil {
			token.Expires = expires.Format(time.DateOnly)
		}
		tokens = append(tokens, token)
	}
	return tokens, rows.Err()
}

// Revoke makes the token of a short id worthless, within seconds and for ever. Revoking twice is no error.
func (t *Tokens) Revoke(ctx context.Context, id string) error {
	tokens, err := t.List(ctx)
	if err != nil {
		return err
	}
	for _, token := range tokens {
		if token.ID != id {
			continue
		}
		if token.Revoked {
			return nil
		}
		token.Revoked = true
		// A later state than the one it follows, also where the clock was set back.
		previous := token.changed
		if token.changed = t.now().UTC().Truncate(time.Millisecond); !token.changed.After(previous) {
			token.changed = previous.Add(time.Millisecond)
		}
		return t.insert(ctx, token)
	}
	return fmt.Errorf("revoke a token: there is none with the id %q; vigie token list shows them", id)
}

func (t *Tokens) insert(ctx context.Context, token Token) error {
	batch, err := t.warehouse.Conn().PrepareBatch(ctx, insertTokenSQL)
	if err != nil {
		return fmt.Errorf("keep a token: %w", err)
	}
	var expires *time.Time
	if token.Expires != "" {
		day, err := event.ParseDay(token.Expires)
		if err != nil {
			return fmt.Errorf("keep a token: %w", err)
		}
		midnight := day.Time()
		expires = &midnight
	}
	structures := token.Structures
	if structures == nil {
		structures = []string{}
	}
	if err := batch.Append(token.hash[:], string(token.Role), token.Source, token.Space, structures, token.Created, expires, token.Revoked, token.changed); err != nil {
		return errors.Join(fmt.Errorf("keep a token: %w", err), batch.Abort())
	}
	if err := batch.Send(); err != nil {
		return fmt.Errorf("keep a token: %w", err)
	}
	return nil
}
