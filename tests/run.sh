#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
#
# run.sh [-y] [PART...]: installs what is missing, builds and tests. The last
# line is "N passed, N failed". Parts, all of them by default:
#   suite      every test, house rules and the documents' commands included
#   asan       the suite under the address and undefined behaviour sanitizers
#   valgrind   the core tests under valgrind
set -eu
cd "$(dirname "$0")/.."
yes=
if [ "${1-}" = -y ]; then
  yes=-y
  shift
fi
[ $# -gt 0 ] || set -- suite asan valgrind
logs=build/test-logs

# run_tests PART BUILD LOG ARGUMENTS...: the summary counts what failed, so the
# exit code of meson is of no interest, but a missing log is.
run_tests() {
  part=$1; builddir=$2; log=$2/meson-logs/$3; shift 3
  rm -f "$log"
  meson test -C "$builddir" --no-rebuild --print-errorlogs "$@" || :
  cp "$log" "$logs/$part.json"
}

run_suite() {
  run_tests suite build testlog.json
}

run_asan() {
  [ -e build/asan/build.ninja ] || meson setup build/asan --buildtype=debugoptimized \
    -Db_sanitize=address,undefined -Db_lundef=false -Dbenchmarks=disabled
  ninja -C build/asan --quiet
  run_tests asan build/asan testlog-asan.json --setup=asan
}

run_valgrind() {
  run_tests valgrind build testlog-valgrind.json --setup=valgrind
}

for part; do
  case $part in
    suite | asan | valgrind) ;;
    *) echo "usage: $0 [-y] [suite] [asan] [valgrind]" >&2; exit 2 ;;
  esac
done
tests/setup.sh $yes tests
rm -rf "$logs"
mkdir -p "$logs"
for part; do
  echo "== $part"
  "run_$part"
done
exec /usr/bin/python3 -B tests/summary.py "$logs"
