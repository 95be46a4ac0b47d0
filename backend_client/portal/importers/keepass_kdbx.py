"""KeePass databases (KDBX 3.1 and 4), opened by `pykeepass` and read on as the XML inside them.

The library is an optional part of the installation (`seatwarden[kdbx]`), loaded with the first database.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from backend_client.errors import ImportFault, ImportProblem
from backend_client.portal.importers.imported import Imported
from backend_client.portal.importers.keepass_xml import read_keepass_xml
from backend_client.secret import Secret

KDBX = "KeePass (kdbx)"
SIGNATURE = b"\x03\xd9\xa2\x9a"

# A file may ask for any amount of work before its password is known to be right.
_MOST_MEMORY = 1024**3
_MOST_PASSES = 1000
_MOST_LANES = 64
_MOST_ROUNDS = 100_000_000


def read_keepass_kdbx(data: bytes, password: Secret | None, key_file: bytes | None = None) -> Imported:
    """The items of a database. Slow on purpose. An empty password counts as none beside a key file.

    Raises ImportProblem: KDBX_NOT_INSTALLED, PASSWORD_NEEDED and WRONG_PASSWORD among others.
    """
    try:
        from lxml import etree  # noqa: PLC0415
        from pykeepass import PyKeePass  # noqa: PLC0415
        from pykeepass.exceptions import CredentialsError  # noqa: PLC0415
    except ImportError:
        raise ImportProblem(ImportFault.KDBX_NOT_INSTALLED) from None
    if password is None:
        raise ImportProblem(ImportFault.PASSWORD_NEEDED)
    words = password.reveal()
    try:
        _check_work(PyKeePass(BytesIO(data), transformed_key=bytes(32), decrypt=False))
        opened = PyKeePass(
            BytesIO(data),
            password=words if words or key_file is None else None,
            keyfile=None if key_file is None else BytesIO(key_file),
        )
        xml = etree.tostring(opened.tree, encoding="utf-8")
    except ImportProblem:
        raise
    except CredentialsError:
        raise ImportProblem(ImportFault.WRONG_PASSWORD) from None
    except Exception:  # the library lets through whatever its parser, its ciphers and zlib raise
        raise ImportProblem(ImportFault.WRONG_SHAPE, what=KDBX) from None
    return read_keepass_xml(xml)


def _check_work(database: Any) -> None:
    """Raises ImportProblem where opening would take more memory or time than anybody sets."""
    header = database.kdbx.header.value
    if header.major_version < 4:
        asked = [(header.dynamic_header.transform_rounds.data, _MOST_ROUNDS)]
    else:
        parameters = header.dynamic_header.kdf_parameters.data.dict
        limits = {"R": _MOST_ROUNDS, "I": _MOST_PASSES, "M": _MOST_MEMORY, "P": _MOST_LANES}
        asked = [(parameters[name].value, most) for name, most in limits.items() if name in parameters]
    if any(not 0 < number <= most for number, most in asked):
        raise ImportProblem(ImportFault.WEAK_KEY_DERIVATION)
