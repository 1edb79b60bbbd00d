#!/usr/bin/env bash
# Runs a command with newer servers than the system's: Redis or Valkey, and MariaDB, of Debian's unstable suite, unpacked beside
# the system with the libraries they need. Nothing is installed. Needs a Debian system.
# Use: scripts/with-newer-servers.sh redis|valkey COMMAND…
set -euo pipefail
store=$1
shift
case $store in redis | valkey) ;; *) echo "$0: redis or valkey, not $store" >&2; exit 2 ;; esac
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Origin: Debian' 'Label: Debian' | sed -n 1p)
[ -n "$mirror" ] || { echo "$0: no mirror of Debian is known: run apt-get update" >&2; exit 2; }
mkdir -p "$directory"/{state/lists/partial,cache/archives/partial,root,bin}
echo "deb [trusted=yes] $mirror sid main" >"$directory/sources.list"
: >"$directory/status"
apt=(apt-get -q -o "Dir::Etc::sourcelist=$directory/sources.list" -o Dir::Etc::sourceparts=- -o "Dir::State=$directory/state"
  -o "Dir::Cache=$directory/cache" -o "Dir::State::status=$directory/status")
"${apt[@]}" update >&2
# An empty list of what is installed, so that the libraries come, too.
"${apt[@]}" install -y --download-only --no-install-recommends "$store-server" mariadb-server-core mariadb-client-core >&2
for package in "$directory"/cache/archives/*.deb; do dpkg -x "$package" "$directory/root"; done

# A program of the unpacked system by its own loader; `exec` keeps the process id.
wrap() {
  local program=$1
  mv "$program" "$program.unpacked"
  printf '#!/bin/sh\nexec %s --library-path %s %s "$@"\n' "$directory/root/usr/lib64/ld-linux-x86-64.so.2" \
    "$directory/root/usr/lib/x86_64-linux-gnu" "$program.unpacked" >"$program"
  chmod +x "$program"
}
wrap "$directory/root/usr/bin/$store-server"
wrap "$directory/root/usr/sbin/mariadbd"
for tool in my_print_defaults resolveip; do wrap "$directory/root/usr/bin/$tool"; done
ln -s "$directory/root/usr/bin/$store-server" "$directory/bin/redis-server"
printf '#!/bin/sh\nexec %s "$@" --basedir=%s --lc-messages-dir=%s\n' "$directory/root/usr/sbin/mariadbd" "$directory/root/usr" \
  "$directory/root/usr/share/mysql" >"$directory/bin/mariadbd"
printf '#!/bin/sh\nexec %s "$@" --basedir=%s\n' "$directory/root/usr/bin/mariadb-install-db" "$directory/root/usr" >"$directory/bin/mariadb-install-db"
chmod +x "$directory"/bin/*
"$directory/bin/redis-server" --version >&2
"$directory/bin/mariadbd" --version >&2
PATH="$directory/bin:$PATH" "$@"
