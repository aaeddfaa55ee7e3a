#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
#
# setup.sh [-y] demo|tests|bench: installs missing packages and builds into build/,
# for bench into build/bench.
#
# Needs Debian 12 or later, and root or sudo. The script prints the packages to
# install and, on a terminal, asks first; -y answers yes. If nothing is missing
# and no file has changed it does nothing.
set -eu
cd "$(dirname "$0")/.."

# The compiler, the libraries, the plugins that read wav, flac, mp3 and ogg, and gst-launch-1.0.
demo_packages='gcc libc6-dev meson ninja-build pkg-config
  libgstreamer1.0-dev libgstreamer-plugins-base1.0-dev libjson-glib-dev libsamplerate0-dev
  gstreamer1.0-tools gstreamer1.0-plugins-base gstreamer1.0-plugins-good'
# In addition: the list of files for the lints, pictures of graphs, the memory checker, an encoder
# of chained Ogg files, bindings, a parser of OpenMetrics, server and client of HTTP, Python with
# numpy and its tests.
test_packages="$demo_packages git libgraphviz-dev valgrind libc6-dbg vorbis-tools
  gobject-introspection libgirepository1.0-dev gir1.2-gstreamer-1.0 gir1.2-gst-plugins-base-1.0 gstreamer1.0-python3-plugin-loader python3-gst-1.0 python3-gi python3-prometheus-client
  libsoup-3.0-dev curl python3-dev python3-numpy python3-yaml python3-pytest python3-hypothesis python3-venv"
# In addition to the demo: libraries and programs to compare with, voices, drawing.
bench_packages="$demo_packages g++ libsoxr-dev libspeexdsp-dev libswresample-dev libavutil-dev
  libzita-resampler-dev libwebrtc-audio-processing-dev gstreamer1.0-plugins-bad ffmpeg
  sox libsox-fmt-mp3 python3-dev python3-numpy python3-scipy python3-matplotlib espeak-ng flite alsa-utils
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

# Only this release has the version of the formatter that the lint runs.
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
    echo "This needs root or sudo; ask an administrator to run: $*" >&2
    exit 1
  fi
}

confirm() {
  if [ -n "$answer" ] || [ ! -t 0 ]; then
    return
  fi
  printf 'Continue? [Y/n] '
  read -r answer
  case $answer in
    '' | [yY]*) ;;
    *) echo 'Nothing was installed.'; exit 1 ;;
  esac
}

# A benchmark reports a peer that is not installed, and goes on without it.
drop_unknown() {
  for package in $missing; do
    if apt-cache show "$package" >/dev/null 2>&1; then
      echo "$package"
    else
      echo "apt does not know $package: continuing without it." >&2
    fi
  done
}

install_missing() {
  missing=$(list_missing)
  [ -n "$missing" ] || return 0
  echo 'apt will install, with their dependencies:'
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

# Prints nothing if the build is up to date; on a terminal, one moving line otherwise.
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
  echo 'apt is missing: continuing with the installed packages. examples/Dockerfile needs only docker.'
fi
build
