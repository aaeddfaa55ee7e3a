#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
#
# run.sh [-y] [PART...]: installs missing packages, builds and tests. The last
# line is "N passed, N failed". Parts, all but tsan by default:
#   suite      every test, house rules and the documents' commands included
#   python     installs the Python package with pip into new environments, and tests it there;
#              runs its extension modules under valgrind
#   sse2       dsp, elements and gst with the kernels of any x86-64 processor
#   avx2       the same with the kernels of a processor without AVX-512
#   asan       the suite under the address and undefined behaviour sanitizers
#   valgrind   the core tests under valgrind
#   tsan       the tests with threads under the thread sanitizer
set -eu
cd "$(dirname "$0")/.."
yes=
if [ "${1-}" = -y ]; then
  yes=-y
  shift
fi
[ $# -gt 0 ] || set -- suite python sse2 avx2 asan valgrind
logs=build/test-logs

# run_tests PART BUILD LOG ARGUMENTS...: the summary counts failed tests, so the
# exit status of meson is ignored; a missing log is an error.
run_tests() {
  part=$1; builddir=$2; log=$2/meson-logs/$3; shift 3
  rm -f "$log"
  meson test -C "$builddir" --print-errorlogs "$@" || :
  cp "$log" "$logs/$part.json"
}

# Four times the limits: other work on the machine is no failure.
run_suite() {
  run_tests suite build testlog.json -t 4 --no-suite package
}

run_python() {
  run_tests python build testlog-package.json --setup=package --suite package
}

# On a processor without better vectors, this repeats the kernels of the suite.
run_cpu() {
  run_tests "$1" build "testlog-$1.json" --setup="$1" -t 4 --suite dsp --suite elements --suite gst
}

run_sse2() {
  run_cpu sse2
}

run_avx2() {
  run_cpu avx2
}

run_asan() {
  [ -e build/asan/build.ninja ] || meson setup build/asan --buildtype=debugoptimized \
    -Db_sanitize=address,undefined -Db_lundef=false -Dbenchmarks=disabled
  ninja -C build/asan --quiet
  run_tests asan build/asan testlog-asan.json --setup=asan
}

# meson builds the programs of the selected tests only.
run_tsan() {
  [ -e build/tsan/build.ninja ] || meson setup build/tsan --buildtype=debugoptimized \
    -Db_sanitize=thread -Db_lundef=false -Dbenchmarks=disabled
  run_tests tsan build/tsan testlog-tsan.json --setup=tsan --suite threads
}

run_valgrind() {
  run_tests valgrind build testlog-valgrind.json --setup=valgrind
}

for part; do
  case $part in
    suite | python | sse2 | avx2 | asan | tsan | valgrind) ;;
    *) echo "usage: $0 [-y] [suite] [python] [sse2] [avx2] [asan] [tsan] [valgrind]" >&2; exit 2 ;;
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
