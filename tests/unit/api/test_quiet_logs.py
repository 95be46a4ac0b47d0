"""The HTTP library's loggers print no addresses, whatever somebody sets."""

from __future__ import annotations

import logging

import pytest

from backend_client.api.quiet_logs import quieten_http_library


@pytest.mark.parametrize("name", ["httpx", "httpcore.connection", "httpcore.http11"])
def test_the_librarys_loggers(name: str, caplog: pytest.LogCaptureFixture) -> None:
    quieten_http_library()
    logger = logging.getLogger(name)
    assert not logger.isEnabledFor(logging.INFO)
    with caplog.at_level(logging.DEBUG, logger=name):
        logger.info("GET https://example.test/?code=1")
        logger.warning("something is odd")
    assert caplog.messages == ["something is odd"]
