"""What the HTTP library may log: nothing below a warning, because its lines carry whole addresses."""

from __future__ import annotations

import logging

_LIBRARY_LOGGERS = (
    "httpx",
    "httpcore",
    "httpcore.connection",
    "httpcore.http11",
    "httpcore.http2",
    "httpcore.proxy",
    "httpcore.socks",
)


class _WarningsOnly(logging.Filter):
    """Drops records below WARNING even when somebody lowers the logger's level."""

    def filter(self, record: logging.LogRecord) -> bool:
        return record.levelno >= logging.WARNING


_FILTER = _WarningsOnly()


def quieten_http_library() -> None:
    """Silence the library's loggers. Calling it again changes nothing."""
    for name in _LIBRARY_LOGGERS:
        logger = logging.getLogger(name)
        logger.setLevel(logging.WARNING)
        logger.addFilter(_FILTER)
