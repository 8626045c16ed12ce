"""What a page draws besides words: rules, boxes and pictures, in user space or a frame."""

from __future__ import annotations

import ctypes
from typing import Any, NamedTuple

RULE_THICKNESS = 2.5  # points; a thicker filled rectangle is a bar or a box
RULE_LENGTH = 12.0  # points
MAX_FORM_DEPTH = 4
MAX_OBJECTS = 60_000  # a page with more drawn objects is a plot; its rules do not matter
_IDENTITY = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class Rule(NamedTuple):
    """A straight line drawn on the page; `is_horizontal` in the reading frame."""

    x0: float
    top: float
    x1: float
    bottom: float
    is_horizontal: bool


def to_frame(
    crop: tuple[float, float, float, float], angle: int, x: float, y: float
) -> tuple[float, float]:
    """Turn a place in user space into one of the frame whose text runs at `angle` quarter turns."""
    left, bottom, right, top = crop
    if angle == 0:
        return x - left, top - y
    if angle == 1:
        return y - bottom, x - left
    if angle == 2:
        return right - x, y - bottom
    return top - y, right - x


def to_user(
    crop: tuple[float, float, float, float], angle: int, x: float, y: float
) -> tuple[float, float]:
    """Turn a place in a frame back into user space."""
    left, bottom, right, top = crop
    if angle == 0:
        return x + left, top - y
    if angle == 1:
        return y + left, x + bottom
    if angle == 2:
        return right - x, y + bottom
    return right - y, top - x


def drawn_shapes(raw: Any, page: Any) -> list[tuple[int, float, float, float, float]]:
    """Return (type, left, bottom, right, top) of paths and images in user space.

    Publishers' tools wrap whole pages in form objects; their contents count as the page's.
    """
    shapes: list[tuple[int, float, float, float, float]] = []
    edges = tuple(ctypes.c_float() for _ in range(4))
    at_edges = [ctypes.byref(value) for value in edges]
    matrix = raw.FS_MATRIX()
    stack: list[tuple[Any, Any, tuple[float, ...], int]] = [
        (
            lambda: raw.FPDFPage_CountObjects(page),
            lambda i: raw.FPDFPage_GetObject(page, i),
            _IDENTITY,
            0,
        )
    ]
    seen = 0
    while stack:
        count_of, object_at, place, depth = stack.pop()
        count = count_of()
        seen += count
        if seen > MAX_OBJECTS:
            return []
        for index in range(count):
            thing = object_at(index)
            kind = raw.FPDFPageObj_GetType(thing)
            if kind == raw.FPDF_PAGEOBJ_TEXT:
                continue
            if kind == raw.FPDF_PAGEOBJ_FORM and depth < MAX_FORM_DEPTH and raw.FPDFPageObj_GetMatrix(
                thing, ctypes.byref(matrix)
            ):  # fmt: skip
                inner = _times((matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f), place)
                stack.append((
                    lambda form=thing: raw.FPDFFormObj_CountObjects(form),
                    lambda i, form=thing: raw.FPDFFormObj_GetObject(form, i),
                    inner, depth + 1,
                ))  # fmt: skip
            elif kind in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE) and raw.FPDFPageObj_GetBounds(
                thing, *at_edges
            ):  # fmt: skip
                shapes.append((kind, *_moved(tuple(value.value for value in edges), place)))
    return shapes


def _times(one: tuple[float, ...], other: tuple[float, ...]) -> tuple[float, ...]:
    """Return the transformation `one` followed by `other`."""
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )


def _moved(box: tuple[float, ...], place: tuple[float, ...]) -> tuple[float, float, float, float]:
    if place is _IDENTITY:
        return box[0], box[1], box[2], box[3]
    a, b, c, d, e, f = place
    xs = [x * a + y * c + e for x in (box[0], box[2]) for y in (box[1], box[3])]
    ys = [x * b + y * d + f for x in (box[0], box[2]) for y in (box[1], box[3])]
    return min(xs), min(ys), max(xs), max(ys)


def rules_in_frame(
    shapes: list[tuple[int, float, float, float, float]],
    crop: tuple[float, float, float, float],
    angle: int,
) -> tuple[list[Rule], list[tuple[float, float, float, float]]]:
    """Sort shapes into thin straight rules and other drawings, placed in a frame."""
    rules: list[Rule] = []
    figures: list[tuple[float, float, float, float]] = []
    for _kind, left, bottom, right, top in shapes:
        first = to_frame(crop, angle, left, bottom)
        last = to_frame(crop, angle, right, top)
        x0, x1 = sorted((first[0], last[0]))
        y0, y1 = sorted((first[1], last[1]))
        if y1 - y0 <= RULE_THICKNESS and x1 - x0 >= RULE_LENGTH:
            rules.append(Rule(x0, y0, x1, y1, is_horizontal=True))
        elif x1 - x0 <= RULE_THICKNESS and y1 - y0 >= 5:
            rules.append(Rule(x0, y0, x1, y1, is_horizontal=False))
        else:
            figures.append((x0, y0, x1, y1))
    return rules, figures
