"""Everything `backend_client` raises, as one closed tree.

    SeatwardenError
    ├── TransportError             no usable answer came back
    │   ├── ServerUnreachable      name not found, refused, reset
    │   ├── ServerTimeout          no answer in time
    │   ├── CertificateError       the certificate is not trusted
    │   ├── RedirectRefused        the server sent us to another host
    │   └── BadAnswer              not JSON, cut off, too large, fields missing
    ├── ResponseError              the server answered with a refusal
    │   ├── BadRequest             400, 409, 422
    │   │   └── PolicyRefused      a policy was not saved, for a reason we know
    │   ├── MemberRefused          a call about several members, which left this one as it was
    │   ├── TokenRefused           401 that speaks of the token
    │   ├── NotPermitted           401 or 403 that speaks of the role
    │   ├── NotFound               404
    │   ├── RateLimited            429
    │   └── ServerFault            500 and above
    ├── BadServerAddress           the address a person typed is no server address
    ├── SignInError
    │   ├── WrongCredentials       e-mail, password or API key refused
    │   ├── CodeRequired           a two-step or new-device code is asked for
    │   ├── WrongCode              that code was refused
    │   ├── SignInNeedsBrowser     SSO, Duo, a security key, a forced password change ...
    │   ├── ClientTooOld           the server wants a newer client version
    │   ├── UnknownDevice          no login with another device before this one signed in once
    │   ├── DeviceLoginDenied      the other device refused the login
    │   ├── DeviceLoginOver        the request to the other device ran out, or was used
    │   └── SessionExpired         the sign-in is over and could not be renewed
    ├── SessionError
    │   ├── SignedOut              the call needs a session
    │   ├── Locked                 the call needs keys
    │   └── UnlockRefused          this process must not hold keys (a debugger or log is attached)
    ├── CryptoError
    │   ├── DecryptionFailed       wrong key or changed data; never says which
    │   ├── MalformedData          not an EncString, not a key, not the CBOR it should be
    │   ├── UnsupportedEncryption  a type or algorithm this client refuses
    │   ├── AccountKeysRefused     the account's own keys do not fit together
    │   ├── DeviceAnswerRefused    what the other device sent does not open this account
    │   └── KdfRefused             key derivation parameters outside the safe bounds
    ├── WriteError                 a change was not made, or not wholly
    │   ├── ReadOnlyMode           this run refuses every write
    │   ├── RuleBroken             our own check refused it before anything was sent
    │   ├── ChangedMeanwhile       what was shown is no longer so; nothing was sent
    │   ├── NotApplied             sent, refused or lost, and seen not to have happened
    │   ├── HalfMade               the client exists, but the server did not finish it
    │   ├── MoveHalfDone           seats left one client and did not reach the other
    │   ├── SeatsGone              a client was not deleted, but its seats were given back
    │   ├── ImportHalfDone         only a part of an import arrived
    │   ├── IdentifierTaken        single sign-on was stored, all but its identifier
    │   ├── MemberHalfChanged      only a part of a change of a member could be made
    │   ├── NotInvited             somebody was not invited: no seat, left out, a member already
    │   ├── NotJoined              an invitation was not taken by its link
    │   └── OutcomeUnknown         sent, and reading again did not settle whether it happened
    ├── TrustError                 a key or a derivation is not the one that was known
    │   ├── KeyChanged             nothing is encrypted with it until somebody accepted it
    │   ├── DerivationChanged      the password would be derived otherwise than last time
    │   └── PinsUnusable           the file of known keys is damaged or was writable by others
    ├── ImportProblem              a customer's export file cannot be read, or not be sent as it is
    └── ProviderError
        ├── NoProvider             the account manages nothing
        ├── ProviderChoiceNeeded   several providers and none was named
        ├── ProviderKeyMissing     the provider entry carries no key for this account
        └── ClientNotFound         no client organization of that name or id

Messages here are for developers and logs: plain English, no secret, no text from a server. The
words a person reads are made from the type and its attributes by the front end.
"""

from __future__ import annotations

from backend_client.errors.access import (
    AccountKeysRefused as AccountKeysRefused,
    ClientTooOld as ClientTooOld,
    CodeRequired as CodeRequired,
    CryptoError as CryptoError,
    DecryptionFailed as DecryptionFailed,
    DeviceAnswerRefused as DeviceAnswerRefused,
    DeviceLoginDenied as DeviceLoginDenied,
    DeviceLoginOver as DeviceLoginOver,
    KdfRefused as KdfRefused,
    Locked as Locked,
    MalformedData as MalformedData,
    SessionError as SessionError,
    SessionExpired as SessionExpired,
    SignedOut as SignedOut,
    SignInError as SignInError,
    SignInNeedsBrowser as SignInNeedsBrowser,
    UnknownDevice as UnknownDevice,
    UnlockRefused as UnlockRefused,
    UnsupportedEncryption as UnsupportedEncryption,
    WrongCode as WrongCode,
    WrongCredentials as WrongCredentials,
)
from backend_client.errors.answers import (
    BadAnswer as BadAnswer,
    BadRequest as BadRequest,
    BadServerAddress as BadServerAddress,
    CertificateError as CertificateError,
    MemberRefused as MemberRefused,
    NotFound as NotFound,
    NotPermitted as NotPermitted,
    PolicyRefused as PolicyRefused,
    RateLimited as RateLimited,
    RedirectRefused as RedirectRefused,
    ResponseError as ResponseError,
    ServerFault as ServerFault,
    ServerTimeout as ServerTimeout,
    ServerUnreachable as ServerUnreachable,
    TokenRefused as TokenRefused,
    TransportError as TransportError,
)
from backend_client.errors.changes import (
    ChangedMeanwhile as ChangedMeanwhile,
    ClientNotFound as ClientNotFound,
    HalfMade as HalfMade,
    IdentifierTaken as IdentifierTaken,
    ImportHalfDone as ImportHalfDone,
    ImportProblem as ImportProblem,
    MemberHalfChanged as MemberHalfChanged,
    MoveHalfDone as MoveHalfDone,
    NoProvider as NoProvider,
    NotApplied as NotApplied,
    NotInvited as NotInvited,
    NotJoined as NotJoined,
    OutcomeUnknown as OutcomeUnknown,
    ProviderChoiceNeeded as ProviderChoiceNeeded,
    ProviderError as ProviderError,
    ProviderKeyMissing as ProviderKeyMissing,
    ReadOnlyMode as ReadOnlyMode,
    RuleBroken as RuleBroken,
    SeatsGone as SeatsGone,
    WriteError as WriteError,
)
from backend_client.errors.root import (
    SeatwardenError as SeatwardenError,
)
from backend_client.errors.trust import (
    DerivationChanged as DerivationChanged,
    KeyChanged as KeyChanged,
    PinsUnusable as PinsUnusable,
    TrustError as TrustError,
)
from backend_client.reasons import (
    AddressProblem as AddressProblem,
    BrowserReason as BrowserReason,
    CodeMethod as CodeMethod,
    DerivationDoubt as DerivationDoubt,
    ImportFault as ImportFault,
    InviteRefusal as InviteRefusal,
    JoinRefusal as JoinRefusal,
    KeyDoubt as KeyDoubt,
    MemberRefusal as MemberRefusal,
    PinsFault as PinsFault,
    PolicyRefusal as PolicyRefusal,
    Rule as Rule,
    SetupFault as SetupFault,
    SsoFault as SsoFault,
    UnreachableReason as UnreachableReason,
)
