package warehouse

import (
	"runtime"
	"syscall"
	"unsafe"
)

// guardedSignals are those that Go's runtime lives by (panics, preemption, profiles) or that a service is told to end by.
// libchdb takes them for itself unless it is asked not to; it is asked, and what a release does in spite of that is
// undone here: 26.7 blocks SIGPIPE on the thread that loads it.
var guardedSignals = []syscall.Signal{
	syscall.SIGSEGV, syscall.SIGBUS, syscall.SIGFPE, syscall.SIGILL, syscall.SIGABRT, syscall.SIGURG, syscall.SIGPIPE,
	syscall.SIGTERM, syscall.SIGINT, syscall.SIGPROF, syscall.SIGHUP, syscall.SIGQUIT, syscall.SIGUSR1, syscall.SIGUSR2,
	syscall.SIGCHLD, syscall.SIGTRAP, syscall.SIGSYS,
}

// signalAction is the kernel's struct sigaction, on amd64 and arm64.
type signalAction struct {
	handler, flags, restorer uintptr
	mask                     uint64
}

const signalMaskSize = 8

// preserveSignals runs f, a call into the library, and puts the signal handlers of the process and the signal mask of
// the thread back as they were.
func preserveSignals(f func()) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var mask uint64
	changeMask(nil, &mask)
	actions := make([]signalAction, len(guardedSignals))
	for i, signal := range guardedSignals {
		changeAction(signal, nil, &actions[i])
	}
	f()
	for i, signal := range guardedSignals {
		changeAction(signal, &actions[i], nil)
	}
	changeMask(&mask, nil)
}

// changeAction is sigaction(2) without the C library, which would keep its own restorer. It can fail only for a signal
// that has no action, and those are not in the list.
func changeAction(signal syscall.Signal, set, old *signalAction) {
	syscall.RawSyscall6(syscall.SYS_RT_SIGACTION, uintptr(signal), uintptr(unsafe.Pointer(set)), uintptr(unsafe.Pointer(old)), signalMaskSize, 0, 0)
}

// changeMask is pthread_sigmask for the current thread, with SIG_SETMASK.
func changeMask(set, old *uint64) {
	const setMask = 2
	syscall.RawSyscall6(syscall.SYS_RT_SIGPROCMASK, setMask, uintptr(unsafe.Pointer(set)), uintptr(unsafe.Pointer(old)), signalMaskSize, 0, 0)
}
