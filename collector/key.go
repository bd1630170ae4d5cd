package collector

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	_ "embed"

	"github.com/ClickHouse/clickhouse-go/v2"

	"vigie/warehouse"
)

// KeyFile is the name of the network key's file beside an embedded warehouse.
const KeyFile = "network.key"

// Key is the network key, 256 random bits, which pseudonyms and the other keyed hashes are made with. It is printed and
// logged as its name only.
type Key struct {
	secret [32]byte
	file   string // where a key that was just generated is to be written; "" for a key that is kept somewhere
}

// String never tells the key.
func (Key) String() string { return "network key" }

// GoString never tells the key.
func (Key) GoString() string { return "collector.Key" }

// OpenKey finds the network key: in value (the environment's VIGIE_NETWORK_KEY, 64 hexadecimal digits), else in the file
// of that name, else in network.key in dir, the directory of an embedded warehouse ("" for a server). Where dir has none, a
// key is generated; New writes it there with mode 0600 once it knows that the warehouse has not been used with another.
func OpenKey(dir, value, file string) (Key, error) {
	switch {
	case value != "" && file != "":
		return Key{}, errors.New("read the network key: give either VIGIE_NETWORK_KEY or a key file, not both")
	case value != "":
		return parseKey(value, "VIGIE_NETWORK_KEY")
	case file != "":
		return readKey(file)
	case dir == "":
		return Key{}, errors.New("read the network key: a warehouse on a server has none beside it; set VIGIE_NETWORK_KEY to 64 hexadecimal digits (openssl rand -hex 32 makes some), the same for every collector of the network, and keep a copy in a safe place")
	}
	path := filepath.Join(dir, KeyFile)
	key, err := readKey(path)
	if !errors.Is(err, fs.ErrNotExist) {
		if err != nil {
			return Key{}, err
		}
		return key, private(path)
	}
	key = Key{file: path}
	_, err = rand.Read(key.secret[:])
	return key, err
}

func readKey(path string) (Key, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return Key{}, fmt.Errorf("read the network key: %w", err)
	}
	return parseKey(string(text), path)
}

func parseKey(text, where string) (Key, error) {
	var key Key
	secret, err := hex.DecodeString(strings.TrimSpace(text))
	if err != nil || len(secret) != len(key.secret) {
		return Key{}, fmt.Errorf("read the network key in %s: it must be exactly 64 hexadecimal digits", where)
	}
	copy(key.secret[:], secret)
	return key, nil
}

// private refuses a key file that others on the machine may read.
func private(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("read the network key: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return fmt.Errorf("read the network key: others on this machine may open %s; run chmod 600 on it", path)
	}
	return nil
}

// For is a key of its own for a purpose: it tells nothing of the network key, nor of those for other purposes.
func (k Key) For(purpose string) []byte {
	mac := hmac.New(sha256.New, k.secret[:])
	mac.Write([]byte(purpose))
	return mac.Sum(nil)
}

// fingerprint tells one key from another and tells nothing of either.
func (k Key) fingerprint() [sha256.Size]byte {
	mac := hmac.New(sha256.New, k.secret[:])
	mac.Write([]byte(domainFingerprint))
	return [sha256.Size]byte(mac.Sum(nil))
}

var (
	//go:embed fingerprints.sql
	fingerprintsSQL string
	//go:embed insert_fingerprint.sql
	insertFingerprintSQL string
)

// Settle makes the key the warehouse's: it compares it with the fingerprint that the warehouse holds, and records it in a
// warehouse that holds none. A key that was just generated is refused by a warehouse that was used with another, and
// written to its file before anything is hashed with it.
func (k Key) Settle(ctx context.Context, w *warehouse.Warehouse, now time.Time) (Key, error) {
	// The warehouse is looked at before the file: whoever records a fingerprint has written the key, so that a file that is
	// missing after a fingerprint was seen is lost, and not still to come.
	known, err := fingerprints(ctx, w)
	if err != nil {
		return Key{}, err
	}
	if k.file != "" {
		// Another process may have written its key since this one looked.
		written, err := readKey(k.file)
		if err == nil {
			k = written
		} else if !errors.Is(err, fs.ErrNotExist) {
			return Key{}, err
		}
	}
	if len(known) > 0 && k.file != "" {
		return Key{}, fmt.Errorf("open the network key: %s is missing, and the people in this warehouse were given their pseudonyms with it; put the file back from your safe copy (a new key would count every person twice)", k.file)
	}
	if k.file != "" {
		if k, err = k.save(); err != nil {
			return Key{}, err
		}
	}
	if len(known) == 0 {
		own := k.fingerprint()
		if err := w.Conn().Exec(ctx, insertFingerprintSQL,
			clickhouse.Named("fingerprint", hex.EncodeToString(own[:])),
			clickhouse.Named("recorded_at", now.UTC().Format("2006-01-02 15:04:05.000"))); err != nil {
			return Key{}, fmt.Errorf("record the network key's fingerprint: %w", err)
		}
		// Read again: another collector may have recorded another key at the same moment.
		if known, err = fingerprints(ctx, w); err != nil {
			return Key{}, err
		}
	}
	// The first that was recorded is the warehouse's.
	if first, own := known[0], k.fingerprint(); first != own {
		return Key{}, fmt.Errorf("open the network key: this warehouse was used with the key of fingerprint %x…, the one given has %x…; give the first one to every collector of the network (a second key would count every person twice)", first[:4], own[:4])
	}
	return k, nil
}

// fingerprints lists what the warehouse knows, the oldest first.
func fingerprints(ctx context.Context, w *warehouse.Warehouse) ([][sha256.Size]byte, error) {
	rows, err := w.Conn().Query(ctx, fingerprintsSQL)
	if err != nil {
		return nil, fmt.Errorf("read the network key's fingerprint: %w", err)
	}
	defer rows.Close()
	var known [][sha256.Size]byte
	for rows.Next() {
		var fingerprint string
		if err := rows.Scan(&fingerprint); err != nil {
			return nil, fmt.Errorf("read the network key's fingerprint: %w", err)
		}
		known = append(known, [sha256.Size]byte([]byte(fingerprint)))
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read the network key's fingerprint: %w", err)
	}
	return known, nil
}

// save writes a generated key, whole or not at all. Where another process was faster, its key counts.
func (k Key) save() (Key, error) {
	path := k.file
	k.file = ""
	draft, err := os.CreateTemp(filepath.Dir(path), KeyFile+".*") // mode 0600
	if err != nil {
		return Key{}, fmt.Errorf("write the network key: %w", err)
	}
	defer os.Remove(draft.Name())
	_, err = fmt.Fprintf(draft, "%x\n", k.secret)
	err = errors.Join(err, draft.Sync(), draft.Close())
	if err != nil {
		return Key{}, fmt.Errorf("write the network key: %w", err)
	}
	switch err := os.Link(draft.Name(), path); {
	case errors.Is(err, fs.ErrExist):
		return readKey(path)
	case err != nil:
		return Key{}, fmt.Errorf("write the network key: %w", err)
	}
	return k, syncDir(filepath.Dir(path))
}

// syncDir makes a new name in a directory survive a loss of power.
func syncDir(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("write the network key: %w", err)
	}
	if err := errors.Join(dir.Sync(), dir.Close()); err != nil {
		return fmt.Errorf("write the network key: %w", err)
	}
	return nil
}
