#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
# link-plugins.sh PLUGINS-DIR OUT-DIR NAME...: makes a plugin folder for the tests
# with the named plugins only. A plugin that is not installed is left out; a
# test that needs it fails or is skipped.
set -eu
from=$1; to=$2; shift 2
mkdir -p "$to" "$(dirname "$to")/registries"
for name; do
  [ ! -e "$from/libgst$name.so" ] || ln -sf "$from/libgst$name.so" "$to/"
done
