#!/bin/sh
# Build the bundles of the engine's micro-suite from source, the same bytes every time.
#
#   tests/engine/build.sh            write tests/engine/bundles/
#   tests/engine/build.sh --check    build into a temporary folder and compare with tests/engine/bundles/
#
# MICRO_SUITE names another folder to be built in the same way (tests/screens/build.sh).
set -eu
export LC_ALL=C TZ=UTC

tools=$(cd "$(dirname "$0")" && pwd)
here=${MICRO_SUITE:-$tools}
export MICRO_SUITE="$here"
samples=$tools/../../samples
platform=$tools/../../rules/platform/midp
bundles=$here/bundles

need() {
    command -v "$1" >/dev/null 2>&1 || { echo "$1 is missing: apt-get install $2" >&2; exit 2; }
}
need javac openjdk-17-jdk-headless
need proguard proguard-cli
need jasmin jasmin-sable
need python3 python3

case ${1-} in
    '') out=$bundles ;;
    --check) out= ;;
    *) echo "usage: build.sh [--check]" >&2; exit 2 ;;
esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE
mkdir "$work/stubs" "$work/assembled" "$work/classes" "$work/patched" "$work/preverified"
[ -n "$out" ] || out=$work/bundles

python3 "$samples/stubs/gen_stubs.py" "$work/stubs" --classes "$platform/classes.tsv" --members "$platform/members.tsv" >"$work/log"

# The assembler first: some Java sources call what only it can make. -g gives instructions the lines of the .j file.
for source in "$here"/src/*/*.j; do
    [ -e "$source" ] || continue
    jasmin -g -d "$work/assembled" "$source" >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
done

javac -source 8 -target 8 -bootclasspath "$work/stubs" -classpath "$work/assembled" -extdirs '' -nowarn -Xlint:-options \
    -g:source,lines -proc:none -implicit:none -encoding UTF-8 -d "$work/classes" "$here"/src/*/*.java
python3 "$tools/bundle.py" patch "$work"

# One run preverifies all areas: -microedition writes the StackMap attribute that a CLDC verifier reads.
python3 "$tools/bundle.py" pairs "$work" >"$work/pairs.pro"
proguard "@$work/pairs.pro" -libraryjars "$work/stubs" -libraryjars "$work/assembled" -microedition -target 1.3 \
    -dontshrink -dontoptimize -dontobfuscate -dontnote >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }

python3 "$tools/bundle.py" bundles "$work" "$out"
if [ "$out" != "$bundles" ]; then
    diff -r "$out" "$bundles" || { echo "$bundles differs from what the sources give" >&2; exit 1; }
    echo "$bundles is up to date"
fi
