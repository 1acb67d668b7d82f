# Sourced by run.sh, test.sh and metadata. Builds Release into artifacts/portico, compiled ahead of time so that it starts fast; does nothing when no source has changed.
build_portico() {
  local out="$root/artifacts/portico" log="$root/artifacts/build.log" project
  if [ -f "$out/.built" ] && [ -z "$(find "$root/src" "$root/examples" "$root"/Directory.*.props "$root/global.json" \
      \( -name bin -o -name obj \) -prune -o -type f -newer "$out/.built" -print -quit 2>/dev/null)" ]; then
    return
  fi
  mkdir -p "$out"
  echo "Building (once; the first time takes a minute) ..." >&2
  for project in Portico.Server Portico.Cli; do
    if ! dotnet publish "$root/src/$project" -c Release --use-current-runtime --no-self-contained -p:PublishReadyToRun=true -o "$out" -v q --nologo >"$log" 2>&1; then
      tail -40 "$log" >&2
      echo "The build failed; the whole log is in artifacts/build.log." >&2
      exit 1
    fi
  done
  touch "$out/.built"
}
