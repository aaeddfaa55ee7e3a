# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Helpers of the checks: the files of the project, and the output of findings."""

import os
import pathlib
import subprocess
import sys

SKIPPED_FOLDERS = {".git", "__pycache__"}


def list_files(root, *suffixes):
    """Yield the paths below root, relative to it, that end in one of suffixes.

    In a clone these are the files that git knows or would add; elsewhere, all
    outside of build folders.
    """
    for name in sorted(_list_names(root)):
        path = pathlib.PurePosixPath(name)
        if path.suffix in suffixes and (root / path).is_file():
            yield path


def read(root, path):
    return (root / path).read_text(encoding="utf-8")


def main(check):
    """Run check(root) for the folder named on the command line; exit 1 on findings."""
    findings = list(check(pathlib.Path(sys.argv[1]).resolve()))
    for finding in findings:
        print(finding)
    print(f"{len(findings)} findings")
    sys.exit(1 if findings else 0)


def _list_names(root):
    if (root / ".git").exists():
        listing = subprocess.run(
            ["git", "-c", f"safe.directory={root}", "-C", str(root), "ls-files", "-z",
             "--cached", "--others", "--exclude-standard"],
            check=True, stdout=subprocess.PIPE)
        return {os.fsdecode(name) for name in listing.stdout.split(b"\0") if name}
    return set(_walk(root))


def _walk(root):
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders
                      if name not in SKIPPED_FOLDERS and not name.startswith("build")]
        for name in files:
            yield pathlib.Path(folder, name).relative_to(root).as_posix()
