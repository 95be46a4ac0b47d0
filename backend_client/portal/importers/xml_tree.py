"""XML as a plain tree. Documents that declare a type or entities are refused: those are how XML attacks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers.expat import ExpatError, ParserCreate

from backend_client.errors import ImportFault, ImportProblem

_DEEPEST = 200


@dataclass(slots=True, repr=False)
class Node:
    """One element: its attributes, its children in order, and the text directly in it."""

    tag: str
    attributes: Mapping[str, str]
    children: list[Node] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text directly in it."""
        return "".join(self.pieces)

    def all(self, tag: str) -> Iterator[Node]:
        """Its children of this tag."""
        return (child for child in self.children if child.tag == tag)

    def find(self, *path: str) -> Node | None:
        """The first element down this path of tags."""
        node: Node | None = self
        for tag in path:
            node = next(node.all(tag), None) if node is not None else None
        return node

    def text_at(self, *path: str) -> str:
        """The text of the first element down this path; empty where there is none."""
        node = self.find(*path)
        return node.text if node is not None else ""


def parse_xml(text: str) -> Node:
    """The root element. Raises ImportProblem."""
    top = Node("", {})
    open_nodes = [top]

    def start(tag: str, attributes: dict[str, str]) -> None:
        if len(open_nodes) > _DEEPEST:
            raise ImportProblem(ImportFault.NOT_XML)
        node = Node(tag, attributes)
        open_nodes[-1].children.append(node)
        open_nodes.append(node)

    def refuse(*_declared: object) -> NoReturn:
        raise ImportProblem(ImportFault.UNSAFE_XML)

    parser = ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _tag: open_nodes.pop()
    parser.CharacterDataHandler = lambda piece: open_nodes[-1].pieces.append(piece)
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(text, True)
    except (ExpatError, ValueError):
        raise ImportProblem(ImportFault.NOT_XML) from None
    return top.children[0]
