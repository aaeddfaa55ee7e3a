#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
#
# demo.sh [-y] [RECORDING]: finds the speech in a recording, brings it to 16 kHz
# 16-bit mono and says how long each node took. -y installs without asking.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
yes=
if [ "${1-}" = -y ]; then
  yes=-y
  shift
fi
recording=${1-$top/examples/data/speech.flac}
name=$(basename "$recording")
out=$top/build/demo

"$top/tests/setup.sh" $yes demo
mkdir -p "$out"
exec "$top/build/gst/tools/rmg" run "$top/examples/demo.json" \
  --reader.path="$recording" --writer.output_path="$out/${name%.*}.wav" \
  --segments "$out/segments.json" --metrics "$out/metrics.json" -o table
