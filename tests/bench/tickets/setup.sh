#!/usr/bin/env bash
# The peer: Request Tracker 5 from Debian, with an empty SQLite database in the bench's cache. Where packages cannot be installed the
# bench runs without it.
set -euo pipefail
if ! command -v rt-setup-database-5 > /dev/null; then
    if [ "$(id -u)" != 0 ] || ! command -v apt-get > /dev/null; then
        echo "Request Tracker is not installed, and packages cannot be: the bench runs without a peer" >&2
        exit 0
    fi
    DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y --no-install-recommends \
        msmtp-mta dbconfig-no-thanks request-tracker5 rt5-db-sqlite
fi
mkdir -p "$TRUCKROLL_BENCH_CACHE"
cat > "$TRUCKROLL_BENCH_CACHE/RT_SiteConfig.pm" <<CONFIG
Set(\$rtname, 'bench');
Set(\$Organization, 'bench');
Set(\$WebDomain, 'localhost');
Set(\$DatabaseType, 'SQLite');
Set(\$DatabaseName, '$TRUCKROLL_BENCH_CACHE/rt.db');
Set(\$LogToSTDERR, 'error');
Set(\$LogToSyslog, undef);
Set(\$MailCommand, 'testfile');
1;
CONFIG
if [ ! -s "$TRUCKROLL_BENCH_CACHE/rt-empty.db" ]; then
    RT_SITE_CONFIG="$TRUCKROLL_BENCH_CACHE/RT_SiteConfig.pm" rt-setup-database-5 --action init --dba '' --dba-password '' > "$TRUCKROLL_BENCH_CACHE/setup.log" 2>&1 \
        || { cat "$TRUCKROLL_BENCH_CACHE/setup.log" >&2; exit 1; }
    rm -f "$TRUCKROLL_BENCH_CACHE/setup.log"
    mv "$TRUCKROLL_BENCH_CACHE/rt.db" "$TRUCKROLL_BENCH_CACHE/rt-empty.db"
fi
