"""Secrets planted in an account, and looked for in the memory of the whole program: the real one, on a
terminal, signed in over TLS. What a debugger, or root, finds there before and after locking.

The bounds are what was measured, and docs/security.md says what remains and why.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from backend_client.crypto.enc_string import EncString, SealedKey
from backend_client.crypto.kdf import Pbkdf2, derive_master_key
from backend_client.crypto.keys import PrivateKey, SymmetricKey
from backend_client.secret import Secret
from benchmarks.ptyrun import Terminal
from tests.hostile.driving import ADMIN
from tests.hostile.memory_scan import found
from tests.hostile.test_planted_names import NAME, plant_name
from tests.hostile.test_planted_secrets import plant_password
from tests.hostile.tls_server import serving
from tests.practice import Practice

ROOT = Path(__file__).parents[2]
PASSWORD = "Umbrella-Quartz-7391-tapir"
CTRL_L = b"\x0c"
CTRL_O = b"\x0f"
SECONDS = 20

KEYS = "key "
"""How the names of needles begin that are keys: none of them may remain."""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")


def halves(what: str, key: bytes) -> dict[str, bytes]:
    return {f"{KEYS}{what}, encryption half": key[:32], f"{KEYS}{what}, mac half": key[32:64]}


def planted(practice: Practice) -> dict[str, bytes]:
    """Everything that opens anything, by what it is."""
    plant_password(practice, ADMIN, PASSWORD)
    ((iterations, user_key, private_key),) = practice.execute(
        "SELECT kdf_iterations, user_key, private_key FROM users WHERE id = ?", ADMIN.user_id
    )
    master = derive_master_key(Secret(PASSWORD), ADMIN.email, Pbkdf2(int(str(iterations))))
    stretched = master.stretched()
    user = stretched.decrypt(EncString.parse(str(user_key)))
    der = SymmetricKey.from_bytes(user).decrypt(EncString.parse(str(private_key)))
    pair = PrivateKey.from_der(der)
    prime = pair._key.private_numbers().p
    ((sealed,),) = practice.execute(
        "SELECT key FROM provider_users WHERE user_id = ? AND key IS NOT NULL LIMIT 1", ADMIN.user_id
    )
    provider = pair.decrypt(SealedKey.parse(str(sealed)))
    needles = {
        f"{KEYS}master": bytes(master._key),
        f"{KEYS}private, as PKCS#8": der[300:364],
        f"{KEYS}private, a prime as OpenSSL has it": prime.to_bytes(128, "little")[8:72],
        f"{KEYS}private, a prime as it is written": prime.to_bytes(128, "big")[8:72],
        "the password": PASSWORD.encode(),
        "half of the password": PASSWORD[:13].encode(),
        "the password in UTF-16": PASSWORD.encode("utf-16-le"),
        "the password in UTF-32": PASSWORD.encode("utf-32-le"),
        "a name": NAME.encode(),
    }
    needles |= halves("stretched master", stretched.to_bytes()) | halves("user", user)
    needles |= halves("provider", provider)
    opener = SymmetricKey.from_bytes(provider)
    for organization, wrapped in practice.execute(
        "SELECT organization_id, key FROM provider_organizations WHERE key IS NOT NULL"
    ):
        opened = opener.decrypt_many([str(wrapped)])[0]
        if isinstance(opened, bytes):
            needles |= halves(f"of client {organization}", opened)
    return needles


class Victim:
    """The program on its terminal, and how often each needle stands in its memory."""

    def __init__(self, terminal: Terminal, needles: dict[str, bytes]) -> None:
        self.terminal = terminal
        self._needles = needles

    def counts(self) -> dict[str, int]:
        return {
            what: len(places) for what, places in found(self.terminal.pid, self._needles).items() if places
        }

    def keys(self) -> dict[str, int]:
        return {what: count for what, count in self.counts().items() if what.startswith(KEYS)}

    def type(self, text: str) -> None:
        """As fingers do: each letter arrives by itself."""
        for letter in text:
            self.terminal.listen(0.01, letter.encode())

    def until(self, done: Callable[[], bool]) -> None:
        """Locking paints first and forgets then."""
        deadline = time.monotonic() + SECONDS
        while not done():
            assert time.monotonic() < deadline, self.counts()
            self.terminal.listen(0.2)


async def test_after_locking_no_key_is_left_in_memory(practice: Practice, tmp_path: Path) -> None:
    await plant_name(practice)
    needles = planted(practice)
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    with serving(practice.database, tmp_path / "tls") as server:
        command = (sys.executable, "-m", "tests.hostile.memory_victim", "--server", server.url)
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "SEATWARDEN_HOME": str(home),
            "HOME": str(home),
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
        }
        with Terminal((*command, "--ca-bundle", str(server.authority)), environment, columns=100) as terminal:
            victim = Victim(terminal, needles)
            terminal.wait_for(b"E-mail", timeout=SECONDS)
            terminal.settle()
            assert victim.counts() == {}
            victim.type(ADMIN.email + "\r" + PASSWORD)
            terminal.answer(b"\r", b"Birch", timeout=SECONDS)
            victim.type("/birch\r")
            terminal.answer(b"\r", NAME.encode(), timeout=SECONDS)
            terminal.settle()
            assert len(victim.keys()) > 10  # what is open is there: the search finds it
            assert victim.counts()["a name"] > 0
            terminal.answer(CTRL_L, b"Locked", timeout=SECONDS)
            victim.until(lambda: victim.counts().get("a name", 0) <= 1)
            assert victim.counts().keys() <= {"a name"}
            victim.type(PASSWORD)
            terminal.answer(b"\r", b"as of", timeout=SECONDS)
            terminal.settle()
            assert len(victim.keys()) > 10
            terminal.answer(CTRL_L, b"Locked", timeout=SECONDS)
            victim.until(lambda: not victim.keys())
            terminal.burst(CTRL_O)
            victim.until(lambda: not victim.counts())
