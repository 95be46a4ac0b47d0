"""Not part of any server's contract: the mail that practice accounts were sent."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import BaseRoute

from embedded_backend.call import Call, route
from embedded_backend.invitation_links import SEEDED_VAULT
from embedded_backend.wire import answer, date_text


def outbox(call: Call) -> Response:
    """Mails that are of use: codes that still work, and texts to people who were invited; newest first.

    `?email=` narrows to one address. `{mails: [{email, subject, code, text, sentAt, expiresAt}]}`, where
    either `code` or `text` is null.
    """
    email = call.request.query_params.get("email", "").strip().lower()
    found = call.database.rows(
        "SELECT o.* FROM outbox o LEFT JOIN codes c ON c.code = o.code AND c.expires_at = o.expires_at"
        " WHERE o.used = 0 AND o.expires_at > ? AND (? = '' OR o.email = ?)"
        " AND (c.code IS NOT NULL OR o.text IS NOT NULL) ORDER BY o.id DESC",
        (call.backend.now, email, email),
    )
    mails = [
        {
            "email": row["email"],
            "subject": row["subject"],
            "code": row["code"],
            "text": row["text"] and row["text"].replace(SEEDED_VAULT, call.vault),
            "sentAt": date_text(row["sent_at"]),
            "expiresAt": date_text(row["expires_at"]),
        }
        for row in found
    ]
    return answer({"mails": mails})


ROUTES: list[BaseRoute] = [route("/outbox", outbox)]
