"""Items as they are stored and answered: pieces of JSON text, put together without being parsed again."""

from __future__ import annotations

import json
import re
from functools import cache
from json.encoder import encode_basestring
from sqlite3 import Row

from embedded_backend.cipher_body import TYPED
from embedded_backend.wire import Json, date_text

_NAME = re.compile(r'"([a-z]\w*)":')
_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode
_START = '{"key":'
_COMMON = ',"name":'


def stored_text(body: Json) -> str:
    """An item's body as stored: compact, first what only the envelope shows, then the common members,
    last the one that makes it of its type.
    """
    typed = {name: body[name] for name in TYPED if body.get(name)}
    return _encode(
        {
            "key": body.get("key"),
            "reprompt": body.get("reprompt", 0),
            "name": body.get("name"),
            "notes": body.get("notes"),
            "fields": body.get("fields") or None,
            "passwordHistory": body.get("passwordHistory"),
            **typed,
        }
    )


def answer_text(row: Row, collection_ids: list[str], kind: str) -> str:
    """A row of `ciphers` as one JSON object of an answer; `kind` is the name of its shape."""
    text: str = row["body"]
    if not text.startswith(_START):  # written by an earlier version, or by the seed
        text = stored_text(json.loads(text))
    common = text[text.index(_COMMON) + 1 : -1]
    member, others = _typed(row["type"])
    # No value holds a quote: encrypted texts are base64, and dates and numbers are checked on the way in.
    before, _, details = common.partition(f',"{member}":{{')
    return (
        f'{{"object":"{kind}","id":"{row["id"]}","organizationId":"{row["organization_id"]}",'
        f'"type":{row["type"]},"data":{encode_basestring(_pascal(f"{{{before},{details}"))},{text[1:-1]}{others},'
        f'"attachments":null,"organizationUseTotp":true,"revisionDate":{_date(row["revised_at"])},'
        f'"creationDate":{_date(row["created_at"])},"deletedDate":{_date(row["deleted_at"])},'
        f'"collectionIds":{_encode(collection_ids)}}}'
    )


def _date(stored: int | None) -> str:
    text = date_text(stored)
    return "null" if text is None else f'"{text}"'


@cache
def _typed(kind: int) -> tuple[str, str]:
    """The member of this item type, and the others as nulls."""
    member = TYPED[kind - 1]
    return member, "".join(f',"{name}":null' for name in TYPED if name != member)


def _pascal(text: str) -> str:
    """JSON text of an item, its names in PascalCase. No value looks like a name: none has quotes."""
    parts = _NAME.split(text)
    parts[1::2] = [_pascal_name(name) for name in parts[1::2]]
    return "".join(parts)


@cache  # a name of the contract each
def _pascal_name(name: str) -> str:
    return f'"{name[0].upper()}{name[1:]}":'
