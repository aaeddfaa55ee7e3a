#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
#
# setup.sh [-y] demo|tests|bench: installs what is missing and builds into build/,
# for bench into build/bench.
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
# Besides: what the benchmarks compare with, voices to find, and what draws their pictures.
bench_packages="$test_packages g++ libsoxr-dev libspeexdsp-dev libswresample-dev libavutil-dev
  libzita-resampler-dev libwebrtc-audio-processing-dev gstreamer1.0-plugins-bad sox libsox-fmt-mp3
  python3-numpy python3-scipy python3-matplotlib espeak-ng flite alsa-utils
  asterisk-core-sounds-en-wav asterisk-core-sounds-es-wav"

answer=
folder=build
options=
if [ "${1-}" = -y ]; then
  answer=y
  shift
fi
case ${1-} in
  demo) packages=$demo_packages ;;
  tests) packages=$test_packages ;;
  bench)
    packages=$bench_packages
    folder=build/bench
    options='--buildtype=release -Dbenchmarks=enabled'
    ;;
  *) echo "usage: $0 [-y] demo|tests|bench" >&2; exit 2 ;;
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

# Who is not there to compare with is told by the benchmark and stops nothing.
drop_unknown() {
  for package in $missing; do
    if apt-cache show "$package" >/dev/null 2>&1; then
      echo "$package"
    else
      echo "apt does not know $package: going on without it." >&2
    fi
  done
}

install_missing() {
  missing=$(list_missing)
  [ -n "$missing" ] || return 0
  echo 'apt will install, with all that they depend on:'
  echo "$missing" | fmt | sed 's/^/  /'
  confirm
  as_root apt-get -qq update
  [ "$folder" = build ] || missing=$(drop_unknown)
  log=$(mktemp)
  # shellcheck disable=SC2086  # a list of words
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get -qq --yes --no-install-recommends install $missing >"$log" 2>&1 ||
    { cat "$log" >&2; exit 1; }
  rm "$log"
}

# Silent where nothing is to be done; a moving line on a terminal otherwise.
build() {
  # shellcheck disable=SC2086  # a list of words
  [ -e "$folder/build.ninja" ] || meson setup $options "$folder"
  ! ninja -C "$folder" -n | grep -q 'no work to do' || return 0
  if [ -t 1 ]; then
    ninja -C "$folder"
  else
    ninja -C "$folder" --quiet
  fi
}

if command -v apt-get >/dev/null; then
  install_missing
else
  echo 'No apt here: going on with what is installed. examples/Dockerfile needs nothing but docker.'
fi
build
