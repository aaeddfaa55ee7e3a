#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
#
# soak.sh MINUTES [SEED] [BUILD]: runs the random tests in turns for MINUTES in
# all, from SEED, or from a random seed, with the programs of BUILD, by default
# build. Random graphs, policies, faults, cancels and calls, inline and threaded:
# no other branch and no other item loses data, a fault is at most one error, every
# sink reaches EOS, every call returns, and memory, threads and open files do not
# grow. A failure prints the seed, which "PROGRAM --seed N" repeats; BUILD/soak-*.log
# has all of its output.
set -eu
if [ $# -lt 1 ]; then
  echo "usage: $0 MINUTES [SEED] [BUILD]" >&2
  exit 2
fi
minutes=$1
seed=${2-$(date +%s)}
build=$(realpath "${3-$(dirname "$0")/../build}")

# The names of the programs and of their tests.
turns='random-faults:/random/faults random-session:/random/session random-calls:/random/calls
random-inline:/random/inline session-random:/session/random/mixed-items session-random:/session/random/mixed-stream
random-rebuilds:/random/rebuilds random-items:/random-items/skip random-items:/random-items/cancel'
share=$(echo "$minutes $turns" | awk -v RS= '{ print $1 / (NF - 1) }')

# The environment of the tests in tests/meson.build.
export GST_PLUGIN_SYSTEM_PATH_1_0=
export GST_PLUGIN_PATH_1_0="$build/tests/plugins"
export GST_REGISTRY_FORK=no
export G_DEBUG=fatal-warnings
# The slices of GLib, an arena of malloc for each new thread, and the cache of malloc in
# each idle thread keep memory, which would look like growth.
export G_SLICE=always-malloc
export MALLOC_ARENA_MAX=1
export GLIBC_TUNABLES=glibc.malloc.tcache_count=0
failed=
for turn in $turns; do
  program=${turn%%:*}
  log="$build/soak-$program-${turn##*/}.log"
  echo "== $program ${turn#*:}: seeds from $seed for $share minutes"
  export GST_REGISTRY_1_0="$build/tests/registries/gst-$program.bin"
  "$build/tests/gst/test-$program" -p "${turn#*:}" --seed "$seed" --minutes "$share" \
    >"$log" 2>&1 || failed="$failed $program"
  grep -aE '^(not )?ok|seeds from|^# seed|hangs|ERROR' "$log" || :
done
[ -z "$failed" ] || { echo "failed:$failed"; exit 1; }
