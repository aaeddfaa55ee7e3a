#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
#
# setup.sh [-y] demo|tests: installs what is missing and builds into build/.
#
# Debian 12 or later, as root or with sudo. It says what it would install and,
# on a terminal, asks first; -y answers yes. With nothing missing and nothing
# changed it does nothing.
set -eu
cd "$(dirname "$0")/.."

# The compiler, the libraries, and the plugins that read wav flac mp3 ogg m4a.
demo_packages='gcc libc6-dev meson ninja-build pkg-config
  libgstreamer1.0-dev libgstreamer-plugins-base1.0-dev libjson-glib-dev libsamplerate0-dev
  gstreamer1.0-tools gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-libav'
# Besides: pictures of graphs, the memory checker, second opinions on sound.
test_packages="$demo_packages libgraphviz-dev valgrind libc6-dbg ffmpeg vorbis-tools"

answer=
if [ "${1-}" = -y ]; then
  answer=y
  shift
fi
case ${1-} in
  demo) packages=$demo_packages ;;
  tests) packages=$test_packages ;;
  *) echo "usage: $0 [-y] demo|tests" >&2; exit 2 ;;
esac

# The one release that has the formatter whose taste the lint follows.
if [ "$1" = tests ] && grep -qs '^VERSION_CODENAME=bookworm' /etc/os-release; then
  packages="$packages clang-format-14"
fi

list_missing() {
  for package in $packages; do
    status=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null) || :
    [ "$status" = installed ] || echo "$package"
  done
}

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    echo "Neither root nor sudo here; ask an administrator to run: $*" >&2
    exit 1
  fi
}

confirm() {
  if [ -n "$answer" ] || [ ! -t 0 ]; then
    return
  fi
  printf 'Go on? [Y/n] '
  read -r answer
  case $answer in
    '' | [yY]*) ;;
    *) echo 'Nothing was installed.'; exit 1 ;;
  esac
}

install_missing() {
  missing=$(list_missing)
  [ -n "$missing" ] || return 0
  echo 'apt will install, with all that they depend on:'
  echo "$missing" | fmt | sed 's/^/  /'
  confirm
  as_root apt-get -qq update
  log=$(mktemp)
  # shellcheck disable=SC2086  # a list of words
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get -qq --yes --no-install-recommends install $missing >"$log" 2>&1 ||
    { cat "$log" >&2; exit 1; }
  rm "$log"
}

# Silent where nothing is to be done; a moving line on a terminal otherwise.
build() {
  [ -e build/build.ninja ] || meson setup build
  ! ninja -C build -n | grep -q 'no work to do' || return 0
  if [ -t 1 ]; then
    ninja -C build
  else
    ninja -C build --quiet
  fi
}

if command -v apt-get >/dev/null; then
  install_missing
else
  echo 'No apt here: going on with what is installed. examples/Dockerfile needs nothing but docker.'
fi
build
