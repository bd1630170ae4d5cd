package collector_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"github.com/gorilla/mux"
	"golang.org/x/sys/unix"

	"vigie/collector"
	"vigie/warehouse"
	"vigie/warehouse/warehousetest"
)

// A watched collector is a process of its own whose calls to the kernel about its disk are told to the test before they are
// carried out, so that the test can imitate what disks do: lose what was not synced, or refuse to be written. The test's own
// binary becomes that process, with these in its environment; the first says on which step of the way it is.
const (
	watchedStep    = "VIGIE_TEST_WATCHED"
	watchedSpool   = "VIGIE_TEST_WATCHED_SPOOL"
	watchedAddress = "VIGIE_TEST_WATCHED_WAREHOUSE"
)

func TestMain(m *testing.M) {
	var err error
	switch os.Getenv(watchedStep) {
	case "filter":
		err = becomeWatched()
	case "collect":
		err = collectWatched()
	default:
		os.Exit(m.Run())
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// watchedCalls are the calls that make what was written durable, and those that change a disk.
var watchedCalls = []uint32{unix.SYS_FSYNC, unix.SYS_FDATASYNC, unix.SYS_RENAMEAT, unix.SYS_RENAMEAT2, unix.SYS_LINKAT, unix.SYS_PWRITE64, unix.SYS_FTRUNCATE}

// becomeWatched has those calls told to whoever holds the other end of file 3, and goes on as a collector.
func becomeWatched() error {
	runtime.LockOSThread() // the filter is this thread's, and what it executes inherits it
	filter := []unix.SockFilter{{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: 0}}
	for i, call := range watchedCalls {
		filter = append(filter, unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, K: call, Jt: uint8(len(watchedCalls) - i)})
	}
	filter = append(filter, unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ALLOW},
		unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_USER_NOTIF})
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return err
	}
	program := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	listener, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, unix.SECCOMP_FILTER_FLAG_NEW_LISTENER, uintptr(unsafe.Pointer(&program)))
	if errno != 0 {
		return errno
	}
	if err := unix.Sendmsg(3, []byte{0}, unix.UnixRights(int(listener)), nil, 0); err != nil {
		return err
	}
	own, err := os.Executable()
	if err := errors.Join(err, os.Setenv(watchedStep, "collect")); err != nil {
		return err
	}
	return unix.Exec(own, os.Args, os.Environ())
}

// collectWatched is a collector that listens, and says where on standard output, until it is killed or its input ends.
func collectWatched() error {
	ctx := context.Background()
	w, err := warehouse.Open(ctx, warehouse.Options{Address: os.Getenv(watchedAddress)})
	if err != nil {
		return err
	}
	key, err := collector.OpenKey("", testKey, "")
	if err != nil {
		return err
	}
	c, err := collector.New(ctx, collector.Options{Warehouse: w, Key: key, Spool: os.Getenv(watchedSpool), Now: func() time.Time { return today },
		Logger: slog.New(slog.NewTextHandler(os.Stderr, nil))})
	if err != nil {
		return err
	}
	router := mux.NewRouter()
	c.Routes(router)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println("http://" + listener.Addr().String())
	go func() {
		_, _ = bufio.NewReader(os.Stdin).ReadByte()
		os.Exit(0)
	}()
	return http.Serve(listener, router)
}

// call is one of a watched process, before it is carried out.
type call struct {
	number uint32
	thread uint32
	fd     int // of those that have one
}

// file is where the file of a call can be looked at.
func (c call) file() string { return fmt.Sprintf("/proc/%d/fd/%d", c.thread, c.fd) }

// syncs tells whether a call makes something durable, and writes whether it changes a file.
func (c call) syncs() bool  { return c.number == unix.SYS_FSYNC || c.number == unix.SYS_FDATASYNC }
func (c call) writes() bool { return c.number == unix.SYS_PWRITE64 || c.number == unix.SYS_FTRUNCATE }

// watched is a collector under watch.
type watched struct {
	url     string
	process *exec.Cmd
	ended   chan struct{} // closed once every call was told
}

