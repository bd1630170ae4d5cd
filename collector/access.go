package collector

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"vigie/warehouse"
)

const (
	// tokensAge is how old the tokens may be that requests are let in by: a revocation counts after that time, or as soon as
	// the warehouse answers again.
	tokensAge = 2 * time.Second
	// tokensPause is the least time between two readings of the tokens that unknown tokens cause.
	tokensPause = 100 * time.Millisecond
)

// Why a token lets nobody in.
var (
	errNoToken      = errors.New("no token was sent")
	errUnknownToken = errors.New("the token is not known")
	errRevokedToken = errors.New("the token was revoked")
	errExpiredToken = errors.New("the token has expired")
	errNotSender    = errors.New("the token is not a source's")
	errNotAdmin     = errors.New("the token is not an administrator's")
)

// Sender is on whose behalf events are taken in.
type Sender struct {
	Source     string   // the source that its events must have
	Space      string   // space of its references of persons; "" means the source
	Structures []string // ids of the structures it may speak for; empty means all

	token string // id of the token that the request came with
}

// space is where its references of persons are distinct.
func (s Sender) space() string {
	if s.Space == "" {
		return s.Source
	}
	return s.Space
}

// speaksFor tells whether the sender may speak for one of the structures.
func (s Sender) speaksFor(ids ...string) bool {
	if len(s.Structures) == 0 {
		return true
	}
	return slices.ContainsFunc(ids, func(id string) bool { return slices.Contains(s.Structures, id) })
}

// access lets senders in by their tokens.
type access struct {
	now    func() time.Time
	tokens *memory[map[string][]Token] // by short id
}

func newAccess(w *warehouse.Warehouse, now func() time.Time, cache *cache) *access {
	tokens := NewTokens(w, now)
	a := &access{now: now, tokens: newMemory(now, tokensPause, func(ctx context.Context) (map[string][]Token, error) {
		list, err := tokens.List(ctx)
		if err != nil {
			return nil, err
		}
		cache.keepTokens(list)
		return byID(list), nil
	})}
	if before := cache.tokens(); before != nil {
		seed(a.tokens, byID(before))
	}
	return a
}

func byID(list []Token) map[string][]Token {
	byID := map[string][]Token{}
	for _, token := range list {
		byID[token.ID] = append(byID[token.ID], token)
	}
	return byID
}

// sender gives whose request to send events it is, or one of the reasons above, or what kept it from reading the tokens.
func (a *access) sender(r *http.Request) (Sender, error) {
	token, err := a.bearer(r)
	switch {
	case err != nil:
		return Sender{}, err
	case token.Role != RoleSender:
		return Sender{}, errNotSender
	}
	return Sender{Source: token.Source, Space: token.Space, Structures: token.Structures, token: token.ID}, nil
}

// administrator lets an administrator's request in, or gives one of the reasons above, or what kept it from reading the tokens.
func (a *access) administrator(r *http.Request) error {
	token, err := a.bearer(r)
	if err == nil && token.Role != RoleAdministrator {
		return errNotAdmin
	}
	return err
}

// bearer gives the token that a request comes with.
func (a *access) bearer(r *http.Request) (Token, error) {
	scheme, secret, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if secret = strings.TrimSpace(secret); !strings.EqualFold(scheme, "Bearer") || secret == "" {
		return Token{}, errNoToken
	}
	hash := sha256.Sum256([]byte(secret))
	known, err := a.tokens.within(r.Context(), tokensAge)
	if err != nil {
		return Token{}, err
	}
	token, found := find(known, hash)
	if !found {
		// It may have been added since.
		if known, err = a.tokens.after(r.Context()); err != nil {
			return Token{}, err
		}
		if token, found = find(known, hash); !found {
			return Token{}, errUnknownToken
		}
	}
	switch {
	case token.Revoked:
		return Token{}, errRevokedToken
	case token.Expired(a.now()):
		return Token{}, errExpiredToken
	}
	return token, nil
}

// find looks a hash up; how long that takes tells nothing of the hash beyond its short id, which is no secret.
func find(byID map[string][]Token, hash [sha256.Size]byte) (Token, bool) {
	for _, token := range byID[shortID(hash)] {
		if subtle.ConstantTimeCompare(token.hash[:], hash[:]) == 1 {
			return token, true
		}
	}
	return Token{}, false
}
