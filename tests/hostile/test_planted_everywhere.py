"""Secrets planted in an account, led through a whole session on a real terminal over TLS, and looked for in
everything that is left: files, the terminal, what `ps` shows, crash reports, core files, memory.

`pytest -s -m sweep tests/hostile/test_planted_everywhere.py` prints the table of docs/security.md.
"""

from __future__ import annotations

import base64
import os
import pty
import resource
import select
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import pytest

from backend_client.crypto.enc_string import EncString
from backend_client.crypto.kdf import Pbkdf2, derive_master_key
from backend_client.secret import Secret
from benchmarks.ptyrun import Terminal
from embedded_backend.seed_people import PRACTICE_PASSWORD
from tests.contract.recovery_desk import DELTA, OLDER
from tests.hostile.driving import ADMIN
from tests.hostile.memory_scan import found
from tests.hostile.sweep import Sweep, TokenTap, children, seen_from_outside, written_files
from tests.hostile.terminal import _CLIPBOARD, copied_texts
from tests.hostile.test_planted_memory import CTRL_L, KEYS, PASSWORD, ROOT, SECONDS, halves, planted
from tests.hostile.tls_server import TlsServer, serving
from tests.practice import Practice
from tui.backends import practice_database

LEAVES_FULL_SCREEN = b"\x1b[?1049l"
PASTED = b"\x1b[200~%b\x1b[201~"
ESCAPE = b"\x1b"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")


@dataclass
class Place:
    """A server, a home of one's own, and what was planted."""

    practice: Practice
    server: TlsServer
    tap: TokenTap
    directory: Path
    sweep: Sweep = field(default_factory=Sweep)

    def __post_init__(self) -> None:
        for name in ("home", "temporary"):
            (self.directory / name).mkdir(mode=0o700, parents=True)
        (self.directory / "opened").touch()

    @property
    def home(self) -> Path:
        return self.directory / "home"

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "SEATWARDEN_HOME": str(self.home),
            "HOME": str(self.home),
            "TMPDIR": str(self.directory / "temporary"),
            "SWEEP_WRITTEN": str(self.directory / "opened"),
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def command(self, *words: str, module: str = "tests.hostile.sweep_victim") -> tuple[str, ...]:
        server = ("--server", self.server.url, "--ca-bundle", str(self.server.authority))
        return (sys.executable, "-m", module, *words, *server)

    def look_at_disk(self) -> None:
        """In every file of the home, and of the directory for temporary ones."""
        for name, hay in written_files(self.home, self.directory / "temporary"):
            self.sweep.look(f"file {name}", hay)

    def opened(self) -> list[str]:
        """What was opened for writing outside the home, and which processes were started."""
        lines = (self.directory / "opened").read_text("utf-8").splitlines()
        terminals = {"/dev/null", "/dev/tty"}
        return [
            line
            for line in lines
            if line not in terminals and not line.startswith(f"{self.home}/") and not line.isdigit()
        ]


@pytest.fixture
def place(practice: Practice, tmp_path: Path) -> Iterator[Place]:
    taps: list[TokenTap] = []

    def before(app: object) -> TokenTap:
        taps.append(TokenTap(app))  # type: ignore[arg-type]
        return taps[0]

    with serving(practice.database, tmp_path / "tls", before=before) as server:
        yield Place(practice, server, taps[0], tmp_path / "place")


@contextmanager
def session(place: Place, **more: str) -> Iterator[Session]:
    """The program at its sign-in form."""
    with Terminal(place.command(), {**place.environment, **more}, columns=100, rows=30) as terminal:
        running = Session(place, terminal)
        terminal.wait_for(b"E-mail", timeout=SECONDS)
        terminal.settle()
        yield running


