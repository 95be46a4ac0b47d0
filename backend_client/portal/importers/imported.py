"""What a file held, and the helpers every reader fills it with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from backend_client.errors import ImportFault, ImportProblem
from backend_client.portal.vault_items import Item, Login, Uri

NAMELESS = "--"
"""The name of an item whose file gives it none."""

MOST_ITEMS = 40_000
MOST_COLLECTIONS = 2_000
MOST_PAIRS = 80_000
"""Limits of one import on the vendor's servers: items, collections, and places of items in collections."""

_MOST_LEVELS = 50
_LONGEST_URI = 1000


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something of the file that has no place in a vault. `what` is a short code, see `Left`."""

    row: int
    what: str


@dataclass(frozen=True, slots=True)
class Imported:
    """The items of a file in its order, and every collection name it uses, parents first."""

    items: tuple[Item, ...]
    collections: tuple[str, ...]
    left_out: tuple[LeftOut, ...] = ()

    def below(self, place: str) -> Imported:
        """The same below the collection `place`: its collections nest there, items of none are in it.

        Raises ImportProblem past the server's limits.
        """
        gathered = Collector()
        gathered.collection(place)
        for name in self.collections:
            gathered.collection(f"{place}/{name}")
        for item in self.items:
            names = tuple(f"{place}/{name}" for name in item.collections) or (place,)
            gathered.add(replace(item, collections=names))
        return replace(gathered.done(), left_out=self.left_out)


@dataclass
class Collector:
    """Gathers items while a file is read, and keeps the server's limits."""

    items: list[Item] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    _names: dict[str, None] = field(default_factory=dict)
    _pairs: int = 0

    def add(self, item: Item) -> None:
        """Take one item. Raises ImportProblem past the limits."""
        if len(self.items) >= MOST_ITEMS:
            raise ImportProblem(ImportFault.TOO_MANY_ITEMS, limit=MOST_ITEMS)
        self._pairs += len(item.collections)
        if self._pairs > MOST_PAIRS:
            raise ImportProblem(ImportFault.TOO_MANY_PLACES, limit=MOST_PAIRS)
        self.items.append(item)
        for name in item.collections:
            self.collection(name)

    def collection(self, name: str) -> None:
        """Take a collection name, exactly as it is. Raises ImportProblem past the limit."""
        self._names[name] = None
        if len(self._names) > MOST_COLLECTIONS:
            raise ImportProblem(ImportFault.TOO_MANY_COLLECTIONS, limit=MOST_COLLECTIONS)

    def parents(self, name: str) -> None:
        """Take the names above `name`, which nested names imply."""
        end = name.find("/")
        while end >= 0:
            self.collection(name[:end])
            end = name.find("/", end + 1)

    def leave_out(self, row: int, what: str) -> None:
        """Note something that is not imported."""
        self.left_out.append(LeftOut(row, what))

    def done(self) -> Imported:
        """What was gathered. Raises ImportProblem when there is nothing."""
        if not self.items and not self._names:
            raise ImportProblem(ImportFault.NO_ITEMS)
        return Imported(tuple(self.items), tuple(self._names), tuple(self.left_out))


def folder_path(text: str | None) -> str:
    r"""A folder as a collection name: `\` becomes `/`, empty levels and their spaces go."""
    levels = [level.strip() for level in (text or "").replace("\\", "/").split("/")]
    return "/".join([level for level in levels if level][:_MOST_LEVELS])


def folders(*texts: str | None) -> tuple[str, ...]:
    """Collection names of folders, without the empty and the repeated ones."""
    return tuple(dict.fromkeys(path for path in map(folder_path, texts) if path))


def text_or_none(text: str | None) -> str | None:
    """`text`, or None where there is nothing but white space in it."""
    return text if text and not text.isspace() else None


def name_of(text: str | None) -> str:
    """An item's name, never empty."""
    return (text or "").strip() or NAMELESS


def uri_of(text: str) -> Uri | None:
    """An address as a login keeps it: a host without a scheme gets `http://`; over-long ones are cut."""
    address = text.strip()
    if not address:
        return None
    if "://" not in address and "." in address:
        address = f"http://{address}"
    return Uri(address[:_LONGEST_URI])


def uris_of(texts: Iterable[str | None]) -> tuple[Uri, ...]:
    """The addresses among `texts`, each once."""
    found = (uri_of(text) for text in texts if text)
    return tuple({uri.uri: uri for uri in found if uri is not None}.values())


def host_of(address: str | None) -> str:
    """The host of an address, to name an item that has no name. Empty where there is none."""
    rest = (address or "").strip().partition("://")
    host = (rest[2] or rest[0]).partition("/")[0].rpartition("@")[2]
    return host.removeprefix("www.")


def simple_login(
    *, username: str | None, password: str | None, uris: Iterable[str | None], totp: str | None = None
) -> Login:
    """A login of plain texts."""
    return Login(
        username=text_or_none(username),
        password=password or None,
        totp=text_or_none(totp),
        uris=uris_of(uris),
    )
