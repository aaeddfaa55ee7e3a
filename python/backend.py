# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Builds the wheel with meson-python; without the stable ABI where Python does not have it for buffers."""

import sys

import mesonpy

HAS_ABI = sys.version_info >= (3, 11)

get_requires_for_build_sdist = mesonpy.get_requires_for_build_sdist
get_requires_for_build_wheel = mesonpy.get_requires_for_build_wheel
get_requires_for_build_editable = mesonpy.get_requires_for_build_editable
build_sdist = mesonpy.build_sdist


def add_settings(settings):
    if HAS_ABI:
        return settings
    added = dict(settings or {})
    given = added.get("setup-args", [])
    given = [given] if isinstance(given, str) else list(given)
    added["setup-args"] = [*given, "-Dpython.allow_limited_api=false"]
    return added


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    return mesonpy.build_wheel(wheel_directory, add_settings(config_settings), metadata_directory)


def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    return mesonpy.build_editable(wheel_directory, add_settings(config_settings), metadata_directory)
