# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""The machine and the versions of a measurement."""

import os
import pathlib
import platform
import re
import subprocess

UNKNOWN = "unknown"

# Program -> command that prints its version, pattern of the version.
PROGRAMS = {
    "gcc": (("cc", "-dumpfullversion"), r"([\d.]+)"),
    "GStreamer": (("gst-launch-1.0", "--version"), r"version ([\d.]+)"),
    "ffmpeg": (("ffmpeg", "-version"), r"version (\S+)"),
    "sox": (("sox", "--version"), r"v(\S+)"),
}


def describe():
    info = pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8")
    model = re.search(r"^model name\s*: (.*)$", info, re.MULTILINE)
    flags = re.search(r"^flags\s*: (.*)$", info, re.MULTILINE)
    flags = flags[1].split() if flags else []
    release = pathlib.Path("/etc/os-release").read_text(encoding="utf-8")
    return {
        "cpu": model[1] if model else platform.processor(),
        "vectors": next((isa for isa in ("avx512f", "avx2", "sse2") if isa in flags), "none"),
        "cores": len(os.sched_getaffinity(0)),
        "virtual": "hypervisor" in flags,
        "system": re.search(r'^PRETTY_NAME="?(.*?)"?$', release, re.MULTILINE)[1],
        "kernel": platform.release(),
    }


def list_versions(top):
    versions = {"this tree": _name_tree(top)}
    for name, (command, pattern) in PROGRAMS.items():
        versions[name] = _read_version(command, pattern)
    return versions


def make_environment(top, build):
    """Return an environment in which GStreamer finds the plugin of this build, and Python its package."""
    plugins = [str(build / "gst"), os.environ.get("GST_PLUGIN_PATH_1_0", "")]
    return os.environ | {
        "LC_ALL": "C",
        "PYTHONPATH": f"{top / 'python'}{os.pathsep}{build / 'python'}",
        "GST_PLUGIN_PATH_1_0": os.pathsep.join(filter(None, plugins)),
        "GST_REGISTRY_1_0": str(build / "benchmarks/registry.bin"),
    }


def _name_tree(top):
    """Return the commit, and whether sources differ from it."""
    git = ("git", "-C", str(top))
    commit = _read_version((*git, "rev-parse", "--short", "HEAD"), r"(\S+)")
    change = _read_version((*git, "status", "--porcelain", "--", ".", ":!benchmarks/results",
                   ":!docs/performance*"), r"(\S+)")
    return commit if change == UNKNOWN else f"{commit}, changed"


def _read_version(command, pattern):
    try:
        answer = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                text=True, check=False)
    except OSError:
        return "not installed"
    found = re.search(pattern, answer.stdout)
    return found[1] if found else UNKNOWN
