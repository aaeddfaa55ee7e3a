#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
#
# test-races.sh PROGRAM: ThreadSanitizer reports each race of planted-race.
set -eu
races=$("$1" --list)
for race in $races; do
  status=0
  report=$("$1" "$race" 2>&1) || status=$?
  case $status:$report in
    66:*"ThreadSanitizer: data race"*) ;;
    *) echo "$race: not found (status $status) $report"; exit 1 ;;
  esac
done
echo "found: $races"
