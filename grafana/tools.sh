#!/usr/bin/env bash
# Brings what the tests need beside Go and Node, from Debian's packages: Prometheus and promtool into bin/tools, and a
# browser into the system where none is there yet. `make tools` runs it; running it again does nothing.
#
# Prometheus needs no rights: its package is downloaded and unpacked, never installed. Only the browser does (root or sudo).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

tools=bin/tools
mkdir -p "$tools"

say() { printf 'tools: %s\n' "$*" >&2; }

need() {
  command -v "$1" >/dev/null && return
  say "$1 is not here: this script needs Debian or one of its children. Elsewhere put promtool and prometheus (2.42 or"
  say "later) into $tools and a chromium on the PATH."
  exit 1
}

# The lists of packages are fetched into a folder of our own, so that no right to the system's is needed.
fetch_prometheus() {
  need apt-get
  need dpkg-deb
  local work
  work=$(mktemp -d)
  # shellcheck disable=SC2064 # the folder's name is wanted now
  trap "rm -rf '$work'" EXIT
  mkdir -p "$work/lists/partial" "$work/cache/archives/partial"
  local apt=(apt-get -q -o "Dir::State::lists=$work/lists" -o "Dir::Cache=$work/cache" -o APT::Sandbox::User=)
  say "downloading Debian's package prometheus"
  "${apt[@]}" update >"$work/log" 2>&1 || { cat "$work/log" >&2; say "apt-get update went wrong, see above"; exit 1; }
  (cd "$work" && "${apt[@]}" download prometheus >>"$work/log" 2>&1) || { cat "$work/log" >&2; say "apt-get download prometheus went wrong, see above"; exit 1; }
  dpkg-deb -x "$work"/prometheus_*.deb "$work/unpacked"
  for program in prometheus promtool; do
    install -m 0755 "$work/unpacked/usr/bin/$program" "$tools/.$program.new"
    mv "$tools/.$program.new" "$tools/$program"
  done
}

if [[ ! -x $tools/prometheus || ! -x $tools/promtool ]]; then
  fetch_prometheus
fi

browser() { command -v chromium || command -v chromium-browser || command -v google-chrome; }

if ! browser >/dev/null; then
  need apt-get
  as_root=()
  if [[ $EUID -ne 0 ]]; then
    command -v sudo >/dev/null || { say "no chromium here, and no right to install it: ask for the package chromium"; exit 1; }
    as_root=(sudo)
  fi
  say "installing Debian's package chromium"
  "${as_root[@]}" apt-get -q update >&2
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends chromium >&2
fi
