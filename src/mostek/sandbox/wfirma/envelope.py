"""Messages in and out: JSON and XML to one tree, replies to JSON or XML.

A *tree* is what a request carries: dict, list or scalar. wFirma takes records numbered
(`{"0": {"invoice": …}}`), as an array of wrappers, or bare; `entries` makes them look alike.
A *record* is what a reply carries: names to text, number, record or `Many`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from xml.etree.ElementTree import Element, SubElement, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

Tree: TypeAlias = Any
Record: TypeAlias = Mapping[str, "Value"]
Value: TypeAlias = "str | int | bool | Record | Many | None"


class InputError(Exception):
    """The body cannot be read, or has the wrong structure: status `INPUT ERROR`."""


@dataclass(frozen=True, slots=True)
class Many:
    """A plural relation: numbered in JSON, repeated in XML."""

    singular: str
    records: Sequence[Record]


@dataclass(frozen=True, slots=True)
class Reply:
    """`module` is the branch, `pdf` prints what replaces the whole body; unknown modules are `always_xml`."""

    module: str = ""
    records: Many | None = None
    parameters: Record | None = None
    code: str = "OK"
    message: str = ""
    http_status: int = 200
    pdf: Callable[[], bytes] | None = None
    always_xml: bool = False


def read(body: bytes, input_format: str) -> Tree:
    """The tree without its optional `api` wrapper; an empty body is an empty tree."""
    if not body.strip():
        return {}
    tree = _read_json(body) if input_format == "json" else _read_xml(body)
    if isinstance(tree, dict) and "api" in tree:
        tree = tree["api"]
    if tree in ("", [], None):
        return {}
    if not isinstance(tree, dict | list):
        raise InputError("the body is not a record")
    return tree


def _read_json(body: bytes) -> Tree:
    try:
        return json.loads(body.decode("utf-8"))
    except ValueError as error:
        raise InputError("the body is not JSON") from error


def _read_xml(body: bytes) -> Tree:
    try:
        root = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise InputError("the body is not XML") from error
    return {root.tag: _element_to_tree(root)}


def _element_to_tree(element: Element) -> Tree:
    children = list(element)
    if not children:
        return (element.text or "").strip()
    pairs = [(child.tag, _element_to_tree(child)) for child in children]
    if len({tag for tag, _ in pairs}) < len(pairs):
        return [{tag: tree} for tag, tree in pairs]
    return dict(pairs)


def entries(tree: Tree) -> Iterator[tuple[str, Tree]]:
    """Name and value of each child, with numbers and array positions looked through."""
    if isinstance(tree, dict):
        for name, value in tree.items():
            if str(name).isdigit():
                yield from entries(value)
            else:
                yield str(name), value
    elif isinstance(tree, list):
        for value in tree:
            yield from entries(value)


def child(tree: Tree, name: str) -> Tree:
    """The first child of that name, or None."""
    return next((value for key, value in entries(tree) if key == name), None)


def children(tree: Tree, name: str) -> list[Tree]:
    return [value for key, value in entries(tree) if key == name]


def text(tree: Tree, name: str, default: str = "") -> str:
    """A scalar child as text. wFirma reads `true` as 1; records and arrays where text belongs are ignored."""
    value = child(tree, name)
    if value is None or isinstance(value, dict | list):
        return default
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value).strip()


def records(tree: Tree, module: str, singular: str) -> list[Tree]:
    """The records of a request; `InputError` without the module's branch or without a record in it."""
    branch = child(tree, module)
    found = [record for record in children(branch, singular) if isinstance(record, dict | list)]
    if not found:
        raise InputError(f"no {module}/{singular} in the body")
    return found


def parameters(tree: Tree, module: str) -> Tree:
    """`{module}.parameters`, which may be missing; a body without the module's branch is an `InputError`."""
    if next(entries(tree), None) is None:
        return {}
    branch = child(tree, module)
    if branch is None:
        raise InputError(f"no {module} in the body")
    return child(branch, "parameters") or {}


def to_json(reply: Reply) -> bytes:
    message: dict[str, Any] = {}
    if reply.module:
        branch: dict[str, Any] = plain(reply.records) if reply.records else {}
        if reply.parameters is not None:
            branch["parameters"] = plain(reply.parameters)
        message[reply.module] = branch
    message["status"] = _status(reply)
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()


def plain(value: Value) -> Any:
    """A value as JSON has it: `Many` becomes numbered wrappers."""
    if isinstance(value, Many):
        return {str(i): {value.singular: plain(r)} for i, r in enumerate(value.records)}
    if isinstance(value, Mapping):
        return {name: plain(inner) for name, inner in value.items()}
    return value


def to_xml(reply: Reply) -> bytes:
    api = Element("api")
    if reply.module:
        branch = SubElement(api, reply.module)
        if reply.records:
            fill(branch, reply.records)
        if reply.parameters is not None:
            fill(SubElement(branch, "parameters"), reply.parameters)
    fill(SubElement(api, "status"), _status(reply))
    declared: bytes = tostring(api, encoding="UTF-8", xml_declaration=True)
    return declared


def fill(element: Element, value: Value) -> None:
    if isinstance(value, Many):
        for record in value.records:
            fill(SubElement(element, value.singular), record)
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            fill(SubElement(element, name), inner)
    elif isinstance(value, bool):
        element.text = "1" if value else ""
    elif value is not None:
        element.text = str(value)


def _status(reply: Reply) -> dict[str, str]:
    return {"code": reply.code, **({"message": reply.message} if reply.message else {})}
