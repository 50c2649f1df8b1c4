#!/usr/bin/env bash
# The peer: VROOM by its Python package, in an environment of its own in the bench's cache. Where packages cannot be installed the bench
# runs without it.
set -euo pipefail
wanted=pyvroom==1.15.2
cache=${TRUCKROLL_BENCH_CACHE:?"is the folder the peer is installed into"}
if [[ -f $cache/installed && $(<"$cache/installed") == "$wanted" ]]; then
    exit 0
fi
mkdir -p "$cache"
if ! python3 -c 'import ensurepip' 2> /dev/null && [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends python3-venv >&2
fi
if python3 -m venv "$cache/python" >&2 && "$cache/python/bin/pip" install --quiet "$wanted" >&2; then
    printf '%s\n' "$wanted" > "$cache/installed"
else
    echo "VROOM cannot be installed: the bench runs without a peer" >&2
fi
