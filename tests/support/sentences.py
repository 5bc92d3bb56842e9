"""Every text in the source of modules that could be told to a user, with `{}` for what it is filled with."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

SILENT = frozenset({"Field", "AssertionError", "re.compile", "Annotated"})
"""Calls whose texts describe the schema, or are for those who write the program."""


def texts(source: Path | ast.AST) -> Iterator[tuple[int, str]]:
    """Yield line and text of each in a file, or in a part of one, that holds words, docstrings left out."""
    for line, text in _texts(ast.parse(source.read_text(encoding="utf-8")) if isinstance(source, Path) else source):
        if re.search(r"[a-zA-Z]{3,}", text) and " " in text:
            yield line, text


def bare(sentence: str) -> str:
    """Return a sentence of a catalogue with its fields without names."""
    return re.sub(r"\{\w+\}", "{}", sentence)


def _texts(node: ast.AST) -> Iterator[tuple[int, str]]:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return  # a docstring, or what stands under an attribute
    if isinstance(node, ast.Call) and ast.unparse(node.func) in SILENT:
        return
    text = _skeleton(node)
    if text is not None and isinstance(node, ast.expr):
        yield node.lineno, text
    inner: Iterator[ast.AST] = ast.iter_child_nodes(node)
    if isinstance(node, ast.AnnAssign):
        inner = iter([node.value] if node.value else [])
    elif text is not None:
        inner = (part.value for part in ast.walk(node) if isinstance(part, ast.FormattedValue))
    for each in inner:
        yield from _texts(each)


def _skeleton(node: ast.AST) -> str | None:
    """Return a text, one with fields, or a sum of such; None for anything else."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        sides = _skeleton(node.left), _skeleton(node.right)
        return None if sides == (None, None) else "".join("{}" if side is None else side for side in sides)
    return None
