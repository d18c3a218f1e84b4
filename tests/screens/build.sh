#!/bin/sh
# Build the bundles of the screen graphs from source, the same bytes every time: as tests/engine/build.sh does its own.
#
#   tests/screens/build.sh            write tests/screens/bundles/
#   tests/screens/build.sh --check    build into a temporary folder and compare
set -eu
here=$(cd "$(dirname "$0")" && pwd)
MICRO_SUITE=$here exec "$here/../engine/build.sh" "$@"
