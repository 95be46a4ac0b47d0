"""Every error of the tree has words, and foreign text in it cannot harm."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from backend_client import errors
from backend_client.errors import SeatwardenError
from backend_client.errors.answers import WEB_PAGE
from backend_client.private_files import FileProblem, UntrustedFile
from tui.explain import EXPLAINED, explanation_of

SEEN = datetime(2026, 3, 1, tzinfo=UTC)
HOSTILE = "\x1b]52;c;aGk=\x07[/b]\u202e" + "x" * 5000

SAMPLES: tuple[SeatwardenError, ...] = (
    errors.SeatwardenError("x"),
    errors.TransportError("x"),
    *(errors.ServerUnreachable(host=HOSTILE, reason=reason) for reason in errors.UnreachableReason),
    errors.ServerTimeout(host=HOSTILE, seconds=10),
    errors.CertificateError(host=HOSTILE),
    *(
        errors.CertificateError(host=HOSTILE, bundle=UntrustedFile(Path(HOSTILE[:40]), problem))
        for problem in FileProblem
    ),
    errors.RedirectRefused(host=HOSTILE),
    errors.BadAnswer(host=HOSTILE, endpoint="GET /x", problem="not JSON"),
    errors.BadAnswer(host=HOSTILE, endpoint="GET /x", problem=WEB_PAGE),
    errors.ResponseError(status=418, endpoint="GET /x", server_message=HOSTILE),
    errors.BadRequest(status=400, endpoint="GET /x", validation={"name": [HOSTILE]}),
    *(
        errors.MemberRefused(refusal, endpoint="POST /x", server_message=HOSTILE)
        for refusal in errors.MemberRefusal
    ),
    *(
        errors.PolicyRefused(reason, errors.BadRequest(status=400, endpoint="GET /x"))
        for reason in errors.PolicyRefusal
    ),
    errors.TokenRefused(status=401, endpoint="GET /x"),
    errors.NotPermitted(status=403, endpoint="GET /x", server_message=HOSTILE),
    errors.NotFound(status=404, endpoint="GET /x"),
    errors.RateLimited(endpoint="GET /x", retry_after=30),
    errors.RateLimited(endpoint="GET /x", retry_after=None),
    errors.ServerFault(status=503, endpoint="GET /x"),
    *(errors.BadServerAddress(problem) for problem in errors.AddressProblem),
    errors.SignInError("x"),
    errors.WrongCredentials(),
    errors.WrongCredentials(api_key=True),
    errors.CodeRequired([errors.CodeMethod.EMAIL], email_hint=HOSTILE),
    errors.CodeRequired([], unsupported=["duo"]),
    *(errors.WrongCode(method) for method in errors.CodeMethod),
    *(errors.SignInNeedsBrowser(reason) for reason in errors.BrowserReason),
    errors.ClientTooOld("x"),
    errors.UnknownDevice("x"),
    errors.DeviceLoginDenied("x"),
    errors.DeviceLoginOver("x"),
    errors.DeviceAnswerRefused(HOSTILE),
    errors.SignInNeedsBrowser(errors.BrowserReason.TWO_STEP_METHOD, methods=["duo", HOSTILE]),
    errors.SessionExpired("x"),
    errors.SessionError("x"),
    errors.SignedOut("x"),
    errors.Locked("x"),
    errors.UnlockRefused("x"),
    errors.CryptoError("x"),
    errors.DecryptionFailed(),
    errors.MalformedData("EncString"),
    errors.UnsupportedEncryption("type 0"),
    errors.AccountKeysRefused("signature"),
    errors.KdfRefused("iterations"),
    errors.ProviderError("x"),
    errors.NoProvider(),
    errors.ProviderChoiceNeeded([(HOSTILE, "1"), ("Other", "2")]),
    errors.ProviderChoiceNeeded([("One", "1")], wanted=HOSTILE),
    errors.ProviderKeyMissing(),
    errors.ClientNotFound(HOSTILE),
    errors.WriteError("x"),
    errors.ReadOnlyMode(),
    *(errors.RuleBroken(rule, limit=3) for rule in errors.Rule),
    *(errors.ChangedMeanwhile(what) for what in ("gone", "name", "seats", "policy", "members")),
    *(errors.ChangedMeanwhile(what) for what in ("member_access", "member_gone")),
    errors.NotApplied(errors.BadRequest(status=400, endpoint="PUT /x", server_message=HOSTILE)),
    errors.HalfMade("id"),
    errors.MoveHalfDone(3, errors.ServerFault(status=500, endpoint="PUT /x", server_message=HOSTILE)),
    errors.OutcomeUnknown(errors.ServerTimeout(host=HOSTILE, seconds=10)),
    errors.IdentifierTaken(),
    errors.SeatsGone(60, errors.BadRequest(status=400, endpoint="DELETE /x", server_message=HOSTILE)),
    errors.MemberHalfChanged(["groups"], ["role"], errors.ServerFault(status=500, endpoint="PUT /x")),
    errors.MemberHalfChanged([], ["role"], errors.ServerFault(status=500, endpoint="PUT /x")),
    errors.MemberHalfChanged(["groups"], ["collections"], errors.ReadOnlyMode()),
    errors.MemberHalfChanged(["removed"], ["invited"], errors.NotInvited(errors.InviteRefusal.SEATS)),
    *(errors.NotInvited(reason, left=0, assigned=40, needed=3) for reason in errors.InviteRefusal),
    *(errors.NotJoined(refusal, server_message=HOSTILE) for refusal in errors.JoinRefusal),
    errors.ImportHalfDone(arrived=3, sent=10),
    errors.TrustError("x"),
    *(errors.KeyChanged(doubt, provider=False, name=HOSTILE, first_seen=SEEN) for doubt in errors.KeyDoubt),
    *(errors.KeyChanged(doubt, provider=True, first_seen=SEEN) for doubt in errors.KeyDoubt),
    *(errors.DerivationChanged(doubt, before="a", now="b") for doubt in errors.DerivationDoubt),
    *(errors.PinsUnusable(fault) for fault in errors.PinsFault),
    *(errors.ImportProblem(fault, row=3, limit=7, what=HOSTILE) for fault in errors.ImportFault),
)


def tree(root: type[SeatwardenError] = SeatwardenError) -> Iterator[type[SeatwardenError]]:
    yield root
    for below in root.__subclasses__():
        if below.__module__.startswith(f"{errors.__name__}."):
            yield from tree(below)


def test_every_class_of_the_tree_has_words_of_its_own() -> None:
    assert set(tree()) == EXPLAINED


def test_every_class_is_sampled_here() -> None:
    assert {type(sample) for sample in SAMPLES} == set(tree())


@pytest.mark.parametrize("error", SAMPLES, ids=lambda error: type(error).__name__)
def test_words_say_what_happened_and_what_to_do(error: SeatwardenError) -> None:
    words = explanation_of(error)
    assert words.title
    assert not words.title.endswith(".")
    assert words.sentence.rstrip("'").endswith((".", ")"))
    assert words.next_step.endswith(".")
    assert "{" not in words.line()


@pytest.mark.parametrize("error", SAMPLES, ids=lambda error: type(error).__name__)
def test_foreign_text_is_safe_and_short(error: SeatwardenError) -> None:
    line = explanation_of(error).line("Showing 14:02.")
    assert line.isprintable()
    assert len(line) < 400


def test_the_state_of_the_data_stands_before_the_next_step() -> None:
    line = explanation_of(errors.ServerFault(status=503, endpoint="GET /x")).line("Showing 14:02.")
    assert line == "The server failed (503); it is not your doing. Showing 14:02. R tries again."


def test_an_error_of_another_kind_is_named_but_not_quoted() -> None:
    line = explanation_of(ValueError("hunter2")).line()
    assert "ValueError" in line
    assert "hunter2" not in line


def test_a_new_class_below_a_known_one_is_explained_by_it() -> None:
    class Later(errors.ServerFault):
        """Not in the tree yet."""

    assert explanation_of(Later(status=500, endpoint="GET /x")).title == "Server failure"


def test_a_page_for_browsers_is_called_one() -> None:
    page = errors.BadAnswer(host="vault.example", endpoint="GET /x", problem=WEB_PAGE)
    said = explanation_of(page).sentence
    assert said.endswith("was not understood. It is a web page: something on the way may have sent it.")
    assert "web page" not in explanation_of(errors.BadAnswer(endpoint="GET /x", problem="not JSON")).sentence
