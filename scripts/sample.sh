#!/usr/bin/env bash
# Builds examples/shop.db from examples/shop.sql; a test compares them. Needs the program sqlite3.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../examples"
rm -f shop.db
{ echo "PRAGMA page_size = 1024;"; cat shop.sql; } | sqlite3 shop.db
sqlite3 shop.db 'VACUUM'
