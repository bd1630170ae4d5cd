package collector

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

// cacheFile is beside the spool.
const cacheFile = "known.json"

// cache keeps beside the spool what a collector must know of the warehouse to take events without it: who may send, which
// structures there are, and the fingerprint of the network key. It holds no secrets: of tokens and of the key only hashes.
// The file is a line of JSON and a line with its SHA-256.
type cache struct {
	path string
	log  *slog.Logger

	mu      sync.Mutex
	known   cached
	written []byte
}

type cached struct {
	Fingerprint string        `json:"fingerprint"`
	Tokens      []cachedToken `json:"tokens"`
	Structures  []string      `json:"structures"`
}

type cachedToken struct {
	Hash       string   `json:"hash"`
	Role       Role     `json:"role,omitempty"`
	Source     string   `json:"source"`
	Space      string   `json:"space"`
	Structures []string `json:"structures"`
	Expires    string   `json:"expires"`
	Revoked    bool     `json:"revoked"`
}

// openCache reads the file in a directory; without one, or with a damaged one, it knows nothing.
func openCache(dir string, log *slog.Logger) *cache {
	c := &cache{path: filepath.Join(dir, cacheFile), log: log}
	text, err := os.ReadFile(c.path)
	if err == nil {
		line, sum, _ := bytes.Cut(text, []byte("\n"))
		if string(bytes.TrimSpace(sum)) != checksum(line) {
			err = errors.New("its checksum is wrong")
		} else if err = json.Unmarshal(line, &c.known); err == nil {
			c.written = line
		}
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		log.Warn("what was known of the warehouse cannot be read; it is asked anew", "file", c.path, "error", err)
		c.known = cached{}
	}
	return c
}

func checksum(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// change notes something that was read from the warehouse, and writes the file where that is new.
func (c *cache) change(how func(*cached)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	how(&c.known)
	line, err := json.Marshal(c.known)
	if err != nil || bytes.Equal(line, c.written) {
		return // texts and booleans can always be written
	}
	if err := replaceFile(c.path, fmt.Appendf(nil, "%s\n%s\n", line, checksum(line))); err != nil {
		c.log.Warn("what is known of the warehouse cannot be kept; without the warehouse a start would not do", "file", c.path, "error", err)
		return
	}
	c.written = line
}

// replaceFile puts a file in the place of another, whole or not at all.
func replaceFile(path string, content []byte) error {
	draft, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(draft.Name())
	_, err = draft.Write(content)
	if err = errors.Join(err, draft.Sync(), draft.Close()); err != nil {
		return err
	}
	return errors.Join(os.Rename(draft.Name(), path), syncDir(filepath.Dir(path)))
}

// keepKey notes that the key is the warehouse's.
func (c *cache) keepKey(key Key) {
	own := key.fingerprint()
	c.change(func(known *cached) { known.Fingerprint = hex.EncodeToString(own[:]) })
}

// hasKey tells whether the key was the warehouse's at the last start.
func (c *cache) hasKey(key Key) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	own := key.fingerprint()
	return c.known.Fingerprint == hex.EncodeToString(own[:])
}

// tokens are those that were read last, nil for none.
func (c *cache) tokens() []Token {
	c.mu.Lock()
	defer c.mu.Unlock()
	var tokens []Token
	for _, t := range c.known.Tokens {
		hash, err := hex.DecodeString(t.Hash)
		if err != nil || len(hash) != sha256.Size {
			continue
		}
		token := Token{Role: t.Role, Source: t.Source, Space: t.Space, Structures: t.Structures, Expires: t.Expires, Revoked: t.Revoked, hash: [sha256.Size]byte(hash)}
		token.ID = shortID(token.hash)
		tokens = append(tokens, token)
	}
	return tokens
}

func (c *cache) keepTokens(tokens []Token) {
	list := make([]cachedToken, len(tokens))
	for i, t := range tokens {
		list[i] = cachedToken{hex.EncodeToString(t.hash[:]), t.Role, t.Source, t.Space, t.Structures, t.Expires, t.Revoked}
	}
	c.change(func(known *cached) { known.Tokens = list })
}

// structures are the ids that were read last, nil for none.
func (c *cache) structures() map[string]bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.known.Structures) == 0 {
		return nil
	}
	ids := map[string]bool{}
	for _, id := range c.known.Structures {
		ids[id] = true
	}
	return ids
}

func (c *cache) keepStructures(ids map[string]bool) {
	list := make([]string, 0, len(ids))
	for id := range ids {
		list = append(list, id)
	}
	slices.Sort(list)
	c.change(func(known *cached) { known.Structures = list })
}

// seed lets a memory begin with what was read before this start. It counts as old.
func seed[T any](m *memory[T], value T) {
	m.latest.Store(&reading[T]{value: value, begun: time.Unix(0, 0), round: 1})
}
