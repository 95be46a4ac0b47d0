"""The backend on its own thread, and on a port."""

from __future__ import annotations

import asyncio
import shutil
import ssl
import stat
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from embedded_backend.__main__ import main
from embedded_backend.database import Database
from embedded_backend.seed import PRACTICE_PASSWORD
from embedded_backend.serve import NotLoopback, check_loopback, instructions, serve
from embedded_backend.thread import BackendThread
from embedded_backend.throwaway_ca import make_certificate


def client_of(backend: BackendThread) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(backend.app), base_url="https://practice.invalid")


async def test_the_first_request_waits_for_a_new_database(tmp_path: Path) -> None:
    with BackendThread(tmp_path / "practice.db") as backend:
        async with client_of(backend) as http:
            answers = await asyncio.gather(*(http.get("/api/plans") for _ in range(8)))
    assert {answer.status_code for answer in answers} == {200}


def test_it_answers_in_any_loop_and_leaves_no_thread(place: Path) -> None:
    before = threading.active_count()
    backend = BackendThread(place).start()

    async def ask() -> int:
        await backend.ready()
        async with client_of(backend) as http:
            return (await http.post("/identity/accounts/prelogin", json={"email": "a@b.example"})).status_code

    assert [asyncio.run(ask()) for _ in range(2)] == [200, 200]
    backend.stop()
    backend.stop()
    assert threading.active_count() == before


async def test_a_database_that_cannot_be_opened_is_a_500_and_a_reason(tmp_path: Path) -> None:
    place = tmp_path / "practice.db"
    place.write_bytes(b"this is no database, but long enough to be looked at as if it were one" * 20)
    with BackendThread(place) as backend:
        async with client_of(backend) as http:
            answer = await http.get("/api/plans")
        assert answer.status_code == 500
        assert answer.json()["message"] == "An unhandled server error has occurred."
        with pytest.raises(Exception, match="file is not a database"):
            await backend.ready()


async def test_before_the_start_and_after_the_stop_it_answers_500(place: Path) -> None:
    backend = BackendThread(place)
    async with client_of(backend) as http:
        assert (await http.get("/api/alive")).status_code == 500
        with backend:
            assert (await http.get("/api/alive")).status_code == 200
            with pytest.raises(RuntimeError):
                backend.start()
        assert (await http.get("/api/alive")).status_code == 500


async def test_a_cancelled_request_leaves_the_backend_working(place: Path) -> None:
    with BackendThread(place) as backend:
        async with client_of(backend) as http:
            asking = asyncio.create_task(http.get("/api/plans"))
            await asyncio.sleep(0)
            asking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asking
            assert (await http.get("/api/plans")).status_code == 200


async def test_a_body_in_pieces_arrives_whole(place: Path) -> None:
    pieces = iter([b'{"email":', b'"a@b.example"}'])
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        piece = next(pieces)
        return {"type": "http.request", "body": piece, "more_body": piece.endswith(b":")}

    async def send(message: Any) -> None:
        sent.append(message)

    path = "/identity/accounts/prelogin"
    scope: dict[str, Any] = {
        "type": "http",
        "method": "POST",
        "path": path,
        "headers": [],
        "query_string": b"",
    }
    scope |= {"http_version": "1.1", "scheme": "https", "root_path": "", "server": ("practice.invalid", 443)}
    with BackendThread(place) as backend:
        await backend.app(scope, receive, send)
    assert sent[0]["status"] == 200


def test_only_loopback_is_served(tmp_path: Path) -> None:
    for host in ("127.0.0.1", "localhost", "::1", "127.8.8.8"):
        check_loopback(host)
    for host in ("0.0.0.0", "192.168.1.4", "example.com", "::", ""):
        with pytest.raises(NotLoopback):
            serve(tmp_path / "practice.db", host=host)
    assert list(tmp_path.iterdir()) == []


def test_certificates_are_private_and_trusted_by_their_authority(tmp_path: Path) -> None:
    files = make_certificate(tmp_path / "tls")
    for path in (files.authority, files.certificate, files.key):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "tls").stat().st_mode) == 0o700
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(files.certificate, files.key)
    reader, writer, back, forth = (ssl.MemoryBIO() for _ in range(4))
    client = ssl.create_default_context(cafile=str(files.authority))
    near = client.wrap_bio(reader, writer, server_hostname="localhost")
    far = server.wrap_bio(back, forth, server_side=True)
    for _ in range(4):
        for side in (near, far):
            with suppress(ssl.SSLWantReadError):
                side.do_handshake()
            back.write(writer.read())
            reader.write(forth.read())
    assert near.getpeercert()


def test_the_instructions_say_how_to_sign_in(tmp_path: Path) -> None:
    text = "\n".join(instructions("https://127.0.0.1:8443", tmp_path / "ca.pem"))
    for part in (
        PRACTICE_PASSWORD,
        "ada@northwind.example",
        "bw config server https://127.0.0.1:8443",
        "ca.pem",
    ):
        assert part in text


def test_a_copied_database_is_whole(seeded: Path, tmp_path: Path) -> None:
    database = Database(shutil.copy(seeded, tmp_path / "copy.db"))
    try:
        assert database.value("PRAGMA integrity_check") == "ok"
        assert database.rows("PRAGMA foreign_key_check") == []
    finally:
        database.close()


def test_the_command_refuses_other_machines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "practice.db"
    place.write_bytes(b"old")
    assert main([str(place), "--host", "0.0.0.0", "--reset"]) == 1
    assert "not a loopback address" in capsys.readouterr().err
    assert place.read_bytes() == b"old"