class Session:
    """One run of the program, by keys."""

    def __init__(self, place: Place, terminal: Terminal) -> None:
        self.place = place
        self.terminal = terminal

    @property
    def written(self) -> bytes:
        return bytes(self.terminal._written)

    def type(self, text: str, then: bytes) -> None:
        """Letter by letter, as fingers do; then wait."""
        for letter in text[:-1]:
            self.terminal.listen(0.01, letter.encode())
        self.terminal.answer(text[-1].encode(), then, timeout=SECONDS)
        self.terminal.settle(quiet=0.2)

    def sign_in(self) -> None:
        self.type(f"{ADMIN.email}\r{PASSWORD}\r", b"Birch")

    def copy_scim_key(self) -> None:
        self.type(f"/{DELTA}\r:directory\r", b"SCIM URL")
        self.type("gjjjjy", b"once more")
        self.type(f"{PASSWORD}\r", b"The clipboard now holds")
        self.place.sweep.plant({"SCIM key": copied_texts(self.written)[-1].encode()})
        self.terminal.answer(ESCAPE, b" Mark", timeout=SECONDS)
        self.terminal.settle(quiet=0.2)

    def recover_member(self) -> None:
        self.type("m", b"Accepted")
        self.type(f"/{OLDER}\rA", b"They left their key")
        self.type("\r", b"Generate one")
        self.type("\r", b"v shows it")
        self.type("y", b"The clipboard now holds")
        self.place.sweep.plant({"generated password": copied_texts(self.written)[-1].encode()})
        self.type("\r", b"To go on, type")
        self.type(f"{OLDER}\r", b"once more")
        self.type(f"{PASSWORD}\r", b"has a new master password")

    def lock(self) -> None:
        self.terminal.answer(CTRL_L, b"Locked", timeout=SECONDS)

    def unlock_by_paste(self) -> None:
        self.terminal.listen(0.3, PASTED % PASSWORD.encode())
        self.terminal.answer(b"\r", b"as of", timeout=SECONDS)
        self.terminal.settle(quiet=0.2)

    def end(self, keys: bytes = b"") -> int:
        """Press keys until it ended; its code."""
        deadline = time.monotonic() + SECONDS
        while self.terminal._process.poll() is None:
            assert time.monotonic() < deadline, self.written[-2000:]
            self.terminal.listen(0.5, keys)
        while self.terminal._read(0.2):
            pass
        return int(self.terminal._process.returncode)

    def look_outside(self) -> None:
        """At what others of this machine see of it."""
        pid = self.terminal.pid
        self.place.sweep.look("arguments, environment, as ps shows", seen_from_outside(pid))
        assert children(pid) == []

    def look_at_terminal(self) -> None:
        """At everything that was written to it, and at what stays on it."""
        place, copied = self.place, "\0".join(copied_texts(self.written)).encode()
        place.sweep.look("terminal, drawn or left", _CLIPBOARD.sub(b"", self.written))
        place.sweep.look("terminal, to its clipboard", copied)
        place.sweep.look("terminal, after leaving", self.written.rpartition(LEAVES_FULL_SCREEN)[2])

    def look_into_memory(self, when: str) -> None:
        counts = found(self.terminal.pid, self.place.sweep.secrets)
        self.place.sweep.found[f"memory, {when}"] = {what: len(at) for what, at in counts.items()}


def plant(place: Place) -> None:
    """The secrets of the account and of the member who is recovered, before anything runs."""
    needles = planted(place.practice)
    place.sweep.plant({what: each for what, each in needles.items() if what.startswith(KEYS)})
    ((wrapped,),) = place.practice.execute("SELECT user_key FROM users WHERE email = ?", OLDER)
    present = derive_master_key(Secret(PRACTICE_PASSWORD), OLDER, Pbkdf2(10_000)).stretched()
    place.sweep.plant(halves("user of a member", present.decrypt(EncString.parse(str(wrapped)))))
    place.sweep.plant({"master password": PASSWORD.encode(), "API key": ADMIN.api_key.encode()})


SIGNED_IN = ("access token", "refresh token")
"""What a locked session still needs."""


def nothing_left(sweep: Sweep, *allowed: str) -> Mapping[str, Mapping[str, int]]:
    """The places, but for those allowed, where anything was found."""
    return {
        name: sweep.left(name) for name in sweep.found if sweep.left(name) and not name.startswith(allowed)
    }


async def test_a_session_leaves_no_secret_on_disk_or_on_the_terminal(place: Place) -> None:
    plant(place)
    with session(place) as running:
        running.sign_in()
        running.copy_scim_key()
        running.look_outside()
        running.lock()
        running.unlock_by_paste()
        assert running.end(b"q") == 0
    place.sweep.plant(place.tap.secrets)
    running.look_at_terminal()
    place.look_at_disk()
    assert len(place.sweep.secrets) > 30
    assert place.opened() == []
    assert nothing_left(place.sweep, "terminal, to its clipboard") == {}
    assert place.sweep.left("terminal, to its clipboard") == {"SCIM key": 1}
    assert copied_texts(running.written)[-2:] == [" ", ""], "cleared"


@pytest.mark.parametrize("number", range(3))
def test_a_secret_is_found_however_it_is_written(number: int) -> None:
    secret = b"pl4nted/s3cret+\xff"
    for hay in (
        secret,
        secret.hex().encode(),
        base64.b64encode(b"x" * number + secret + b"more"),
        base64.urlsafe_b64encode(b"x" * number + secret + b"more"),
        repr({"held": secret}).encode(),
        quote(secret).encode(),
        b'"gr\\u00fcn \\"1\\""',
    ):
        sweep = Sweep({"it": secret, "text": 'gr\u00fcn "1"'.encode()})
        sweep.look("hay", hay)
        assert sum(sweep.left("hay").values()) == 1, hay


def _unlimited() -> None:
    """What `ulimit -c` of the shell may say at most."""
    most = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (most, most))


