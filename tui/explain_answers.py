"""Words for answers that did not come or were refused. Part of `tui.explain`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from backend_client import errors
from backend_client.private_files import FileProblem, UntrustedFile
from tui.explanation import Explain, Explanation
from tui.safe_text import safe_text
from tui.translate import _

_FOREIGN_LIMIT: Final = 80
_HOST_LIMIT: Final = 60


def _host(error: errors.TransportError) -> str:
    return safe_text(error.host, limit=_HOST_LIMIT) if error.host else _("The server")


def _said(error: errors.ResponseError) -> str:
    """The server's own words, safe and short, in quotation marks; empty when it gave none."""
    spoken = error.server_message or " ".join(each for said in error.validation.values() for each in said)
    return _(" It says: '{text}'.").format(text=safe_text(spoken, limit=_FOREIGN_LIMIT)) if spoken else ""


def _retry() -> str:
    return _("R tries again.")


def _unreachable(error: errors.ServerUnreachable) -> Explanation:
    sentence = {
        errors.UnreachableReason.NAME: _("{host} was not found: the name does not resolve."),
        errors.UnreachableReason.REFUSED: _("{host} refused the connection."),
        errors.UnreachableReason.PROXY: _("{host} cannot be reached: the proxy on the way refused."),
        errors.UnreachableReason.NETWORK: _("{host} cannot be reached: the network broke."),
    }[error.reason]
    return Explanation(_("Server unreachable"), sentence.format(host=_host(error)), _retry())


def _timeout(error: errors.ServerTimeout) -> Explanation:
    sentence = _("The server did not answer for {seconds} s.")
    return Explanation(_("No answer"), sentence.format(seconds=f"{error.seconds:g}"), _retry())


def _certificate(error: errors.CertificateError) -> Explanation:
    if error.bundle is not None:
        return _bundle(error.bundle)
    return Explanation(
        _("Certificate not trusted"),
        _("The certificate of {host} is not trusted here. Nothing was sent.").format(host=_host(error)),
        _("Start with --ca-bundle FILE when it is your own certificate authority."),
    )


def _bundle(error: UntrustedFile) -> Explanation:
    sentence = {
        FileProblem.LINK: _("The CA bundle {path} is a link: name the file itself. Nothing was sent."),
        FileProblem.NOT_A_FILE: _("The CA bundle {path} is not a plain file. Nothing was sent."),
        FileProblem.OTHER_OWNER: _(
            "The CA bundle {path} belongs to another user: use a copy of your own. Nothing was sent."
        ),
        FileProblem.OTHERS_WRITE: _(
            "Other users may write the CA bundle {path}: check it, then chmod go-w. Nothing was sent."
        ),
    }[error.problem]
    return Explanation(
        _("CA bundle not trusted"),
        sentence.format(path=safe_text(str(error.path), limit=200)),
        _("It must be a file that only you or root may write."),
    )


def _redirect(error: errors.RedirectRefused) -> Explanation:
    return Explanation(
        _("Redirect refused"),
        _("{host} sent us to another address. Your sign-in was not carried there.").format(host=_host(error)),
        _("Check the server address."),
    )


def _bad_answer(error: errors.BadAnswer) -> Explanation:
    sentence = _("The answer of {host} was not understood.").format(host=_host(error))
    if error.is_page:
        sentence += " " + _("It is a web page: something on the way may have sent it.")
    return Explanation(
        _("Answer not understood"),
        sentence,
        _("Check the server address and its version; R tries again."),
    )


def _transport(error: errors.TransportError) -> Explanation:
    return Explanation(_("No answer"), _("No usable answer from {host}.").format(host=_host(error)), _retry())


def _response(error: errors.ResponseError) -> Explanation:
    sentence = _("The server refused this ({status}).{said}").format(status=error.status, said=_said(error))
    return Explanation(_("Refused"), sentence, _retry())


def _bad_request(error: errors.BadRequest) -> Explanation:
    return Explanation(
        _("Refused"),
        _("The server did not accept this. Nothing was changed.{said}").format(said=_said(error)),
        _("Change what was entered and try again."),
    )


def _token_refused(_error: errors.TokenRefused) -> Explanation:
    return Explanation(
        _("Signed out"),
        _("The server no longer accepts this sign-in."),
        _("Sign in again; what is shown stays until then."),
    )


def _not_permitted(error: errors.NotPermitted) -> Explanation:
    return Explanation(
        _("Not permitted"),
        _("Your role does not permit this here.{said}").format(said=_said(error)),
        _("Ask a provider admin."),
    )


def _not_found(_error: errors.NotFound) -> Explanation:
    return Explanation(
        _("Not found"),
        _("The server does not know this, or does not show it to you."),
        _("R reads the list again."),
    )


def _rate_limited(error: errors.RateLimited) -> Explanation:
    if error.retry_after is None:
        step = _("Wait a minute, then R tries again.")
    else:
        step = _("R tries again in {seconds} s.").format(seconds=f"{error.retry_after:.0f}")
    return Explanation(
        _("Too many requests"), _("The server asks to slow down; this address is limited."), step
    )


def _server_fault(error: errors.ServerFault) -> Explanation:
    sentence = _("The server failed ({status}); it is not your doing.").format(status=error.status)
    return Explanation(_("Server failure"), sentence, _retry())


ANSWER_WORDS: Final[Mapping[type, Explain]] = {
    errors.TransportError: _transport,
    errors.ServerUnreachable: _unreachable,
    errors.ServerTimeout: _timeout,
    errors.CertificateError: _certificate,
    errors.RedirectRefused: _redirect,
    errors.BadAnswer: _bad_answer,
    errors.ResponseError: _response,
    errors.BadRequest: _bad_request,
    errors.TokenRefused: _token_refused,
    errors.NotPermitted: _not_permitted,
    errors.NotFound: _not_found,
    errors.RateLimited: _rate_limited,
    errors.ServerFault: _server_fault,
}
