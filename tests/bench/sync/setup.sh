#!/usr/bin/env bash
# Installs the peers of the bench `sync` into the folder named by TRUCKROLL_BENCH_CACHE. Does nothing when the packages of exactly this
# lock file are there already, so it may run before every bench.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${TRUCKROLL_BENCH_CACHE:?"is the folder the peers are installed into"}
stamp="$cache/installed.sha256"
wanted=$(sha256sum "$here/package-lock.json" | cut -d ' ' -f 1)

if [[ -f $stamp && $(<"$stamp") == "$wanted" ]]; then
  exit 0
fi

mkdir -p "$cache"
rm -f "$stamp"
cp "$here/package.json" "$here/package-lock.json" "$here/.npmrc" "$cache/"
cd "$cache"
# The native parts come ready built inside the packages; no install script needs to run.
npm ci --ignore-scripts >&2
printf '%s\n' "$wanted" >"$stamp"
