#!/usr/bin/env bash
# Builds Portico and starts it: the catalog on http://localhost:8585, the identity provider on http://localhost:8080. Options: ./run.sh --help
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$root/scripts/sdk.sh"
. "$root/scripts/build.sh"
build_portico
if [ "${1:-}" = --realms-only ]; then
  shift
  set -- realms "$@"
fi
# The program keeps the age of this script, so it is told when its own life begins.
export PORTICO_STARTED_AT=${EPOCHREALTIME:-}
exec dotnet "$root/artifacts/portico/portico.dll" "$@"
