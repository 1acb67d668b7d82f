#!/usr/bin/env bash
# Builds everything and runs every test, installing what is missing (Debian or Ubuntu, as root or with sudo). Ends with 'N passed, N failed'.
# ./test.sh NAME...   only the test projects whose names contain one of the words
set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$root"
. scripts/sdk.sh
. scripts/prerequisites.sh
. scripts/build.sh

install_prerequisites
build_portico
echo "Building the tests ..."
if ! dotnet build Portico.slnx -c Release -v q --nologo; then
  echo "0 passed, 1 failed"
  exit 1
fi

export PORTICO_PROGRAMS="$root/artifacts/portico"
results="$root/artifacts/test-results"
rm -rf "$results" && mkdir -p "$results"
passed=0 failed=0 skipped=0

# Conversations recorded from a real Keycloak: mostly waiting for sessions to expire, so they are replayed while the tests run. Cases of level 'must' count.
conformance=
if [ $# -eq 0 ]; then
  tests/conformance.sh >"$results/conformance.log" 2>&1 </dev/null &
  conformance=$!
fi

for project in tests/*.Tests tests/Portico.EndToEnd; do
  name=$(basename "$project")
  if [ $# -gt 0 ]; then
    wanted=no
    for word in "$@"; do case "$name" in *"$word"*) wanted=yes ;; esac; done
    [ $wanted = yes ] || continue
  fi
  began=$SECONDS
  log="$results/$name.log"
  # A test that does not come to an end is named in the log, long before the whole run is ended.
  timeout --kill-after=30 1200 "$project/bin/Release/net10.0/$name" -noColor -diagnostics -longRunning 120 >"$log" 2>&1 </dev/null
  code=$?
  summary=$(grep -E 'Total: [0-9]+, Errors: [0-9]+, Failed: [0-9]+' "$log" | tail -1)
  if [ -z "$summary" ]; then
    echo "FAILED   $name: ended with code $code and no summary:"
    tail -40 "$log"
    failed=$((failed + 1))
    continue
  fi
  number() { sed -E "s/.*$1: ([0-9]+).*/\1/" <<<"$summary"; }
  total=$(number Total) errors=$(number Errors) bad=$(number Failed) skips=$(number Skipped)
  bad=$((bad + errors)) good=$((total - bad - skips))
  # A run that says it is well and exits otherwise is not well.
  [ $code -ne 0 ] && [ $bad -eq 0 ] && bad=1
  passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + skips))
  printf '%-8s %-28s %4d passed, %d failed, %d skipped, %d s\n' "$([ $bad -eq 0 ] && echo ok || echo FAILED)" "$name" $good $bad $skips $((SECONDS - began))
  grep -E -A1 '\[SKIP\]' "$log" | grep -v -e '\[SKIP\]' -e '^--$' | sort | uniq -c | sed 's/^ *\([0-9]*\) */         skipped \1: /'
  [ $bad -eq 0 ] || grep -E -A14 '\[FAIL\]|\[ERROR\]' "$log" | head -200
done

if [ -n "$conformance" ]; then
  wait "$conformance"
  code=$?
  if grep -q '^Skipped' "$results/conformance.log"; then
    echo "skipped  conformance: $(cat "$results/conformance.log")"
    skipped=$((skipped + 1))
  else
    read -r good must < <(awk '/ must [0-9]+\/[0-9]+$/ { split($NF, n, "/"); good += n[1]; must += n[2] } END { print good + 0, must + 0 }' "$results/conformance.log")
    bad=$((must - good))
    [ $code -ne 0 ] && [ $bad -eq 0 ] && bad=1
    passed=$((passed + good)) failed=$((failed + bad))
    printf '%-8s %-28s %4d passed, %d failed (of all levels: %s)\n' "$([ $bad -eq 0 ] && echo ok || echo FAILED)" "conformance" $good $bad "$(tail -1 "$results/conformance.log")"
    [ $bad -eq 0 ] || cat "$results/conformance.log"
  fi
fi

echo
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
