# Sourced by test.sh: installs the software of others that tests run against, once, when it is missing; "install_prerequisites bench" also what the benchmarks need.
install_prerequisites() {
  local packages=()
  command -v node >/dev/null && command -v npm >/dev/null || packages+=(nodejs npm)
  command -v chromium >/dev/null || packages+=(chromium)
  command -v python3 >/dev/null || packages+=(python3)
  command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || packages+=(postgresql)
  command -v pg_dump >/dev/null || ls /usr/lib/postgresql/*/bin/pg_dump >/dev/null 2>&1 || packages+=(postgresql-client)
  [ "${1:-}" != bench ] || command -v wrk >/dev/null || packages+=(wrk)
  if [ ${#packages[@]} -gt 0 ]; then
    echo "Installing for the tests: ${packages[*]}"
    if ! command -v apt-get >/dev/null; then
      echo "Install these by hand and run this again: ${packages[*]} (this is no Debian or Ubuntu)." >&2
      exit 1
    fi
    local as_root=()
    [ "$(id -u)" = 0 ] || as_root=(sudo)
    # Debian starts a database server of its own after installing one; tests start theirs.
    "${as_root[@]}" apt-get update -qq && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${packages[@]}" >/dev/null || {
      echo "These could not be installed: ${packages[*]}." >&2
      exit 1
    }
  fi
  [ -x scripts/peers.sh ] && scripts/peers.sh
  return 0
}
