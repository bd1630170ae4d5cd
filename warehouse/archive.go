package warehouse

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// The file of a backup is a tar archive of four entries in this order. The sums are those of the other three, in the
// form that sha256sum checks.
const (
	manifestPart = "vigie-backup.json"
	schemaPart   = "schema.tar" // the engine's backup of all tables and views, without rows
	rowsPart     = "rows.tar"   // the engine's backup of the rows
	sumsPart     = "SHA256SUMS"
)

const (
	manifestFormat = "vigie-backup"
	// manifestVersion grows when an older Vigie could no longer restore the file.
	manifestVersion = 1
	// maxManifest is more than a manifest or the sums ever take, in bytes.
	maxManifest = 64 << 10
)

// Manifest is what the file of a backup says of itself. Backup fills Format to Engine.
type Manifest struct {
	Format   string    `json:"format"`
	Version  int       `json:"version"`
	Database string    `json:"database"`
	Engine   string    `json:"engine"` // version of ClickHouse
	Program  string    `json:"program"`
	Schema   int64     `json:"schema"` // number of the last migration
	Made     time.Time `json:"made"`
	Events   uint64    `json:"events"` // at least so many are in it
}

// ErrDamaged says that a backup's file is not as it was written; nothing was done with it.
var ErrDamaged = errors.New("the file is damaged; take another backup")

// errForeign says that a file was not written by Backup.
var errForeign = errors.New("the file is no backup of vigie backup; name one that it wrote")

// draft is a file that gets its name only once it is whole.
type draft struct {
	file *os.File
	name string
}

// newDraft begins a file that must not be there, for this user alone.
func newDraft(name string) (*draft, error) {
	if _, err := os.Lstat(name); err == nil {
		return nil, fmt.Errorf("%s is there already; name another file", name)
	}
	if err := os.Remove(name + draftSuffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	file, err := os.OpenFile(name+draftSuffix, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	return &draft{file, name}, nil
}

const draftSuffix = ".part"

// keep gives the file its name, where it survives a loss of power.
func (d *draft) keep() error {
	if err := d.file.Sync(); err != nil {
		return err
	}
	if _, err := os.Lstat(d.name); err == nil {
		return fmt.Errorf("%s is there by now; name another file", d.name)
	}
	if err := os.Rename(d.file.Name(), d.name); err != nil {
		return err
	}
	return syncPath(filepath.Dir(d.name))
}

// discard closes the file, and removes it unless it was kept.
func (d *draft) discard() error {
	err := d.file.Close()
	if removed := os.Remove(d.file.Name()); removed != nil && !errors.Is(removed, fs.ErrNotExist) {
		err = errors.Join(err, removed)
	}
	return err
}

// writeArchive packs the parts, which lie where path says.
func writeArchive(ctx context.Context, out io.Writer, about Manifest, path func(part string) string) error {
	manifest, err := json.MarshalIndent(about, "", "  ")
	if err != nil {
		return err
	}
	archive := tar.NewWriter(out)
	sums := &sums{}
	add := func(name string, size int64, content io.Reader) error {
		header := &tar.Header{Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o600, ModTime: about.Made}
		if err := archive.WriteHeader(header); err != nil {
			return err
		}
		_, err := io.Copy(io.MultiWriter(archive, sums.of(name)), stoppable{ctx, content})
		return err
	}
	if err := add(manifestPart, int64(len(manifest)), bytes.NewReader(manifest)); err != nil {
		return err
	}
	for _, part := range []string{schemaPart, rowsPart} {
		if err := addFile(add, part, path(part)); err != nil {
			return err
		}
	}
	text := sums.text()
	if err := add(sumsPart, int64(len(text)), strings.NewReader(text)); err != nil {
		return err
	}
	return archive.Close()
}

func addFile(add func(string, int64, io.Reader) error, name, path string) error {
	in, err := os.Open(path)
	if err != nil {
		return err
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return err
	}
	return add(name, info.Size(), in)
}

// readArchive unpacks the parts of a file to where path says, once accept has taken what the file says of itself. It
// returns only after every byte was checked.
func readArchive(ctx context.Context, file string, accept func(Manifest) error, path func(part string) string) (about Manifest, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("read the backup %s: %w", file, err)
		}
	}()
	in, err := os.Open(file)
	if err != nil {
		return about, err
	}
	defer in.Close()
	archive := tar.NewReader(stoppable{ctx, in})
	header, err := archive.Next()
	if err != nil || header.Name != manifestPart || header.Size > maxManifest {
		return about, errors.Join(ctx.Err(), errForeign)
	}
	sums := &sums{}
	manifest, err := io.ReadAll(io.TeeReader(archive, sums.of(manifestPart)))
	if err != nil || json.Unmarshal(manifest, &about) != nil {
		return about, errors.Join(ctx.Err(), ErrDamaged)
	}
	switch {
	case about.Format != manifestFormat:
		return about, errForeign
	case about.Version > manifestVersion:
		return about, fmt.Errorf("it was made by a newer Vigie (%s); restore it with that one, or a later one", about.Program)
	}
	if err := accept(about); err != nil {
		return about, err
	}
	for _, part := range []string{schemaPart, rowsPart} {
		if err := unpack(archive, part, path(part), sums); err != nil {
			return about, damagedUnless(ctx, err)
		}
	}
	header, err = archive.Next()
	if err != nil || header.Name != sumsPart || header.Size > maxManifest {
		return about, damagedUnless(ctx, err)
	}
	want := sums.text()
	if got, err := io.ReadAll(archive); err != nil || string(got) != want {
		return about, damagedUnless(ctx, err)
	}
	return about, nil
}

// damagedUnless is ErrDamaged, unless the disk or the context is at fault.
func damagedUnless(ctx context.Context, err error) error {
	var disk *fs.PathError
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.As(err, &disk):
		return err
	}
	return ErrDamaged
}

// unpack writes the next entry of an archive, which must have the name, to a file.
func unpack(archive *tar.Reader, name, path string, sums *sums) error {
	header, err := archive.Next()
	if err != nil {
		return err
	}
	if header.Name != name {
		return ErrDamaged
	}
	out, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.MultiWriter(out, sums.of(name)), archive)
	return errors.Join(err, out.Close())
}

// sums are the SHA-256 sums of the entries of an archive.
type sums struct {
	names  []string
	hashes []hash.Hash
}

// of takes the content of an entry.
func (s *sums) of(name string) io.Writer {
	h := sha256.New()
	s.names, s.hashes = append(s.names, name), append(s.hashes, h)
	return h
}

// text lists the sums as sha256sum does.
func (s *sums) text() string {
	var text strings.Builder
	for i, name := range s.names {
		fmt.Fprintf(&text, "%x  %s\n", s.hashes[i].Sum(nil), name)
	}
	return text.String()
}

// stoppable reads as long as the context lasts.
type stoppable struct {
	ctx context.Context
	io.Reader
}

// Read implements io.Reader.
func (s stoppable) Read(p []byte) (int, error) {
	if err := context.Cause(s.ctx); err != nil {
		return 0, err
	}
	return s.Reader.Read(p)
}
