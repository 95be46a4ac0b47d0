"""Token and prelogin answers, in the casings of both servers."""

from __future__ import annotations

import json

import pytest

from backend_client.api.call import Answer, Call
from backend_client.api.token_answer import read_claims, read_prelogin, read_token
from backend_client.errors import BadAnswer
from tests.unit.api.fake_server import jwt, token_body


def answer(body: object) -> Answer:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Answer(Call("POST", "connect/token"), 200, {}, content)


FULL = token_body(
    Key="2.flat",
    PrivateKey="2.flat-private",
    Kdf=0,
    KdfIterations=600_000,
    KdfMemory=None,
    KdfParallelism=None,
    ForcePasswordReset=False,
    UserDecryptionOptions={
        "Object": "userDecryptionOptions",
        "HasMasterPassword": True,
        "MasterPasswordUnlock": {
            "Kdf": {"KdfType": 1, "Iterations": 6, "Memory": 32, "Parallelism": 4},
            "MasterKeyEncryptedUserKey": "2.unlock",
            "Salt": "older@example.test",
        },
    },
    AccountKeys={
        "Object": "privateKeys",
        "publicKeyEncryptionKeyPair": {
            "wrappedPrivateKey": "7.private",
            "publicKey": "cHVibGlj",
            "signedPublicKey": "signed",
        },
        "signatureKeyPair": {"wrappedSigningKey": "7.signing", "verifyingKey": "verify"},
        "securityState": {"securityState": "state", "securityVersion": 2},
    },
)


def test_the_unlock_object_wins_over_the_flat_members() -> None:
    token = read_token(answer(FULL))
    assert token.wrapped_user_key == "2.unlock"
    assert (token.kdf, token.kdf_iterations, token.kdf_memory, token.kdf_parallelism) == (1, 6, 32, 4)
    assert token.salt == "older@example.test"
    assert token.wrapped_private_key == "7.private"
    assert (token.public_key, token.signed_public_key) == ("cHVibGlj", "signed")
    assert (token.wrapped_signing_key, token.verifying_key) == ("7.signing", "verify")
    assert (token.security_state, token.security_version) == ("state", 2)
    assert token.refresh_token is not None
    assert token.refresh_token.reveal() == "refresh-1"
    assert (token.user_id, token.email, token.name) == ("user-1", "ada@example.test", "Ada")


def test_any_casing_reads_the_same() -> None:
    def recased(value: object) -> object:
        if isinstance(value, dict):
            return {key.swapcase(): recased(member) for key, member in value.items()}
        return value

    plain, other = read_token(answer(FULL)), read_token(answer(recased(FULL)))
    fields = set(type(plain).model_fields) - {"access_token", "refresh_token"}
    assert {name: getattr(other, name) for name in fields} == {name: getattr(plain, name) for name in fields}


def test_flat_members_stand_in_for_the_unlock_object() -> None:
    body = token_body(Key="2.flat", PrivateKey="2.private", Kdf=0, KdfIterations=100_000)
    token = read_token(answer(body))
    assert (token.wrapped_user_key, token.wrapped_private_key) == ("2.flat", "2.private")
    assert (token.kdf, token.kdf_iterations, token.kdf_memory, token.salt) == (0, 100_000, None, None)


def test_an_account_without_a_master_password() -> None:
    body = token_body(UserDecryptionOptions={"HasMasterPassword": False}, ApiUseKeyConnector=True)
    token = read_token(answer(body))
    assert token.wrapped_user_key is None
    assert token.key_connector
    assert not token.force_password_reset


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b"<html></html>",
        {},
        {"access_token": None},
        {"access_token": ""},
        {"access_token": 5},
        {"access_token": "hunter2\r\nX-Injected: 1"},
        {"access_token": "hunter2\u00e9"},
        token_body(expires_in="hunter2"),
        token_body(Kdf="hunter2"),
        token_body(Key={"hunter2": 1}),
    ],
)
def test_broken_answers_say_nothing_of_their_content(body: object) -> None:
    with pytest.raises(BadAnswer) as caught:
        read_token(answer(body))
    assert "hunter2" not in repr(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


def test_nothing_of_a_token_answer_is_printed() -> None:
    token = read_token(answer(FULL))
    for shown in (repr(token), str(token), f"{token}"):
        assert "2.unlock" not in shown
        assert token.access_token.reveal() not in shown


def test_provider_roles_come_from_the_claims() -> None:
    claims = read_claims(jwt(sub="u", providerprovideradmin="p1", providerserviceuser=["p2", "p3"]))
    assert claims.provider_admin == ("p1",)
    assert claims.provider_service_user == ("p2", "p3")


@pytest.mark.parametrize("token", ["opaque", "a.b", "a.!!.c", "a.W10.c", "a.bnVsbA.c", jwt(sub=5)])
def test_tokens_that_carry_no_claims(token: str) -> None:
    assert read_claims(token).user_id == ""


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"kdf": 0, "kdfIterations": 600_000, "kdfMemory": None, "kdfParallelism": None},
         (0, 600_000, None, None, None)),
        ({"Kdf": 1, "KdfIterations": 3, "KdfMemory": 64, "KdfParallelism": 4, "salt": None},
         (1, 3, 64, 4, None)),
        ({"kdf": 0, "kdfIterations": 1, "kdfSettings": {"kdfType": 1, "iterations": 6, "memory": 32,
          "parallelism": 4}, "salt": "a@b"}, (1, 6, 32, 4, "a@b")),
        ({"kdf": 0, "kdfIterations": 600_000, "salt": ""}, (0, 600_000, None, None, None)),
    ],
)  # fmt: skip
def test_prelogin_answers(body: object, expected: tuple[object, ...]) -> None:
    found = read_prelogin(answer(body))
    assert (found.kdf, found.iterations, found.memory, found.parallelism, found.salt) == expected


@pytest.mark.parametrize("body", [{}, {"kdf": 0}, {"kdf": "x", "kdfIterations": 1}, [], b"no"])
def test_broken_prelogin_answers(body: object) -> None:
    with pytest.raises(BadAnswer):
        read_prelogin(answer(body))
