"""How a call becomes a path and bytes."""

from __future__ import annotations

import pytest

from backend_client.api.call import Call
from backend_client.secret import Secret


def test_values_are_quoted_into_the_template() -> None:
    call = Call("GET", "providers/{id}/x", {"id": "a/b?c#d e"}, {"q": "1 & 2"})
    assert call.path() == "providers/a%2Fb%3Fc%23d%20e/x?q=1+%26+2"
    assert call.endpoint == "GET providers/{id}/x"


@pytest.mark.parametrize("value", ["", ".", ".."])
def test_values_cannot_climb(value: str) -> None:
    with pytest.raises(ValueError, match="path value"):
        Call("GET", "providers/{id}", {"id": value}).path()


def test_bodies() -> None:
    assert Call("GET", "x").content() is None
    body = Call("POST", "x", body={"name": "é", "proof": Secret("p"), "list": []}).content()
    assert body == ('{"name":"é","proof":"p","list":[]}'.encode(), "application/json")
    form = Call("POST", "x", form={"a": "1 2", "b": Secret("ü")}).content()
    assert form == (b"a=1+2&b=%C3%BC", "application/x-www-form-urlencoded")


def test_a_body_of_something_else_is_a_mistake() -> None:
    with pytest.raises(TypeError, match="no JSON form"):
        Call("POST", "x", body={"when": object()}).content()


def test_nothing_private_in_the_repr() -> None:
    call = Call("POST", "x", query={"code": "hunter2"}, body={"k": "hunter2"}, form={"p": "hunter2"})
    assert "hunter2" not in repr(call)
