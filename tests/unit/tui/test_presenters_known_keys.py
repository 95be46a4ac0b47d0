"""Keys beside what is known of them, in words: every state and doubt has some, and no name can harm."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from backend_client.errors import DerivationChanged, DerivationDoubt, KeyDoubt, PinsFault
from backend_client.portal.known_keys import KnownKey
from backend_client.portal.pins import Pin, PinKind
from backend_client.portal.providers import KeyState
from tui.presenters.known_keys import (
    RECORD_FIELDS,
    accepted_sentence,
    changed_sentences,
    derivation_sentences,
    doubted_sentence,
    is_word,
    key_records,
    key_table,
    known_sentence,
    pins_sentences,
    set_aside_sentence,
    state_code,
    word_to_type,
)

HOSTILE = "\x1b]52;c;aGk=\x07[/b]\u202eBirch"
PIN = Pin("a" * 32, datetime(2026, 3, 1, tzinfo=UTC), HOSTILE)
KEY = KnownKey(PinKind.CLIENT, "c-1", HOSTILE, KeyState.OPEN, "a" * 32, PIN)
CHANGED = replace(KEY, state=KeyState.CHANGED, key_id="b" * 32, doubt=KeyDoubt.CHANGED)


def harmless(*texts: str) -> bool:
    return all(text and text.isprintable() and "\u202e" not in text for text in texts)


@pytest.mark.parametrize("state", list(KeyState))
def test_every_state_has_words(state: KeyState) -> None:
    key = replace(KEY, state=state, known=None if state is KeyState.MISSING else PIN)
    assert harmless(known_sentence(key), known_sentence(key, [HOSTILE]), *key_table([key]))
    assert state_code(key) == ("known" if state is KeyState.OPEN else state.value)


@pytest.mark.parametrize("doubt", [doubt for doubt in KeyDoubt if doubt is not KeyDoubt.PINS])
@pytest.mark.parametrize("kind", [PinKind.PROVIDER, PinKind.CLIENT])
@pytest.mark.parametrize("known", [PIN, None])
def test_every_doubt_is_explained_before_it_is_accepted(
    doubt: KeyDoubt, kind: PinKind, known: Pin | None
) -> None:
    key = replace(CHANGED, doubt=doubt, kind=kind, known=known)
    sentences = changed_sentences(key)
    assert harmless(*sentences, *key_table([key]), accepted_sentence(key))
    assert any("b" * 16 in sentence for sentence in sentences)
    assert any("a" * 16 in sentence for sentence in sentences) is (known is not None)


def test_the_name_is_typed_as_a_keyboard_can() -> None:
    assert word_to_type(CHANGED).isprintable()
    assert is_word(CHANGED, word_to_type(CHANGED))
    assert not is_word(CHANGED, "Birch")
    assert word_to_type(replace(CHANGED, name="")) == "c-1"


def test_records_have_every_field() -> None:
    (record,) = key_records([CHANGED])
    assert tuple(record) == RECORD_FIELDS
    assert (record["state"], record["keyId"], record["knownKeyId"]) == ("changed", "b" * 32, "a" * 32)


def test_doubted_keys_are_counted() -> None:
    assert doubted_sentence([KEY]) == ""
    assert doubted_sentence([KEY, CHANGED]).startswith("1 key is not a known one")
    assert doubted_sentence([CHANGED, CHANGED]).startswith("2 keys are not known ones")


def test_the_file_and_derivations_have_words() -> None:
    for fault in PinsFault:
        assert harmless(*pins_sentences(fault, "pins.json"))
    assert harmless(set_aside_sentence(HOSTILE))
    for doubt in DerivationDoubt:
        assert harmless(*derivation_sentences(DerivationChanged(doubt, before="a", now="b")))
