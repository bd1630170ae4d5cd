package warehouse

import (
	"debug/elf"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"unsafe"

	"github.com/ebitengine/purego"
)

// LibraryVariable is the environment variable that names the engine's library.
const LibraryVariable = "VIGIE_LIBCHDB"

const libraryFile = "libchdb.so"

// npmLibrary is where `npm ci` puts the library. npm has it for Linux on x86-64 only.
var npmLibrary = filepath.Join("node_modules", "@chdb", "lib-linux-x64-gnu", libraryFile)

// library is libchdb, loaded: ClickHouse behind a C interface (chdb.h of chDB 26.7). Handles are C pointers; a connection
// takes one call at a time.
type library struct {
	path string

	connect        func(argc int32, argv unsafe.Pointer) unsafe.Pointer
	closeConn      func(conn unsafe.Pointer)
	query          func(conn, sql unsafe.Pointer, sqlLen uintptr, format unsafe.Pointer, formatLen uintptr, names, nameLens, values, valueLens unsafe.Pointer, count uintptr) unsafe.Pointer
	insert         func(conn, sql unsafe.Pointer, sqlLen uintptr, format unsafe.Pointer, formatLen uintptr, names, nameLens, values, valueLens unsafe.Pointer, count uintptr) unsafe.Pointer
	insertError    func(stream unsafe.Pointer) unsafe.Pointer
	insertAppend   func(stream, data unsafe.Pointer, n uintptr) int32
	insertDone     func(stream unsafe.Pointer) unsafe.Pointer
	insertCancel   func(stream unsafe.Pointer)
	insertDestroy  func(stream unsafe.Pointer)
	resultBuffer   func(result unsafe.Pointer) unsafe.Pointer
	resultLength   func(result unsafe.Pointer) uintptr
	resultError    func(result unsafe.Pointer) unsafe.Pointer
	resultDestroy  func(result unsafe.Pointer)
	classify       func(conn, sql unsafe.Pointer, sqlLen uintptr, database unsafe.Pointer, databaseLen uintptr, analysis unsafe.Pointer) int32
	signalHandlers func(enabled int32)
}

// symbols pairs each function with its name in the library.
func (l *library) symbols() map[string]any {
	return map[string]any{
		"chdb_connect":                     &l.connect,
		"chdb_close_conn":                  &l.closeConn,
		"chdb_query_with_params_n":         &l.query,
		"chdb_stream_insert_with_params_n": &l.insert,
		"chdb_stream_insert_error":         &l.insertError,
		"chdb_stream_append":               &l.insertAppend,
		"chdb_stream_done":                 &l.insertDone,
		"chdb_stream_cancel_insert":        &l.insertCancel,
		"chdb_destroy_insert_stream":       &l.insertDestroy,
		"chdb_result_buffer":               &l.resultBuffer,
		"chdb_result_length":               &l.resultLength,
		"chdb_result_error":                &l.resultError,
		"chdb_destroy_query_result":        &l.resultDestroy,
		"chdb_classify_query_n":            &l.classify,
		"chdb_set_signal_handlers_enabled": &l.signalHandlers,
	}
}

// howToGetLibrary ends every message about a library that is not there or does not serve.
func howToGetLibrary() string {
	if runtime.GOOS == "linux" && runtime.GOARCH == "amd64" {
		return "run `make engine` in Vigie's folder, or name an installed libchdb (26.7 or newer) in " + LibraryVariable
	}
	return fmt.Sprintf("Vigie installs it for Linux on x86-64 only; on %s/%s install libchdb 26.7 or newer (github.com/chdb-io/chdb) and name its file in %s, or take a ClickHouse server (clickhouse://…)",
		runtime.GOOS, runtime.GOARCH, LibraryVariable)
}

// findLibrary returns the path of libchdb: named, else from the environment, else beside the executable, else in Vigie's own source
// tree. The library runs with all the rights of this process, so none is taken from where the process merely happens to stand.
func findLibrary(named string) (string, error) {
	if named != "" {
		return named, nil
	}
	if named = os.Getenv(LibraryVariable); named != "" {
		return named, nil
	}
	executable, err := os.Executable()
	if err == nil {
		executable, err = filepath.EvalSymlinks(executable)
	}
	if err != nil {
		executable = ""
	}
	_, source, _, _ := runtime.Caller(0)
	return firstFile(libraryPlaces(executable, source))
}

