"""The practice backend: a server of its own that speaks the same wire contract, over SQLite.

It shares nothing with the client but the cryptography, so that one mistake cannot pass on both sides.
"""

from __future__ import annotations

import logging

logging.getLogger(__name__).addHandler(
    logging.NullHandler()
)  # no handler: nothing reaches a screen by accident
