"""What can be switched on the practice backend."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BackendOptions:
    """Behaviour of one practice backend.

    `seed`: fill a new database with the practice people. `clients`: seed this many clients instead of
    the default ones. `broken_key`: one default client has a key that does not open (the official `bw`
    then opens no client at all). `failed_login_delay`: seconds a refused sign-in waits (the real server:
    about 2). `rate_limits`: enforce the published limits. `new_device_verification`: ask for a code on
    unknown devices. `accept_after`: seconds until an invited person accepts (0: at once; see `simulate`).
    `member_update_fails`: a change of a member by provider staff ends in 500, as on servers with changes of
    members' e-mails switched on. `most_collections`: how many every plan allows. `publish_after`: seconds
    until the record of a claimed domain stands in the practice DNS. `device_answers_after`: seconds until a
    person's other device answers a login (see `other_devices`). `clock`: seconds since the epoch.
    """

    seed: bool = True
    clients: int | None = None
    broken_key: bool = True
    failed_login_delay: float = 0.0
    rate_limits: bool = False
    new_device_verification: bool = True
    accept_after: float = 60.0
    member_update_fails: bool = False
    most_collections: int | None = None
    publish_after: float = 30.0
    device_answers_after: float = 8.0
    clock: Callable[[], float] = time.time
