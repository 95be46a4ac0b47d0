"""Files that a person named: what is no plain file holds nobody up."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from backend_client.errors import ImportFault, ImportProblem
from tui.commands.input_text import input_lines
from tui.export_file import read_file
from tui.named_file import read_named


def test_a_plain_file_is_read_as_far_as_it_may_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"abcdef")
    (tmp_path / "link").symlink_to("file")
    assert read_named(tmp_path / "file", 4) == b"abcd"
    assert read_named(tmp_path / "link", 100) == b"abcdef"


def test_nobody_waits_for_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "export.csv")
    with pytest.raises(OSError, match="not a plain file"):
        read_named(tmp_path / "export.csv", 10)
    with pytest.raises(ImportProblem) as caught:
        read_file(tmp_path / "export.csv")
    assert (caught.value.fault, caught.value.what) == (ImportFault.UNREADABLE, "not a plain file")


@pytest.mark.parametrize("other", ["/dev/zero", "/"])
def test_neither_devices_nor_directories_are_read(other: str) -> None:
    with pytest.raises(OSError, match=r"not a plain file|Is a directory"):
        read_named(Path(other), 10)


def test_commands_take_what_a_shell_pipes_into_them() -> None:
    reading, writing = os.pipe()
    try:
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(b"one\ntwo\n")
        assert input_lines(f"/dev/fd/{reading}") == ["one", "two"]
    finally:
        os.close(reading)


def test_and_they_wait_for_whoever_writes(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=(b"late",))
    writer.start()
    assert read_named(path, 10, pipes=True) == b"late"
    writer.join()
