"""Which authorities a server's certificate may come from."""

from __future__ import annotations

import os
import re
import ssl
from pathlib import Path

from backend_client.private_files import read_trusted

_LARGEST_BUNDLE = 16 * 1024 * 1024
_PEM = re.compile(rb"-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----")
_HASHED = re.compile(r"[0-9a-f]{8}\.\d+")


def system_trust() -> ssl.SSLContext | None:
    """The authorities of the operating system; None where it has none.

    `SSL_CERT_FILE` and `SSL_CERT_DIR` replace them, together. Raises OSError when what they name cannot be
    read.
    """
    file, directory = os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")
    if file or directory:
        return ssl.create_default_context(cafile=file or None, capath=directory or None)
    context = ssl.create_default_context()
    if context.cert_store_stats()["x509_ca"] or _has_hashed(ssl.get_default_verify_paths().capath):
        return context
    return None


def add_bundle(context: ssl.SSLContext, bundle: Path) -> None:
    """Trust the authorities of a PEM file too. Whoever may write it could pass for a server: nobody else may.

    Raises UntrustedFile, and OSError when it cannot be read or holds no certificate.
    """
    found = _PEM.findall(read_trusted(bundle, _LARGEST_BUNDLE))
    if not found:
        raise ssl.SSLError("no certificate")
    context.load_verify_locations(cadata=b"\n".join(found).decode("ascii"))


def _has_hashed(directory: str | None) -> bool:
    """Whether a directory holds authorities by hash; those are read when they are needed, and not counted."""
    if directory is None:
        return False
    try:
        with os.scandir(directory) as entries:
            return any(_HASHED.fullmatch(entry.name) for entry in entries)
    except OSError:
        return False
