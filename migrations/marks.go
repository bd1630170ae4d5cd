package migrations

import (
	"bytes"
	"io"
	"io/fs"
	"strings"
	"time"
)

// marked is the embedded files with the two marks replaced for a cluster; with none, the files as they stand.
type marked struct {
	fs      fs.ReadFileFS
	cluster string
}

func (m marked) replace(text []byte) []byte {
	if m.cluster == "" {
		return text
	}
	name := strings.ReplaceAll(strings.ReplaceAll(m.cluster, `\`, `\\`), `'`, `\'`)
	text = bytes.ReplaceAll(text, []byte("/*ON CLUSTER*/"), []byte("ON CLUSTER '"+name+"'"))
	return bytes.ReplaceAll(text, []byte("/*Replicated*/"), []byte("Replicated"))
}

// ReadFile reads a file with its marks replaced.
func (m marked) ReadFile(name string) ([]byte, error) {
	text, err := m.fs.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return m.replace(text), nil
}

// Open opens a file with its marks replaced; a directory is opened as it is.
func (m marked) Open(name string) (fs.File, error) {
	f, err := m.fs.Open(name)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil || info.IsDir() {
		return f, err
	}
	text, err := io.ReadAll(f)
	if err != nil {
		return nil, err
	}
	text = m.replace(text)
	return &file{Reader: bytes.NewReader(text), info: sized{info, int64(len(text))}}, f.Close()
}

// file is one migration in memory.
type file struct {
	*bytes.Reader
	info fs.FileInfo
}

func (f *file) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *file) Close() error               { return nil }

type sized struct {
	fs.FileInfo
	size int64
}

func (s sized) Size() int64        { return s.size }
func (s sized) ModTime() time.Time { return time.Time{} }
