package peers

import (
	"bytes"
	"context"
	"embed"
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

//go:embed postgres/*.sql
var postgresFiles embed.FS

// Postgres is a server of our own, on a free port.
type Postgres struct {
	// Programs is the folder of PostgreSQL's own.
	Programs string

	address string
	command *exec.Cmd
	log     *bytes.Buffer
	conn    *pgx.Conn
}

// Name is PostgreSQL.
func (*Postgres) Name() string { return "PostgreSQL" }

// Start makes a cluster in dir where none is yet, and starts it.
func (p *Postgres) Start(ctx context.Context, dir string) error {
	credential, err := credential()
	if err != nil {
		return err
	}
	p.log = &bytes.Buffer{}
	workers := runtime.NumCPU()
	if _, err := os.Stat(filepath.Join(dir, "PG_VERSION")); errors.Is(err, os.ErrNotExist) {
		if err := makeCluster(ctx, p.Programs, dir, credential); err != nil {
			return err
		}
	}
	memory, err := PeerMemory()
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("find a free port: %w", err)
	}
	port := listener.Addr().(*net.TCPAddr).Port
	if err := listener.Close(); err != nil {
		return err
	}
	p.address = fmt.Sprintf("postgres://postgres@127.0.0.1:%d/postgres?sslmode=disable", port)
	settings := map[string]string{
		"port": strconv.Itoa(port), "listen_addresses": "127.0.0.1", "unix_socket_directories": "",
		"shared_buffers": fmt.Sprintf("%dMB", memory>>20), "effective_cache_size": fmt.Sprintf("%dMB", 2*memory>>20),
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
	p.command = exec.Command(filepath.Join(p.Programs, "postgres"), args...)
	p.command.Dir = dir
	p.command.Stdout, p.command.Stderr = p.log, p.log
	p.command.SysProcAttr = &syscall.SysProcAttr{Credential: credential, Setpgid: true}
	if err := p.command.Start(); err != nil {
		return fmt.Errorf("start PostgreSQL: %w", err)
	}
	return p.waitReady(ctx)
}

func (p *Postgres) waitReady(ctx context.Context) (err error) {
	for deadline := time.Now().Add(2 * time.Minute); ; time.Sleep(100 * time.Millisecond) {
		if p.conn, err = pgx.Connect(ctx, p.address); err == nil {
			return nil
		}
		if time.Now().After(deadline) || ctx.Err() != nil {
			p.Stop()
			return fmt.Errorf("wait for PostgreSQL: %w\n%s", err, p.log)
		}
	}
}

// Stop ends the server as its manual says: fast, with everything on disk.
func (p *Postgres) Stop() {
	_ = p.command.Process.Signal(syscall.SIGINT)
	_ = p.command.Wait()
}

// About names the server and what it was given.
func (p *Postgres) About(ctx context.Context) (string, error) {
	var version, buffers, workMemory string
	err := p.conn.QueryRow(ctx, "SELECT current_setting('server_version'), current_setting('shared_buffers'), current_setting('work_mem')").
		Scan(&version, &buffers, &workMemory)
	return fmt.Sprintf("PostgreSQL %s with %s of shared buffers and %s of work memory", version, buffers, workMemory), err
}

// run runs a file of several statements.
func (p *Postgres) run(ctx context.Context, name string) error {
	sql, err := postgresFiles.ReadFile("postgres/" + name)
	if err != nil {
		return err
	}
	if _, err := p.conn.PgConn().Exec(ctx, string(sql)).ReadAll(); err != nil {
		return fmt.Errorf("run postgres/%s: %w", name, err)
	}
	return nil
}

// Create makes the tables.
func (p *Postgres) Create(ctx context.Context) error { return p.run(ctx, "tables.sql") }

// Finish works out referrals and profiles, and makes keys and indexes.
func (p *Postgres) Finish(ctx context.Context) error {
	for _, name := range []string{"derive.sql", "indexes.sql"} {
		if err := p.run(ctx, name); err != nil {
			return err
		}
	}
	for _, statement := range []string{"VACUUM (ANALYZE, FREEZE)", "CHECKPOINT"} {
		if _, err := p.conn.Exec(ctx, statement); err != nil {
			return fmt.Errorf("run %s: %w", statement, err)
		}
	}
	return nil
}

// enumerations are the types of tables.sql that values are sent in.
var enumerations = []string{"age_band", "activity", "format", "audience", "service", "_service", "referral_status"}

// Copy takes rows into a table, over a connection of its own.
func (p *Postgres) Copy(ctx context.Context, table string, columns []string, rows *Rows) error {
	conn, err := pgx.Connect(ctx, p.address)
	if err != nil {
		return fmt.Errorf("connect to PostgreSQL: %w", err)
	}
	defer func() { _ = conn.Close(ctx) }()
	types, err := conn.LoadTypes(ctx, enumerations)
	if err != nil {
		return fmt.Errorf("read PostgreSQL's types: %w", err)
	}
	conn.TypeMap().RegisterTypes(types)
	if _, err := conn.CopyFrom(ctx, pgx.Identifier{table}, columns, rows); err != nil {
		return fmt.Errorf("copy into %s: %w", table, err)
	}
	return nil
}

// Empty takes all rows out of a table.
func (p *Postgres) Empty(ctx context.Context, table string) error {
	_, err := p.conn.Exec(ctx, "TRUNCATE "+pgx.Identifier{table}.Sanitize())
	return err
}

// Ask runs the statement of a file. Parameters are @name in it.
func (p *Postgres) Ask(ctx context.Context, statement string, parameters map[string]any, take func(scan func(...any) error) error) error {
	sql, err := postgresFiles.ReadFile("postgres/" + statement + ".sql")
	if err != nil {
		return err
	}
	rows, err := p.conn.Query(ctx, string(sql), pgx.NamedArgs(parameters))
	if err != nil {
		return fmt.Errorf("run postgres/%s.sql: %w", statement, err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := take(rows.Scan); err != nil {
			return fmt.Errorf("read postgres/%s.sql: %w", statement, err)
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("run postgres/%s.sql: %w", statement, err)
	}
	return nil
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

// Memory is what the server and its children hold in bytes, each shared page counted once.
func (p *Postgres) Memory(context.Context) (int64, error) {
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

// Disk is what the database takes, in bytes: tables with their indexes, without the write-ahead log.
func (p *Postgres) Disk(ctx context.Context) (int64, error) {
	var bytes int64
	err := p.conn.QueryRow(ctx, "SELECT pg_database_size(current_database())").Scan(&bytes)
	return bytes, err
}
