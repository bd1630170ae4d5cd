package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// browsers are the names under which Chromium, or a browser made of it, is installed.
var browsers = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"}

// printWait bounds how long a browser may take.
const printWait = 2 * time.Minute

// errNoBrowser says what to do without a browser that prints.
var errNoBrowser = errors.New("no Chromium is installed here: install one (Debian's package is chromium), name it with --chromium, or open the page " +
	"/report of a running vigie in any browser and print it from there")

// findBrowser is the browser of a name, or the one that is installed.
func findBrowser(name string) (string, error) {
	if name != "" {
		found, err := exec.LookPath(name)
		if err != nil {
			return "", usagef("--chromium %s: there is no such program; leave it out for the one that is installed", name)
		}
		return found, nil
	}
	for _, name := range browsers {
		if found, err := exec.LookPath(name); err == nil {
			return found, nil
		}
	}
	return "", errNoBrowser
}

// printPage has a browser print a page of this machine as a PDF, with tags and an outline. The file is there whole, or not at all.
func printPage(ctx context.Context, browser, address, out string) (err error) {
	ctx, cancel := context.WithTimeout(ctx, printWait)
	defer cancel()
	if err := answers(ctx, address); err != nil {
		return err
	}
	own, err := os.MkdirTemp(filepath.Dir(out), ".vigie-report")
	if err != nil {
		return fmt.Errorf("write %s: %w", out, err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(own)) }()
	file, err := filepath.Abs(filepath.Join(own, "report.pdf"))
	if err != nil {
		return fmt.Errorf("write %s: %w", out, err)
	}
	args := []string{
		"--headless", "--disable-gpu", "--no-first-run", "--disable-extensions", "--disable-background-networking", "--user-data-dir=" + filepath.Join(filepath.Dir(file), "profile"),
		"--no-pdf-header-footer", "--generate-pdf-document-outline", "--print-to-pdf=" + file,
	}
	if os.Geteuid() == 0 { // Chromium has no sandbox for root; the page is our own
		args = append(args, "--no-sandbox")
	}
	command := exec.CommandContext(ctx, browser, append(args, address)...)
	command.WaitDelay = closeWait
	said, err := command.CombinedOutput()
	if err == nil {
		_, err = os.Stat(file)
	}
	if err != nil {
		return fmt.Errorf("print with %s: %w\n%s", browser, err, lastLines(string(said)))
	}
	if err := os.Rename(file, out); err != nil {
		return fmt.Errorf("write %s: %w", out, err)
	}
	return nil
}

// answers tells why a page can't be printed; a browser would print whatever it got.
func answers(ctx context.Context, address string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("read the page that is to be printed: %w", err)
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		return fmt.Errorf("read the page that is to be printed: %w", err)
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("the page that is to be printed answers %s: open it in a browser, it says what to change", response.Status)
	}
	return nil
}

// lastLines is the end of what a program said.
func lastLines(text string) string {
	const most = 5
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(lines[max(0, len(lines)-most):], "\n")
}