// watch starts a collector on a spool. Every call is told before it happens, one at a time; an error that comes back happens
// in its place.
func (h *house) watch(spool string, tell func(call) syscall.Errno) *watched {
	h.t.Helper()
	own, err := os.Executable()
	if err != nil {
		h.t.Fatal(err)
	}
	address := os.Getenv(warehousetest.AddressVariable)
	if h.warehouse.Embedded() {
		address = "embedded:" + h.warehouse.Dir()
	}
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		h.t.Fatal(err)
	}
	mine, theirs := os.NewFile(uintptr(pair[0]), "mine"), os.NewFile(uintptr(pair[1]), "theirs")
	defer mine.Close()
	w := &watched{process: exec.Command(own), ended: make(chan struct{})}
	w.process.Env = append(os.Environ(), watchedStep+"=filter", watchedSpool+"="+spool,
		watchedAddress+"="+address+map[bool]string{true: "&", false: "?"}[strings.Contains(address, "?")]+"database="+h.warehouse.Database())
	w.process.ExtraFiles = []*os.File{theirs}
	w.process.Stderr = h.log
	out, err := w.process.StdoutPipe()
	if err == nil {
		_, err = w.process.StdinPipe() // ends with this process
	}
	if err == nil {
		err = w.process.Start()
	}
	_ = theirs.Close()
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { w.kill() })
	rights := make([]byte, unix.CmsgSpace(4))
	if _, n, _, _, err := unix.Recvmsg(pair[0], make([]byte, 1), rights, 0); err != nil || n == 0 {
		close(w.ended)
		h.t.Skipf("this kernel does not let a test watch a process: %v\n%s", err, h.log)
	} else {
		rights = rights[:n]
	}
	messages, err := unix.ParseSocketControlMessage(rights)
	if err != nil {
		h.t.Fatal(err)
	}
	listeners, err := unix.ParseUnixRights(&messages[0])
	if err != nil {
		h.t.Fatal(err)
	}
	go func() {
		defer close(w.ended)
		defer unix.Close(listeners[0])
		answerCalls(listeners[0], tell)
	}()
	address, err = bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return w // it did not come so far
	}
	w.url = strings.TrimSpace(address)
	return w
}

// notification and response are seccomp_notif and seccomp_notif_resp of the kernel.
type notification struct {
	id            uint64
	thread, flags uint32
	number, arch  uint32
	pointer       uint64
	arguments     [6]uint64
}

type response struct {
	id    uint64
	value int64
	errno int32
	flags uint32
}

// answerCalls tells each call and lets it go on, until the watched process is no more.
func answerCalls(listener int, tell func(call) syscall.Errno) {
	for {
		ready := []unix.PollFd{{Fd: int32(listener), Events: unix.POLLIN}}
		if _, err := unix.Poll(ready, -1); errors.Is(err, unix.EINTR) {
			continue
		} else if err != nil || ready[0].Revents&unix.POLLIN == 0 {
			return
		}
		var n notification
		if _, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(listener), unix.SECCOMP_IOCTL_NOTIF_RECV, uintptr(unsafe.Pointer(&n))); errno != 0 {
			continue // it is no more
		}
		r := response{id: n.id}
		if errno := tell(call{n.number, n.thread, int(int32(n.arguments[0]))}); errno != 0 {
			r.errno = -int32(errno)
		} else {
			r.flags = unix.SECCOMP_USER_NOTIF_FLAG_CONTINUE
		}
		_, _, _ = unix.Syscall(unix.SYS_IOCTL, uintptr(listener), unix.SECCOMP_IOCTL_NOTIF_SEND, uintptr(unsafe.Pointer(&r)))
	}
}

// kill ends the process as a loss of power does; once it returns nothing more is told.
func (w *watched) kill() {
	_ = w.process.Process.Kill()
	_ = w.process.Wait()
	<-w.ended
}

// postTo sends lines to a watched collector; 0 means that there was no answer.
func (h *house) postTo(w *watched, text string) (status int) {
	h.t.Helper()
	r := h.request(lines, strings.NewReader(text))
	to, err := http.NewRequestWithContext(h.t.Context(), r.Method, w.url+"/api/v1/events", r.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	to.Header = r.Header
	response, err := http.DefaultClient.Do(to)
	if err != nil {
		return 0
	}
	return h.read(response).status
}
