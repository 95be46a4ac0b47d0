"""From answer bytes to frozen models: one reading for objects, one for lists that forgives bad rows.

Null and absent mean the same on this wire, unknown members are ignored, and unknown enum numbers
stay numbers. Times are UTC, numbers are finite. Whatever does not fit becomes BadAnswer with a phrase
of our own, never with the server's text or the validator's exception.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Final, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    FailFast,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticUseDefault, from_json

from backend_client.api.call import Answer
from backend_client.errors import BadAnswer
from backend_client.errors.answers import WEB_PAGE

ModelT = TypeVar("ModelT", bound=BaseModel)

_FIRST, _LAST = datetime(2, 1, 1, tzinfo=UTC), datetime(9998, 12, 31, tzinfo=UTC)


class WireModel(BaseModel):
    """Base of the models: frozen, camelCase on the wire, built on first use."""

    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        defer_build=True,
        hide_input_in_errors=True,
        allow_inf_nan=False,
    )


Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
"""A GUID; anything else that cannot be a plain path segment is refused."""


def _null_is_absent(value: object) -> object:
    if value is None:
        raise PydanticUseDefault
    return value


NULL_IS_ABSENT = BeforeValidator(_null_is_absent)
"""Put on a field with a default: an explicit null means the default, as if the member were missing."""

LARGEST = 2**53
"""Where JSON numbers end to be exact; nothing here counts as far."""

Flag = Annotated[bool, NULL_IS_ABSENT]
Number = Annotated[int, NULL_IS_ABSENT, Field(ge=-LARGEST, le=LARGEST)]
Text = Annotated[str, NULL_IS_ABSENT]
"""Foreign text: unsafe to print."""

_ItemT = TypeVar("_ItemT")
Listed = Annotated[tuple[_ItemT, ...], FailFast(), NULL_IS_ABSENT]
"""The first wrong element ends the reading: an error for each of millions would fill the memory."""

MOST_CONTAINERS = 2_000_000
"""Objects and arrays of one answer. A vault of 100 000 items has half as many; each costs memory that its two
bytes on the wire do not show."""

TOO_MANY_VALUES: Final = "too many values"

MOST_SEPARATORS = 6_000_000
"""Commas and colons of an answer that is parsed as a whole: every value has one, also numbers and texts, and
a member of an object two. Measured: 150 bytes of memory for a member of 12 bytes."""


def body_of(answer: Answer) -> bytes:
    """The body, unless parsing it as a whole would take memory out of all proportion. Raises BadAnswer."""
    body = answer.body
    if len(body) > 2 * MOST_CONTAINERS and containers_in(body) > MOST_CONTAINERS:
        raise bad_answer(answer, TOO_MANY_VALUES)
    if len(body) > MOST_SEPARATORS and body.count(b",") + body.count(b":") > MOST_SEPARATORS:
        raise bad_answer(answer, TOO_MANY_VALUES)
    return body


def containers_in(body: bytes, start: int = 0, end: int | None = None) -> int:
    """How many objects and arrays begin there, at the most: texts are counted like anything else."""
    return body.count(b"{", start, end) + body.count(b"[", start, end)


def _in_utc(moment: datetime) -> datetime:
    """A time without a zone is UTC. The very first and last days of the calendar move inwards: no zone and
    no span of days leads out of it then, and servers have such times where they know none."""
    as_utc = moment.replace(tzinfo=UTC)
    if not _FIRST < as_utc < _LAST:
        return min(max(as_utc, _FIRST), _LAST)
    return as_utc if moment.tzinfo is None else moment.astimezone(UTC)


Moment = Annotated[datetime, AfterValidator(_in_utc)]
"""A time, always aware and UTC."""


def read_model(model: type[ModelT], answer: Answer) -> ModelT:
    """The whole body as one `model`. Raises BadAnswer."""
    try:
        return model.model_validate_json(body_of(answer))
    except ValidationError as error:
        problem = problem_of(error, answer)
    raise bad_answer(answer, problem)


def read_value(adapter: TypeAdapter[Any], answer: Answer) -> Any:
    """The whole body through `adapter`. Raises BadAnswer."""
    try:
        return adapter.validate_json(body_of(answer))
    except ValidationError as error:
        problem = problem_of(error, answer)
    raise bad_answer(answer, problem)


def read_object(answer: Answer) -> dict[str, Any]:
    """The body as a plain JSON object. Raises BadAnswer."""
    members = read_json(answer)
    if not isinstance(members, dict):
        del members  # a traceback may show locals
        raise bad_answer(answer, "not a JSON object")
    return members


def read_json(answer: Answer) -> Any:
    """The body as plain JSON values. Raises BadAnswer when it is no JSON."""
    value = _json_or_none(answer)
    if value is None and answer.body.strip() != b"null":
        raise bad_answer(answer, _not_json(answer))
    return value


def _json_or_none(answer: Answer) -> Any:
    try:
        return from_json(body_of(answer))
    except ValueError:
        return None


def lower_keys(value: Any) -> Any:
    """The same JSON value with every member name in lower case, at every depth."""
    if isinstance(value, Mapping):
        return {str(name).lower(): lower_keys(member) for name, member in value.items()}
    if isinstance(value, list):
        return [lower_keys(member) for member in value]
    return value


def read_nothing(answer: Answer, *, status: int = 0) -> None:
    """An answer that says nothing, to a write that nothing shows later: another's must not pass for it. With
    `status`, the server itself answers no other one.

    Raises BadAnswer.
    """
    if answer.body:
        raise bad_answer(answer, "not empty")
    if status and answer.status != status:
        raise bad_answer(answer, f"not {status}")


def bad_answer(answer: Answer, problem: str) -> BadAnswer:
    """A BadAnswer about this call."""
    return BadAnswer(host=answer.host, endpoint=answer.endpoint, problem=problem)


_PLAIN_NAME = re.compile(r"[A-Za-z0-9_]{1,40}", re.ASCII)


def problem_of(error: ValidationError, answer: Answer) -> str:
    """A short phrase for the first thing that did not fit: where and which rule, never the value."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    if first["type"] == "json_invalid":
        return _not_json(answer)
    where = _path(first["loc"])
    return f"{where}: {first['type']}" if where else first["type"]


def _path(location: Sequence[int | str]) -> str:
    steps = (str(step) for step in location)
    return ".".join(step if _PLAIN_NAME.fullmatch(step) else "?" for step in steps)


def _not_json(answer: Answer) -> str:
    start = answer.body[:200].lstrip()
    if not start:
        return "empty body"
    return WEB_PAGE if start.startswith(b"<") else "not JSON, or cut off"
