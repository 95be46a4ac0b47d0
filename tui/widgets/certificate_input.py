"""A one-line field for a certificate: a paste of many lines becomes one."""

from __future__ import annotations

from tui.widgets.plain_input import PlainInput

LONGEST_CERTIFICATE = 64 * 1024


class CertificateInput(PlainInput):
    """Takes all lines of a paste: armour and base64 have no meaning in their line breaks."""

    def __init__(self, value: str = "", *, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(value, placeholder=placeholder, id=id)
        self.max_length = LONGEST_CERTIFICATE

    def accepted(self, pasted: str) -> str:
        """The lines in one, without anything a terminal would obey or hide."""
        joined = "".join(line.strip() for line in pasted[:LONGEST_CERTIFICATE].splitlines())
        return "".join(letter for letter in joined if letter.isprintable())
