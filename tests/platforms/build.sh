#!/bin/sh
# Builds dynamic.jar again. Needs a JDK of version 17 or later; equal sources give equal bytes.
set -eu
cd "$(dirname "$0")"
classes=$(mktemp -d)
trap 'rm -rf "$classes"' EXIT
javac --release 17 -g -d "$classes" src/app/*.java
jar --create --file dynamic.jar --main-class app.Dynamic --date 2026-01-01T00:00:00Z -C "$classes" .