def dumped(place: Path, number: int, *command: str, until: bytes, environment: Mapping[str, str]) -> bool:
    """Whether the kernel wrote a core of a program that this signal ended, and was allowed to write one."""
    place.mkdir()
    master, slave = pty.openpty()
    program = subprocess.Popen(
        command,
        cwd=place,
        env=environment,
        stdin=slave,
        stdout=slave,
        stderr=slave,
        preexec_fn=_unlimited,
    )
    os.close(slave)
    seen = b""
    while until not in seen:
        assert select.select([master], [], [], SECONDS)[0], seen[-500:]
        seen += os.read(master, 1 << 16)
    os.kill(program.pid, number)
    _pid, status = os.waitpid(program.pid, 0)
    program.returncode = -os.WTERMSIG(status)
    os.close(master)
    assert os.WTERMSIG(status) == number
    return os.WCOREDUMP(status) or any(place.iterdir())


@pytest.mark.parametrize("number", [signal.SIGABRT, signal.SIGSEGV])
def test_no_core_is_written_although_the_shell_allows_one(
    tmp_path: Path, practice_template: Path, number: int
) -> None:
    if not resource.getrlimit(resource.RLIMIT_CORE)[1]:
        pytest.skip("cores are off for everybody here")
    home = tmp_path / "home"
    practice_database(home / "data").parent.mkdir(mode=0o700, parents=True)
    shutil.copy(practice_template, practice_database(home / "data"))
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "SEATWARDEN_HOME": str(home),
        "TERM": "xterm-256color",
    }
    plain = (sys.executable, "-c", "import time; print('ready', flush=True); time.sleep(60)")
    if not dumped(tmp_path / "plain", number, *plain, until=b"ready", environment=environment):
        pytest.skip("the kernel hands cores to something else here")
    ours = (sys.executable, "-m", "tui", "--practice")
    assert not dumped(tmp_path / "ours", number, *ours, until=b"Alder Dental", environment=environment)


@pytest.mark.sweep
async def test_what_is_left_where_after_everything(place: Place) -> None:
    plant(place)
    with session(place) as running:
        running.sign_in()
        running.copy_scim_key()
        running.recover_member()
        place.sweep.plant(place.tap.secrets)
        running.look_outside()
        running.look_into_memory("unlocked")
        running.lock()
        running.terminal.settle(quiet=1.5)
        running.look_into_memory("locked")
        running.unlock_by_paste()
        running.lock()
        running.terminal.settle(quiet=1.5)
        running.look_into_memory("locked, after a pasted password")
        place.look_at_disk()
        os.kill(running.terminal.pid, signal.SIGTERM)
        assert running.end() == 128 + signal.SIGTERM
    running.look_at_terminal()
    place.look_at_disk()
    sys.stdout.write(f"\n{place.sweep.table()}\n")
    assert place.opened() == []
    for when in ("memory, locked", "memory, locked, after a pasted password"):
        left = place.sweep.left(when)
        whole = [kind for kind, count in Counter(one.partition(",")[0] for one in left).items() if count > 1]
        assert not [kind for kind in whole if kind.startswith(KEYS)], "one half opens nothing"
        assert not {one for one in left if not one.startswith((KEYS, *SIGNED_IN))} - {"master password"}
    assert "master password" not in place.sweep.left("memory, locked")
    assert nothing_left(place.sweep, "terminal, to its clipboard", "memory") == {}


@pytest.mark.sweep
async def test_a_crash_while_unlocked_prints_and_keeps_nothing(place: Place) -> None:
    plant(place)
    with session(place, SWEEP_CRASH="1") as running:
        running.sign_in()
        running.copy_scim_key()
        assert running.end(b"?") == 1
    place.sweep.plant(place.tap.secrets)
    running.look_at_terminal()
    assert b"planted crash over" in running.written.rpartition(LEAVES_FULL_SCREEN)[2]
    place.look_at_disk()
    sys.stdout.write(f"\n{place.sweep.table()}\n")
    assert place.opened() == []
    assert nothing_left(place.sweep, "terminal, to its clipboard") == {}
    assert copied_texts(running.written)[-2:] == [" ", ""], "cleared"


@pytest.mark.sweep
def test_a_crash_of_a_command_prints_and_keeps_nothing(place: Place) -> None:
    plant(place)
    key = {"BW_CLIENTID": ADMIN.client_id, "BW_CLIENTSECRET": ADMIN.api_key, "BW_PASSWORD": PASSWORD}
    ended = subprocess.run(
        place.command("seats"),
        env={**place.environment, **key, "SWEEP_CRASH": "1"},
        capture_output=True,
        check=False,
    )
    place.sweep.plant(place.tap.secrets)
    assert b"planted crash over 30 letters" in ended.stderr
    place.sweep.look("terminal", ended.stdout + ended.stderr)
    place.look_at_disk()
    sys.stdout.write(f"\n{place.sweep.table()}\n")
    assert place.opened() == []
    assert nothing_left(place.sweep) == {}
