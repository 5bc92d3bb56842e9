"""Marks of a drawing that say what they are when the pointer rests on them: an SVG title each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from xml.etree import ElementTree as Xml

SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
PLACES = 2
"""Decimals of a circle: a hundredth of a point."""
_NUMBERS = re.compile(r"-?\d+(?:\.\d+)?")


def with_titles(svg: str, titles: Mapping[str, Sequence[str]]) -> str:
    """Return a drawing with a title for each mark of the groups named.

    Marks drawn as paths are circles and are written as such, which takes a fifth of the room.

    Parameters
    ----------
    titles : by the id of a group, one for each of its marks, in the order in which they were drawn

    Raises
    ------
    ValueError : if a group is not there or has another number of marks
    """
    if not titles:
        return svg
    Xml.register_namespace("", SVG)
    Xml.register_namespace("xlink", XLINK)
    root = Xml.fromstring(svg)
    for name, told in titles.items():
        group = root.find(f".//*[@id='{name}']")
        marks = [] if group is None else list(_marks(group))
        if len(marks) != len(told):
            raise ValueError(f"group {name!r} has {len(marks)} marks, not {len(told)}")
        for mark, text in zip(marks, told, strict=True):
            if mark.tag == f"{{{SVG}}}path":
                _circle(mark)
            Xml.SubElement(mark, f"{{{SVG}}}title").text = text
        if group is not None:
            _together(group, marks)
    return Xml.tostring(root, encoding="unicode")


def _marks(group: Xml.Element) -> list[Xml.Element]:
    """Return the marks of a group, without what is only defined in it."""
    found: list[Xml.Element] = []
    for each in group:
        if each.tag == f"{{{SVG}}}defs":
            continue
        if each.tag in (f"{{{SVG}}}path", f"{{{SVG}}}use"):
            found.append(each)
        found += _marks(each)
    return found


def _together(group: Xml.Element, marks: Sequence[Xml.Element]) -> None:
    """Say of a group what each of its marks says: its style, and where it is cut off."""
    styles = [[part.strip() for part in mark.get("style", "").split(";") if part.strip()] for mark in marks]
    common = [part for part in styles[0] if all(part in each for each in styles)] if styles else []
    if common:
        group.set("style", "; ".join(common))
    for mark, style in zip(marks, styles, strict=True):
        rest = "; ".join(part for part in style if part not in common)
        mark.attrib.pop("style", None)
        if rest:
            mark.set("style", rest)
    cut = {mark.get("clip-path") for mark in marks}
    if len(cut) == 1 and None not in cut:
        group.set("clip-path", str(cut.pop()))
        for mark in marks:
            del mark.attrib["clip-path"]


def _circle(mark: Xml.Element) -> None:
    """Turn the path of a circle into a circle."""
    numbers = [float(each) for each in _NUMBERS.findall(mark.attrib.pop("d"))]
    across, down = numbers[::2], numbers[1::2]
    mark.tag = f"{{{SVG}}}circle"
    for key, value in (
        ("cx", (min(across) + max(across)) / 2.0),
        ("cy", (min(down) + max(down)) / 2.0),
        ("r", (max(across) - min(across)) / 2.0),
    ):
        mark.set(key, f"{value:.{PLACES}f}")
