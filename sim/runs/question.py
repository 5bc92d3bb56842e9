"""What a question is told by: its settings and changes in any order, and the content of the files they name."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from sim.config.asked import merge
from sim.runs.keys import SHOWN_DIGITS, digest
from sim.runs.outdir import MANIFEST

NAMES_FILE = ("file", "path")
"""Last part of the keys whose value is a file or the folder of saved runs, such as parameters.path and start.file."""
PATTERNS = ("*.yaml", "*/*.yaml", "*/*/*.yaml")


def question_digest(
    verb: str, settings: Mapping[str, Any], added: Iterable[str], config_dirs: Iterable[str], content: Any
) -> str:
    """Return the digest of a question, short as it is shown.

    Every file of the user's folders counts, one that no run takes too; not the primary file of the verb, which is in
    the settings. Where the folders lie does not count, nor the order of words.

    Parameters
    ----------
    settings : those that change an answer, as plain data
    content : digests of what is read beside, as plain data
    """
    words = sorted(merge(added))
    own = _own_files(verb, config_dirs)
    named = sorted(set(_named(settings)) | set(_named(words)) | {each for file in own.values() for each in _of(file)})
    plain = {
        "settings": settings,
        "words": words,
        "folders": {name: digest(file.read_bytes()) for name, file in sorted(own.items())},
        "named": [[name, _content(Path(name))] for name in named],
        "content": content,
    }
    return digest(json.dumps(plain).encode())[:SHOWN_DIGITS]


def _own_files(verb: str, config_dirs: Iterable[str]) -> dict[str, Path]:
    """Return the user's files of YAML by their place in a folder; of two at one place that of the first folder."""
    found: dict[str, Path] = {}
    for folder in (Path(each).expanduser() for each in config_dirs):
        for file in (file for pattern in PATTERNS for file in sorted(folder.glob(pattern))):
            found.setdefault(file.relative_to(folder).as_posix(), file)
    found.pop(f"{verb}.yaml", None)
    return {name: file for name, file in found.items() if file.is_file()}


def _of(file: Path) -> Iterator[str]:
    try:
        yield from _named(yaml.safe_load(file.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):  # is told where it is read
        return


def _named(node: Any, key: str = "") -> Iterator[str]:
    """Give the files that values name, and those that words among them do."""
    if isinstance(node, Mapping):
        for name, value in node.items():
            yield from _named(value, str(name))
    elif isinstance(node, list | tuple):
        for value in node:
            yield from _named(value, key)
    elif isinstance(node, str) and key.rpartition(".")[2] in NAMES_FILE:
        yield node
    elif isinstance(node, str) and "=" in node:
        name, _, value = node.partition("=")
        if name.rpartition(".")[2] in NAMES_FILE:
            yield value.strip("'\"")


def _content(path: Path) -> str:
    """Return the digest of a file, of a folder of runs that of its manifest; empty of what is not there."""
    file = path / MANIFEST if path.is_dir() else path
    return digest(file.read_bytes()) if file.is_file() else ""
