#!/usr/bin/env bash
# Replays the conversations recorded from a real Keycloak (../shared/conformance/keycloak) against the provider alone, and says per file how many cases pass.
# tests/conformance.sh [FILE|FOLDER...]     files relative to ../shared/conformance/keycloak, for example oidc/code-flow.json admin
# Fails when a case of level 'must' fails; the differences are in artifacts/conformance.log.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
recordings=$(realpath -m "$root/../shared/conformance")
if [ ! -f "$recordings/replay.py" ]; then
  echo "Skipped: the folder ../shared with the recordings is not beside this checkout."
  exit 0
fi
. "$root/scripts/sdk.sh"
. "$root/scripts/build.sh"
build_portico

work=$(mktemp -d)
provider=
cleanup() {
  if [ -n "$provider" ]; then
    kill "$provider" 2>/dev/null || true
    wait "$provider" 2>/dev/null || true
  fi
  rm -rf "$work"
}
trap cleanup EXIT

# The recorded server's administrator is admin/admin, and some conversations sign in as that; this provider listens on loopback only and is gone afterwards.
PORTICO_ADMIN_PASSWORD=admin dotnet "$root/artifacts/portico/portico.dll" realms --data "$work/data" --port 0 --bind 127.0.0.1 >"$work/provider.log" 2>&1 &
provider=$!
for _ in $(seq 600); do
  target=$(grep -oE 'http://127\.0\.0\.1:[0-9]+' "$work/provider.log" | head -1 || true)
  [ -z "$target" ] || break
  if ! kill -0 "$provider" 2>/dev/null; then break; fi
  sleep 0.1
done
if [ -z "${target:-}" ]; then
  echo "The provider did not start:"
  cat "$work/provider.log"
  exit 1
fi

mkdir -p "$root/artifacts"
[ $# -gt 0 ] || set -- .
files=()
for file in "$@"; do
  files+=("$recordings/keycloak/$file")
done
python3 "$recordings/replay.py" --target "$target" --admin admin:admin --json "$work/results.json" "${files[@]}" >"$root/artifacts/conformance.log" 2>&1 || true
if [ ! -f "$work/results.json" ]; then
  cat "$root/artifacts/conformance.log"
  exit 1
fi
python3 - "$work/results.json" <<'PYTHON'
import json, sys

files, missed = {}, 0
for case in json.load(open(sys.argv[1])):
    row = files.setdefault(case["file"], [0, 0, 0, 0])
    must, passed = case["level"] == "must", case["problem"] is None
    row[0] += passed
    row[1] += 1
    row[2] += must and passed
    row[3] += must
for name, (passed, cases, must_passed, must) in sorted(files.items()):
    missed += must - must_passed
    print(f"{name:<28} {passed:>3}/{cases:<3}" + (f" must {must_passed}/{must}" if must else ""))
passed, cases = sum(row[0] for row in files.values()), sum(row[1] for row in files.values())
print(f"{passed} passed, {cases - passed} failed")
sys.exit(1 if missed else 0)
PYTHON
