"""The words for files of this program that cannot be used."""

from __future__ import annotations

from shlex import quote

from backend_client.private_files import FileProblem, UntrustedFile
from tui.safe_text import safe_text
from tui.translate import _


def file_sentence(error: OSError) -> str:
    """One sentence about a file or directory that could not be read or written, with the next step."""
    if isinstance(error, UntrustedFile):
        return untrusted_sentence(error)
    reason = safe_text(error.strerror or _("unknown reason"), limit=80)
    if error.filename:
        path = safe_text(str(error.filename), limit=200)
        return _("{path} cannot be read or written: {reason}.").format(path=path, reason=reason)
    return _("The data directory cannot be written: {reason}.").format(reason=reason)


def untrusted_sentence(error: UntrustedFile) -> str:
    """What is wrong with a file that somebody else may have written, and what to do about it."""
    path = safe_text(str(error.path), limit=200)
    return {
        FileProblem.LINK: _("{path} is a symbolic link and was not opened. Put the file itself there."),
        FileProblem.NOT_A_FILE: _("{path} is not a plain file and was not read. Move it away."),
        FileProblem.OTHER_OWNER: _("{path} belongs to another user and was not read. Move it away."),
        FileProblem.OTHERS_WRITE: _(
            "Other users may write {path}, so it was not read. Check what is in it, then: chmod go-w {typed}"
        ),
    }[error.problem].format(path=path, typed=quote(path))
