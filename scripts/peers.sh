#!/usr/bin/env bash
# Unpacks schemas of real software that ingestion is tested with into artifacts/peers, once. They are not part of this repository: their licence is another.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
out="$root/artifacts/peers/roundcube"
[ -f "$out/usr/share/roundcube/SQL/postgres.initial.sql" ] && exit 0
command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || { echo "The schema of roundcube-core is not installed (no Debian or Ubuntu): the tests with it are skipped." >&2; exit 0; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
chmod 755 "$folder"
(cd "$folder" && apt-get download -q roundcube-core >/dev/null 2>&1) || { echo "The package roundcube-core cannot be downloaded (run apt-get update): the tests with it are skipped." >&2; exit 0; }
mkdir -p "$out"
dpkg-deb -x "$folder"/*.deb "$out"
