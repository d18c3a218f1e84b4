#!/bin/sh
# Rebuild every sample bundle from source, the same bytes every time.
#
#   samples/build.sh            write samples/bundles/
#   samples/build.sh --check    build into a temporary folder, compare with samples/bundles/, and read the bundles back
#
# PLATFORM may name another folder that holds classes.tsv and members.tsv.
set -eu
export LC_ALL=C TZ=UTC

here=$(cd "$(dirname "$0")" && pwd)
platform=${PLATFORM:-$here/../rules/platform/midp}
bundles=$here/bundles

need() {
    command -v "$1" >/dev/null 2>&1 || { echo "$1 is missing: apt-get install $2" >&2; exit 2; }
}
need javac openjdk-17-jdk-headless
need proguard proguard-cli
need jasmin jasmin-sable
need openssl openssl
need python3 python3
python3 -c 'import tomllib' 2>/dev/null || { echo "python3 3.11 or newer is needed (tomllib)" >&2; exit 2; }

case ${1-} in
    '') out=$bundles ;;
    --check) out= ;;
    *) echo "usage: build.sh [--check]" >&2; exit 2 ;;
esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE
mkdir "$work/stubs" "$work/classes" "$work/patched" "$work/preverified" "$work/obfuscated" "$work/assembled"
[ -n "$out" ] || out=$work/bundles

python3 "$here/stubs/gen_stubs.py" "$work/stubs" --classes "$platform/classes.tsv" --members "$platform/members.tsv"

# javac 17 writes version 52 at the least for source level 8; ProGuard or craft.py takes it down to what CLDC reads.
javac -source 8 -target 8 -bootclasspath "$work/stubs" -extdirs '' -nowarn -Xlint:-options -g:source,lines \
    -proc:none -implicit:none -encoding UTF-8 -d "$work/classes" "$here"/src/*/*.java
python3 "$here/craft.py" patch "$work/classes" "$work/patched"

# One run preverifies all samples: -microedition writes the StackMap attribute that a CLDC verifier reads.
python3 "$here/craft.py" pairs "$work" >"$work/pairs.pro"
proguard "@$work/pairs.pro" -libraryjars "$work/stubs" -microedition -target 1.3 \
    -dontshrink -dontoptimize -dontobfuscate -dontnote >"$work/proguard.log" 2>&1 ||
    { cat "$work/proguard.log" >&2; exit 1; }
proguard "@$here/src/ringtones-obfuscated/proguard.pro" \
    -injars "$work/patched/ringtones" -outjars "$work/obfuscated/ringtones.jar" -libraryjars "$work/stubs" \
    >"$work/proguard.log" 2>&1 || { cat "$work/proguard.log" >&2; exit 1; }

for source in "$here"/src/*/*.j; do
    name=$(basename "$(dirname "$source")")
    jasmin -d "$work/assembled/$name" "$source" >"$work/jasmin.log" 2>&1 || { cat "$work/jasmin.log" >&2; exit 1; }
done

python3 "$here/craft.py" bundles "$work" "$out"
python3 "$here/craft.py" check "$out"
if [ "$out" != "$bundles" ]; then
    diff -r "$out" "$bundles" || { echo "samples/bundles differs from what the sources give" >&2; exit 1; }
    echo "samples/bundles is up to date"
fi
