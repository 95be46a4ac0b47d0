"""From the bytes of a file to its text. Only UTF-8 is read: guessing another encoding spoils passwords."""

from __future__ import annotations

from backend_client.errors import ImportFault, ImportProblem

_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_LOOK_AT = 4096


def text_of(data: bytes) -> str:
    """The text of a file, without a byte order mark. Raises ImportProblem."""
    if data.startswith(_UTF8_MARK):
        data = data[len(_UTF8_MARK) :]
    elif data.startswith(_UTF16_MARKS) or _looks_like_utf16(data[:_LOOK_AT]):
        raise ImportProblem(ImportFault.UTF16)
    if not data.strip():
        raise ImportProblem(ImportFault.EMPTY)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        binary = b"\0" in data[:_LOOK_AT]
    else:
        if "\0" in text:
            raise ImportProblem(ImportFault.BINARY)
        return text
    raise ImportProblem(ImportFault.BINARY if binary else ImportFault.NOT_UTF8, row=row)


def _looks_like_utf16(start: bytes) -> bool:
    """Latin text in UTF-16 has a zero in every second byte."""
    if len(start) < 4:
        return False
    half = len(start) // 2
    return start[0::2].count(0) > half * 3 // 4 or start[1::2].count(0) > half * 3 // 4
