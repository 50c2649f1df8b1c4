#!/usr/bin/env bash
# Installs PostGIS for the PostgreSQL that is there. Does nothing when that has it already.
set -euo pipefail

version=$(find /usr/lib/postgresql -mindepth 1 -maxdepth 1 -printf '%f\n' | sort -n | tail -n 1)
if [[ -f /usr/share/postgresql/$version/extension/postgis.control ]]; then
  exit 0
fi
if [[ $(id -u) != 0 ]]; then
  echo "missing: PostGIS. On Debian or Ubuntu: sudo apt-get install postgresql-$version-postgis-3" >&2
  exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -q >&2
apt-get install -y -q --no-install-recommends "postgresql-$version-postgis-3" >&2
