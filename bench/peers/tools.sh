#!/usr/bin/env bash
# Brings PostgreSQL 15, from Debian's package, where it is not there yet. `make bench-peers` runs it; running it again does
# nothing. The package's own cluster is neither wanted nor made: the comparison starts one of its own.
set -euo pipefail

[[ -x /usr/lib/postgresql/15/bin/postgres ]] && exit

say() { printf 'bench-peers: %s\n' "$*" >&2; }

command -v apt-get >/dev/null || {
  say "PostgreSQL 15 is not here, and this script needs Debian or one of its children. Elsewhere give the folder of its"
  say "programs: make bench-peers PEERS="--programs DIR""
  exit 1
}
as_root=()
if [[ $EUID -ne 0 ]]; then
  command -v sudo >/dev/null || { say "no PostgreSQL 15 here, and no right to install it: ask for the package postgresql-15"; exit 1; }
  as_root=(sudo)
fi
say "installing Debian's package postgresql-15"
"${as_root[@]}" apt-get -q update >&2
# What the package would do at the end of its installation is decided before it begins.
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends postgresql-common >&2
"${as_root[@]}" sed -i 's/^#\?create_main_cluster *=.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends postgresql-15 >&2
