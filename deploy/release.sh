#!/usr/bin/env bash
# Makes a release: the program with link-time optimisation, its content, checksums, and a list of every part (SBOM).
#
#   deploy/release.sh [FOLDER]
#
# FOLDER gets passerelle-VERSION-TARGET.tar.gz, its SHA-256 and passerelle-VERSION.cdx.json (CycloneDX 1.5); default:
# target/dist. Two runs on one commit with one toolchain give the same archive.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
to=${1:-target/dist}
mkdir -p "$to"
to=$(cd "$to" && pwd)

version=$(cargo metadata --no-deps --format-version 1 | python3 -c 'import json,sys; print(next(p["version"] for p in json.load(sys.stdin)["packages"] if p["name"] == "passerelle"))')
target=$(rustc -vV | sed -n 's/^host: //p')
# The time of the commit stands for the time of the build.
epoch=$(git log -1 --format=%ct 2>/dev/null || date +%s)
name=passerelle-$version-$target

RUSTFLAGS="--remap-path-prefix=$PWD=/passerelle --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo" \
    cargo build --locked --release -p passerelle --target-dir target/dist-build \
    --config 'profile.release.lto="thin"' --config profile.release.codegen-units=1 --config profile.release.strip=true

whole=$(mktemp -d)
trap 'rm -rf "$whole"' EXIT
mkdir "$whole/$name"
cp target/dist-build/release/passerelle "$whole/$name/"
cp -r knowledge deploy docs config.example.toml README.md CHANGELOG.md LICENSE LICENSE-APACHE LICENSE-MIT "$whole/$name/"
[ -d models ] && cp -r models "$whole/$name/"

python3 deploy/sbom.py "$epoch" >"$to/passerelle-$version.cdx.json"
cp "$to/passerelle-$version.cdx.json" "$whole/$name/"

tar --sort=name --owner=0 --group=0 --numeric-owner --mode='go-w' --mtime="@$epoch" -C "$whole" -cf - "$name" | gzip -n9 >"$to/$name.tar.gz"
(cd "$to" && sha256sum "$name.tar.gz" "passerelle-$version.cdx.json" >"$name.sha256")

echo "$to/$name.tar.gz"
cat "$to/$name.sha256"
echo "to check: cd $to && sha256sum -c $name.sha256"
