#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
#
# run.sh [-y] [--quick] [SUBJECT...]: measures us beside other people's code.
#
# Subjects, all of them by default: resample convert vad elements files runtime.
# It installs what is missing to compare with, builds in build/bench, measures,
# writes benchmarks/results/SUBJECT.json and renders docs/performance.md and its
# pictures from what lies there. With --quick it takes a minute or two, the
# figures are rough, and all goes to build/bench/quick instead.
set -eu
cd "$(dirname "$0")/.."
yes=
if [ "${1-}" = -y ]; then
  yes=-y
  shift
fi
python=/usr/bin/python3
results=benchmarks/results
docs=docs
for word; do
  case $word in
    --quick) results=build/bench/quick; docs=build/bench/quick ;;
    resample | convert | vad | elements | files | runtime) ;;
    *)
      echo "usage: $0 [-y] [--quick] [resample] [convert] [vad] [elements] [files] [runtime]" >&2
      exit 2
      ;;
  esac
done
export LC_ALL=C

tests/setup.sh $yes bench
status=0
$python -B benchmarks/collect.py --build build/bench --results "$results" "$@" || status=$?
$python -B benchmarks/render.py --results "$results" --docs "$docs"
echo "Written: $results/*.json and $docs/performance.md"
exit $status
