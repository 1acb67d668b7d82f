# Sourced by run.sh, test.sh and metadata: puts a .NET 10 SDK on PATH, installing one into .dotnet when there is none.
has_sdk() { command -v "$1" >/dev/null 2>&1 && "$1" --list-sdks 2>/dev/null | grep -q '^10\.'; }

if ! has_sdk dotnet; then
  if ! has_sdk "$root/.dotnet/dotnet"; then
    echo "No .NET 10 SDK found: installing one into .dotnet (about 250 MB)." >&2
    script=$(mktemp)
    if { command -v curl >/dev/null && curl -fsSL --retry 2 --max-time 60 https://dot.net/v1/dotnet-install.sh -o "$script"; } ||
       { command -v wget >/dev/null && wget -q -T 60 https://dot.net/v1/dotnet-install.sh -O "$script"; }; then
      bash "$script" --channel 10.0 --install-dir "$root/.dotnet" --no-path >&2 || true
    fi
    rm -f "$script"
    if ! has_sdk "$root/.dotnet/dotnet"; then
      echo "The .NET 10 SDK could not be installed: install it by hand (https://dotnet.microsoft.com/download/dotnet/10.0) and run this again." >&2
      exit 1
    fi
  fi
  export DOTNET_ROOT="$root/.dotnet" PATH="$root/.dotnet:$PATH"
fi
# Executables look for the runtime here.
[ -n "${DOTNET_ROOT:-}" ] || DOTNET_ROOT=$(dirname "$(readlink -f "$(command -v dotnet)")")
export DOTNET_ROOT DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