// libraryPlaces lists where libchdb may be: beside the executable; in the project whose bin holds it; and in the project that this
// source file was compiled in, for go run and go test. A build with -trimpath, as make build does, does not tell the last.
func libraryPlaces(executable, source string) []string {
	var places []string
	if beside := filepath.Dir(executable); filepath.IsAbs(executable) {
		if !shared(beside) {
			places = append(places, filepath.Join(beside, libraryFile))
		}
		if root := filepath.Dir(beside); ownTree(root) {
			places = append(places, filepath.Join(root, npmLibrary))
		}
	}
	if root := filepath.Dir(filepath.Dir(source)); filepath.IsAbs(source) && ownTree(root) {
		places = append(places, filepath.Join(root, npmLibrary))
	}
	return places
}

// ownTree tells whether a folder is Vigie's source tree.
func ownTree(root string) bool {
	text, err := os.ReadFile(filepath.Join(root, "go.mod"))
	return err == nil && strings.HasPrefix(string(text), "module vigie\n") && !shared(root)
}

// shared tells whether a folder is one where everybody puts files, such as /tmp: what is found there is nobody's.
func shared(folder string) bool {
	info, err := os.Stat(folder)
	return err != nil || info.Mode()&fs.ModeSticky != 0 && info.Mode().Perm()&0o002 != 0
}

// firstFile returns the first of the paths where there is a file.
func firstFile(paths []string) (string, error) {
	for _, path := range paths {
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			return path, nil
		}
	}
	return "", fmt.Errorf("find the embedded engine's library %s: it is not installed; %s", libraryFile, howToGetLibrary())
}

// loadLibrary loads libchdb into this process, where it stays: the engine does not survive being unloaded.
func loadLibrary(path string) (*library, error) {
	if err := checkLibrary(path); err != nil {
		return nil, fmt.Errorf("read the embedded engine's library %s: %w; %s", path, err, howToGetLibrary())
	}
	if err := setTimezone(); err != nil {
		return nil, err
	}
	handle, err := purego.Dlopen(path, purego.RTLD_NOW|purego.RTLD_LOCAL)
	if err != nil {
		return nil, fmt.Errorf("load the embedded engine's library %s: %w; %s", path, err, howToGetLibrary())
	}
	l := &library{path: path}
	var missing []string
	for name, function := range l.symbols() {
		address, err := purego.Dlsym(handle, name)
		if err != nil {
			missing = append(missing, name)
			continue
		}
		purego.RegisterFunc(function, address)
	}
	if len(missing) > 0 {
		slices.Sort(missing)
		return nil, fmt.Errorf("load the embedded engine's library %s: it is no libchdb, or an older one: it has no %s; %s",
			path, strings.Join(missing, ", "), howToGetLibrary())
	}
	l.signalHandlers(0)
	return l, nil
}

// setTimezone sets TZ for the C side of this process alone, which is the only place where the library looks for its
// time zone; Go has its own copy of the environment. A session's time zone would not do: background work has no session.
func setTimezone() error {
	address, err := purego.Dlsym(purego.RTLD_DEFAULT, "setenv")
	if err != nil {
		return fmt.Errorf("find setenv of the C library: %w", err)
	}
	var setenv func(name, value string, overwrite int32) int32
	purego.RegisterFunc(&setenv, address)
	if setenv("TZ", timezone, 1) != 0 {
		return errors.New("set the time zone of the embedded engine: the C library refuses")
	}
	return nil
}

// machines are the ELF names of the processors that libchdb is built for.
var machines = map[string]elf.Machine{"amd64": elf.EM_X86_64, "arm64": elf.EM_AARCH64}

// checkLibrary refuses what the dynamic loader would answer with a crash or with a riddle: a file that was cut off is
// mapped beyond its end, and the process dies of SIGBUS.
func checkLibrary(path string) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return errors.New("there is no such file")
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return errors.New("it is no file")
	}
	if runtime.GOOS == "darwin" {
		return nil // Mach-O: its loader checks the extent of the file by itself
	}
	file, err := elf.Open(path)
	if err != nil {
		var format *elf.FormatError
		if errors.As(err, &format) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return errors.New("it is damaged, or no library of this system")
		}
		return err
	}
	defer file.Close()
	if want, known := machines[runtime.GOARCH]; known && file.Machine != want {
		return fmt.Errorf("it is built for another processor (%s, this one is %s)", file.Machine, want)
	}
	if file.Type != elf.ET_DYN {
		return errors.New("it is no shared library")
	}
	for _, segment := range file.Progs {
		if end := segment.Off + segment.Filesz; end > uint64(info.Size()) {
			return fmt.Errorf("it is damaged: it ends after %d of at least %d bytes", info.Size(), end)
		}
	}
	return nil
}

// text copies a C string.
func text(p unsafe.Pointer) string {
	if p == nil {
		return ""
	}
	n := 0
	for *(*byte)(unsafe.Add(p, n)) != 0 {
		n++
	}
	return string(unsafe.Slice((*byte)(p), n))
}
