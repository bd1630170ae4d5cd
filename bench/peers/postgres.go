package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// unprivileged is who runs PostgreSQL when this program is run by root, whom PostgreSQL refuses.
const unprivileged = "postgres"

// postgres is a running server of our own, on a free port.
type postgres struct {
	dir     string
	address string
	command *exec.Cmd
	log     *bytes.Buffer
	server  server
}

// server is what is said of PostgreSQL beside its times.
type server struct{ version, buffers, workMemory string }

// startPostgres makes a cluster in dir where none is yet, and starts it. programs is the folder of PostgreSQL's own.
func startPostgres(ctx context.Context, programs, dir string) (*postgres, error) {
	credential, err := credential()
	if err != nil {
		return nil, err
	}
	p := &postgres{dir: dir, log: &bytes.Buffer{}}
	workers := runtime.NumCPU()
	if _, err := os.Stat(filepath.Join(dir, "PG_VERSION")); errors.Is(err, os.ErrNotExist) {
		if err := makeCluster(ctx, programs, dir, credential); err != nil {
			return nil, err
		}
	}
	memory, err := machineMemory()
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("find a free port: %w", err)
	}
	port := listener.Addr().(*net.TCPAddr).Port
	if err := listener.Close(); err != nil {
		return nil, err
	}
	p.address = fmt.Sprintf("postgres://postgres@127.0.0.1:%d/postgres?sslmode=disable", port)
	settings := map[string]string{
		"port": strconv.Itoa(port), "listen_addresses": "127.0.0.1", "unix_socket_directories": "",
		"shared_buffers": fmt.Sprintf("%dMB", min(4<<30, memory/4)>>20), "effective_cache_size": fmt.Sprintf("%dMB", memory/2>>20),
		"work_mem": "256MB", "maintenance_work_mem": "1GB", "max_wal_size": "16GB", "checkpoint_timeout": "30min",
		"jit": "off", "random_page_cost": "1.1", "effective_io_concurrency": "200", "plan_cache_mode": "force_custom_plan",
		"max_parallel_workers": strconv.Itoa(workers), "max_parallel_workers_per_gather": strconv.Itoa(workers),
		"max_parallel_maintenance_workers": strconv.Itoa(workers), "max_worker_processes": strconv.Itoa(4 + workers),
		"timezone": "Europe/Paris",
	}
	args := []string{"-D", dir}
	for name, value := range settings {
		args = append(args, "-c", name+"="+value)
	}
	p.command = exec.Command(filepath.Join(programs, "postgres"), args...)
	p.command.Dir = dir
	p.command.Stdout, p.command.Stderr = p.log, p.log
	p.command.SysProcAttr = &syscall.SysProcAttr{Credential: credential, Setpgid: true}
	if err := p.command.Start(); err != nil {
		return nil, fmt.Errorf("start PostgreSQL: %w", err)
	}
	return p, p.waitReady(ctx)
}

func (p *postgres) waitReady(ctx context.Context) error {
	for deadline := time.Now().Add(2 * time.Minute); ; time.Sleep(100 * time.Millisecond) {
		conn, err := pgx.Connect(ctx, p.address)
		if err == nil {
			err = conn.QueryRow(ctx, "SELECT current_setting('server_version'), current_setting('shared_buffers'), current_setting('work_mem')").
				Scan(&p.server.version, &p.server.buffers, &p.server.workMemory)
			return errors.Join(err, conn.Close(ctx))
		}
		if time.Now().After(deadline) || ctx.Err() != nil {
			p.stop()
			return fmt.Errorf("wait for PostgreSQL: %w\n%s", err, p.log)
		}
	}
}

// stop ends the server as its manual says: fast, with everything on disk.
func (p *postgres) stop() {
	_ = p.command.Process.Signal(syscall.SIGINT)
	_ = p.command.Wait()
}

// credential is nil for whom PostgreSQL accepts.
func credential() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	account, err := user.Lookup(unprivileged)
	if err != nil {
		return nil, fmt.Errorf("PostgreSQL does not run as root, and there is no user %s: run this as another user: %w", unprivileged, err)
	}
	uid, err := strconv.ParseUint(account.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(account.Gid, 10, 32)
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, err
}

func makeCluster(ctx context.Context, programs, dir string, credential *syscall.Credential) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make PostgreSQL's folder: %w", err)
	}
	if credential != nil {
		if err := os.Chown(dir, int(credential.Uid), int(credential.Gid)); err != nil {
			return fmt.Errorf("give PostgreSQL its folder: %w", err)
		}
	}
	initdb := exec.CommandContext(ctx, filepath.Join(programs, "initdb"),
		"--pgdata", dir, "--username", "postgres", "--auth", "trust", "--encoding", "UTF8", "--locale", "C")
	initdb.Dir = dir
	initdb.SysProcAttr = &syscall.SysProcAttr{Credential: credential}
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("make PostgreSQL's cluster: %w\n%s", err, out)
	}
	return nil
}

// memory is what the server and its children hold in bytes, each shared page counted once.
func (p *postgres) memory() (int64, error) {
	pid := p.command.Process.Pid
	total, err := memoryOf(pid, "Pss")
	if err != nil {
		return 0, err
	}
	children, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	if err != nil {
		return 0, fmt.Errorf("list PostgreSQL's processes: %w", err)
	}
	for _, child := range strings.Fields(string(children)) {
		number, err := strconv.Atoi(child)
		if err != nil {
			return 0, err
		}
		// A worker may have ended since.
		if held, err := memoryOf(number, "Pss"); err == nil {
			total += held
		}
	}
	return total, nil
}

// size is what the database takes on disk, in bytes: tables with their indexes, without the write-ahead log.
func (*postgres) size(ctx context.Context, conn *pgx.Conn) (int64, error) {
	var bytes int64
	err := conn.QueryRow(ctx, "SELECT pg_database_size(current_database())").Scan(&bytes)
	return bytes, err
}
