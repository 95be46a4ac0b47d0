"""Master keys of the accounts in the vectors, derived once: each costs a tenth of a second."""

from __future__ import annotations

import pytest

from backend_client.crypto.kdf import MasterKey, derive_master_key, kdf_from_wire
from backend_client.secret import Secret
from tests.unit.crypto.vectors import vectors


@pytest.fixture(scope="session")
def v1_master_key() -> MasterKey:
    """The master key of account A1."""
    account = vectors("accounts")["A1"]
    kdf = kdf_from_wire(account["kdf"], account["iterations"])
    return derive_master_key(Secret(account["password"]), account["email"], kdf)


@pytest.fixture(scope="session")
def v2_master_key() -> MasterKey:
    """The master key of K6, which wraps the user key of the V2 account."""
    vector = vectors("kdf")["K6_derived"]
    kdf = kdf_from_wire(vector["kdf"], vector["iterations"], vector["memory_mib"], vector["parallelism"])
    return derive_master_key(Secret(vector["password"]), vector["salt"], kdf)
