#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
#
# run.sh [-y] [--quick] [SUBJECT...]: compares this project with other libraries.
#
# Subjects, all by default: resample convert vad elements files runtime python. The
# script installs the missing libraries, builds in build/bench, measures into
# build/bench/results/SUBJECT.json, and renders a report of all figures into
# build/bench/report. It then writes the figures of the page about performance to
# benchmarks/results and renders docs/performance.md. With --quick it takes a
# minute or two, the figures are rough, and the page stays as it is.
set -eu
cd "$(dirname "$0")/.."
yes=
if [ "${1-}" = -y ]; then
  yes=-y
  shift
fi
python=/usr/bin/python3
out=build/bench
actions='report publish'
for word; do
  case $word in
    --quick) out=build/bench/quick; actions=report ;;
    resample | convert | vad | elements | files | runtime | python) ;;
    *)
      echo "usage: $0 [-y] [--quick] [resample] [convert] [vad] [elements] [files] [runtime] [python]" >&2
      exit 2
      ;;
  esac
done
export LC_ALL=C

tests/setup.sh $yes bench
status=0
$python -B benchmarks/collect.py --build build/bench --results $out/results "$@" || status=$?
for action in $actions; do
  $python -B benchmarks/render.py $action --results $out/results --report $out/report
done
echo "Written: $out/results/*.json and $out/report/performance.md"
exit $status
