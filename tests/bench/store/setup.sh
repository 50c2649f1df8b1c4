#!/usr/bin/env bash
# The peer is one of those of the bench `sync`.
set -euo pipefail
exec bash "$(dirname "${BASH_SOURCE[0]}")/../sync/setup.sh"
