#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
# link-plugins.sh PLUGINS-DIR OUT-DIR NAME...: gives the tests a plugin folder
# that holds only the stock plugins they name. One that is not installed is
# left out: the test that needs it says so.
set -eu
from=$1; to=$2; shift 2
mkdir -p "$to" "$(dirname "$to")/registries"
for name; do
  [ ! -e "$from/libgst$name.so" ] || ln -sf "$from/libgst$name.so" "$to/"
done
