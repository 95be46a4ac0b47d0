"""Which authorities are believed: the system's and one's own, if nobody else could write them."""

from __future__ import annotations

import os
import ssl
from pathlib import Path

import certifi
import pytest

from backend_client.api import transport as transport_module, trust_store
from backend_client.api.call import Call
from backend_client.api.servers import parse_server
from backend_client.api.transport import Transport
from backend_client.errors import CertificateError
from backend_client.private_files import FileProblem, UntrustedFile, read_trusted
from tests.unit.api.certificates import Certificates, make_certificates
from tests.unit.api.fake_server import DEVICE

build = transport_module._trust.__wrapped__


@pytest.fixture
def certificates(tmp_path: Path) -> Certificates:
    return make_certificates(tmp_path)


def _no_authorities(monkeypatch: pytest.MonkeyPatch, directory: Path) -> None:
    """A system whose store is empty, with `directory` for authorities by hash."""
    paths = ssl.get_default_verify_paths()._replace(capath=str(directory))
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: paths)
    monkeypatch.setattr(ssl.SSLContext, "load_default_certs", lambda _self, _purpose=None: None)


def test_only_the_system_s_authorities_are_believed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "0a1b2c3d.0").touch()
    _no_authorities(monkeypatch, tmp_path)
    assert build(None).cert_store_stats()["x509_ca"] == 0, "those of the HTTP library were taken too"


@pytest.mark.parametrize("there", [True, False])
def test_a_system_without_any_gets_the_library_s(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, there: bool
) -> None:
    (tmp_path / "README").touch()
    _no_authorities(monkeypatch, tmp_path if there else tmp_path / "missing")
    expected = ssl.create_default_context(cafile=certifi.where()).cert_store_stats()["x509_ca"]
    assert build(None).cert_store_stats()["x509_ca"] == expected > 10


def test_a_named_directory_replaces_the_system_s(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    context = trust_store.system_trust()
    assert context is not None
    assert context.cert_store_stats()["x509_ca"] == 0


def test_names_in_any_letters_may_stand_beside_the_certificates(certificates: Certificates) -> None:
    bundle = certificates.folder / "bundle.pem"
    bundle.write_bytes("# Főtanúsítvány\n".encode() + certificates.authority.read_bytes() * 2 + b"\xff")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trust_store.add_bundle(context, bundle)
    assert context.cert_store_stats()["x509_ca"] == 1


@pytest.mark.parametrize(("mode", "kept"), [(0o644, True), (0o400, True), (0o664, False), (0o646, False)])
def test_a_bundle_others_may_write_is_refused(certificates: Certificates, mode: int, kept: bool) -> None:
    certificates.authority.chmod(mode)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if kept:
        trust_store.add_bundle(context, certificates.authority)
        return
    with pytest.raises(UntrustedFile) as caught:
        trust_store.add_bundle(context, certificates.authority)
    assert caught.value.problem is FileProblem.OTHERS_WRITE


def test_so_is_somebody_else_s(certificates: Certificates, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = certificates.authority.stat().st_uid
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    if owner == 0:
        monkeypatch.setattr(os, "fstat", _of_another(os.fstat))
    with pytest.raises(UntrustedFile) as caught:
        read_trusted(certificates.authority, 1024)
    assert caught.value.problem is FileProblem.OTHER_OWNER


def _of_another(fstat: object) -> object:
    def changed(descriptor: int) -> os.stat_result:
        found = list(fstat(descriptor))  # type: ignore[operator]
        found[4] = 4242
        return os.stat_result(found)

    return changed


def test_a_link_is_followed_and_its_target_judged(certificates: Certificates) -> None:
    link = certificates.folder / "link.pem"
    link.symlink_to(certificates.authority)
    assert read_trusted(link, 1024 * 1024) == certificates.authority.read_bytes()
    certificates.authority.chmod(0o666)
    with pytest.raises(UntrustedFile):
        read_trusted(link, 1024)


def test_nobody_waits_for_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "ca.pem")
    with pytest.raises(UntrustedFile) as caught:
        read_trusted(tmp_path / "ca.pem", 1024)
    assert caught.value.problem is FileProblem.NOT_A_FILE


async def test_the_error_tells_which_file_and_why(certificates: Certificates) -> None:
    certificates.authority.chmod(0o666)
    where = parse_server("https://127.0.0.1:9")
    transport = Transport(where, device=DEVICE, ca_bundle=certificates.authority)
    try:
        with pytest.raises(CertificateError) as caught:
            await transport.send(Call("GET", "config"))
    finally:
        await transport.aclose()
    assert caught.value.bundle is not None
    assert caught.value.bundle.path == certificates.authority
