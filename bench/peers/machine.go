package peers

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"
)

// machine is where the run took place.
type machine struct {
	Cores  int
	CPU    string
	Memory int64 // bytes
	Day    string
}

func thisMachine(now time.Time) (machine, error) {
	memory, err := machineMemory()
	if err != nil {
		return machine{}, err
	}
	cpu, err := field("/proc/cpuinfo", "model name")
	if err != nil {
		cpu = runtime.GOARCH
	}
	return machine{runtime.NumCPU(), cpu, memory, now.Format(time.DateOnly)}, nil
}

// machineMemory is how much memory the machine has, in bytes.
func machineMemory() (int64, error) { return kilobytes("/proc/meminfo", "MemTotal") }

// PeerMemory is how much memory a peer is given for what it keeps of its tables, in bytes.
func PeerMemory() (int64, error) {
	memory, err := machineMemory()
	return min(4<<30, memory/4), err
}

// memoryOf is a process's, in bytes: VmRSS (resident) or Pss (resident, shared pages by their share).
func memoryOf(pid int, what string) (int64, error) {
	file := "status"
	if what == "Pss" {
		file = "smaps_rollup"
	}
	return kilobytes(fmt.Sprintf("/proc/%d/%s", pid, file), what)
}

func kilobytes(file, name string) (int64, error) {
	text, err := field(file, name)
	if err != nil {
		return 0, err
	}
	n, err := strconv.ParseInt(strings.TrimSuffix(text, " kB"), 10, 64)
	if err != nil {
		return 0, fmt.Errorf("read %s of %s: %w", name, file, err)
	}
	return n << 10, nil
}

// field is the first value of a name in a file of the kernel's.
func field(file, name string) (string, error) {
	f, err := os.Open(file)
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		key, value, found := strings.Cut(lines.Text(), ":")
		if found && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value), nil
		}
	}
	return "", fmt.Errorf("read %s: no line %s", file, name)
}

// peak watches the resident memory of processes until it is stopped, and then answers the most they held together, in bytes.
func peak(ctx context.Context, pids ...int) (stop func() int64) {
	ctx, cancel := context.WithCancel(ctx)
	var most int64
	var watching sync.WaitGroup
	watching.Go(func() {
		for {
			var together int64
			for _, pid := range pids {
				if held, err := memoryOf(pid, "VmRSS"); err == nil { // one may have ended
					together += held
				}
			}
			most = max(most, together)
			select {
			case <-ctx.Done():
				return
			case <-time.After(100 * time.Millisecond):
			}
		}
	})
	return func() int64 {
		cancel()
		watching.Wait()
		return most
	}
}
