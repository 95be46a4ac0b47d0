"""What is pictured: each screen, and the keys that lead to it on the practice backend."""

from __future__ import annotations

from dataclasses import dataclass

Keys = tuple[str, ...]
Further = tuple[str, Keys]


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: its name, the module of `tui.screens` that it shows, the keys from the first screen.

    `first` is what the first screen must show before any key is pressed; each of `further` is words that
    the screen must show next, and the keys pressed then. `practice`: on the practice backend, there as the
    persona `who`, or as the provider admin.
    """

    name: str
    screen: str
    keys: Keys = ()
    first: str = "Alder"
    practice: bool = True
    further: tuple[Further, ...] = ()
    who: str = ""


def inside(name: str, screen: str, client: str, *further: Further) -> Picture:
    """A picture of what follows the onboarding of a client."""
    return Picture(name, screen, ("slash", *client, "enter", "o"), further=(("Setup ", ()), *further))


def of(name: str, screen: str, client: str, key: str, *further: Further) -> Picture:
    """A picture of what a key opens on a client of the list."""
    return Picture(name, screen, ("slash", *client, "enter", key), further=further)


FRESH = "my client"
"""Part of the name of a practice client whose setup has hardly begun."""

PEOPLE = (*"ann@kestrel.example bob@kestrel.example", "enter", *"carol@kestrel", "up", "end")
PASSWORD = (*"practice makes perfect", "enter")
CODE_ASKED = ("down", "down", "down", "tab", "tab", *"tess@northwind.example", "tab", *PASSWORD)
DEVICE_ASKED = ("down", "down", "down", "tab", "down", "down", "tab", *"ada@northwind.example", "enter")
NEW_CLIENT = (
    "n",
    "down",
    "tab",
    *"Kestrel Foods",
    "tab",
    *"jo@kestrel.example",
    "tab",
    "backspace",
    "1",
    "2",
)

REMINDED = (("Invited", ("space", "j", "space", "r")), ("Yes", ("enter",)))
"""Two people get their mail again, and the plan still shows what became of it."""

ARRIVING = (
    Picture("first-run", "first_run", practice=False, first=""),
    Picture("sign-in", "sign_in", ("down", "enter"), practice=False, first="", further=(("Server", ()),)),
    Picture(
        "code-prompt",
        "code_prompt",
        ("down", "enter"),
        practice=False,
        first="",
        further=(("Server", CODE_ASKED), ("digits", ())),
    ),
    Picture(
        "device-login",
        "device_login",
        ("down", "enter"),
        practice=False,
        first="",
        further=(("Server", DEVICE_ASKED), ("left.", ())),
    ),
    Picture("terminal-check", "terminal_check", ("down", "down", "enter"), practice=False, first=""),
    Picture("unlock", "unlock", ("ctrl+l",), further=(("practice makes", ()),)),
    Picture(
        "provider-choice",
        "provider_choice",
        further=(("Choose", ()),),
        who="several_providers",
        first="Southgate",
    ),
    Picture("join", "join", ("colon", *"join", "enter")),
    Picture(
        "setup-provider",
        "setup_provider",
        further=(
            ("Which provider", ("down", "enter")),
            ("as of", ("colon", *"join", "enter")),
            ("Set up your provider", ("tab", "enter")),
            ("No, back", ("enter",)),
        ),
        who="several_providers",
        first="Southgate",
    ),
    Picture("help", "help", ("question_mark",)),
)

CHANGED = "changed_keys"
"""Who practises with keys of the provider and of a client that are not the known ones."""

KEYS = (
    Picture("changed-keys", "clients", first="key?", who=CHANGED),
    Picture("changed-key", "typed_yes", ("K",), first="key?", who=CHANGED, further=(("Now:", ()),)),
)

HOME = (
    Picture("clients", "clients"),
    Picture("filter", "clients", ("slash", *"client")),
    Picture("trouble", "clients", ("exclamation_mark",)),
    Picture("new-client", "new_client", NEW_CLIENT),
    Picture("add-existing", "add_existing", ("a",), further=(("Lighthouse", ()),)),
    Picture("seats", "client_seats", ("j", "s", "backspace", "backspace", "4", "5")),
    Picture("bulk-seats", "bulk_seats", ("space", "j", "space", "s", *"+5")),
    Picture("move-seats", "move_seats", ("j", "M")),
    Picture("rename-client", "rename_client", ("j", "e")),
    Picture("unlink-client", "unlink_client", ("U",)),
    Picture("save-view", "save_view", ("W",)),
    Picture("copy", "copy_menu", ("y",)),
    Picture("journal", "journal", ("J",)),
    of("jobs", "jobs", "ironwood", "m", *REMINDED, ("Go on", ("f9",)), ("Jobs", ())),
    of("job", "job", "ironwood", "m", *REMINDED, ("Go on", ("f9", "enter")), ("Jobs", ())),
)

PROVIDER = (
    Picture("people", "people", ("P",), further=(("Wim", ()),)),
    Picture(
        "invite-staff",
        "invite_staff",
        ("P",),
        further=(("Wim", ("i",)), ("address", (*"kim@northwind.example",))),
    ),
    Picture("provider-events", "events", ("L",), further=(("signed in", ()),)),
    Picture("event-range", "event_range", ("L",), further=(("signed in", ("d",)),)),
    Picture("billing", "billing", ("b",), further=(("NW-0012", ()),)),
    Picture("invoice", "invoice_report", ("b",), further=(("NW-0012", ("enter",)), ("Birch", ()))),
    Picture("provider-settings", "provider_settings", ("S",), further=(("Billing e-mail", ()),)),
    Picture("edit-provider", "edit_provider", ("S",), further=(("Billing e-mail", ("e",)),)),
    Picture(
        "ask-password",
        "ask_password",
        ("S",),
        further=(("Billing e-mail", ("D",)),),
        who="empty_provider",
        first="as of",
    ),
    Picture(
        "delete-provider",
        "delete_provider",
        ("S",),
        further=(("Billing e-mail", ("D",)), ("assword", PASSWORD), ("New Leaf", ())),
        who="empty_provider",
        first="as of",
    ),
)

VAULT = (
    Picture(
        "vault", "organization_vault", ("slash", *"My Client", "enter", "enter"), further=(("Socials", ()),)
    ),
    of(
        "collection-access", "collection_access", "birch", "enter", ("Fleet", ("j", "a")), ("jo@", ("enter",))
    ),
    of("rename-collection", "rename_collection", "birch", "enter", ("Fleet", ("j", "e"))),
    of("delete-collections", "delete_collections", "birch", "enter", ("Fleet", ("j", "D"))),
    of("assignee", "assignee_choice", "birch", "enter", ("Fleet", ("j", "a"))),
)

SETUP = (
    Picture("onboarding", "onboarding", ("j", "o"), further=(("Setup ", ()),)),
    inside("onboarding-done", "onboarding", "delta", ("Setup ", ("G", "C")), ("Setup 6/6", ())),
    inside(
        "new-collections",
        "new_collections",
        FRESH,
        ("Setup ", ("enter",)),
        ("the owner", ("f2", "f3", *"IT/Servers")),
        ("IT/Servers", ()),
    ),
    inside(
        "collections-plan",
        "plan",
        FRESH,
        ("Setup ", ("enter",)),
        ("the owner", ("f2", "f5")),
        ("Yes, create them", ()),
    ),
    inside("import-file", "import_data", FRESH, ("Setup ", ("j", "enter")), ("lastpass.csv", ())),
    inside(
        "import",
        "import_review",
        FRESH,
        ("Setup ", ("j", "enter")),
        ("lastpass.csv", ("enter",)),
        ("Encrypt and", ()),
    ),
    inside(
        "import-managers",
        "import_managers",
        "birch",
        ("Setup ", ("j", "enter")),
        ("holds", ("f2",)),
        ("nobody manages", ()),
    ),
    inside("policies", "policies", "birch", ("Setup ", ("p",)), ("policies on", ())),
    inside(
        "policy-preset", "policy_preset", FRESH, ("Setup ", ("p",)), ("policies on", ("p",)), ("Baseline", ())
    ),
    inside("policy-form", "policy_form", "birch", ("Setup ", ("p",)), ("policies on", ("j", "enter"))),
    inside(
        "policies-plan",
        "plan",
        FRESH,
        ("Setup ", ("p",)),
        ("policies on", ("p",)),
        ("Baseline", ("down", "enter")),
        ("Yes, save", ()),
    ),
    of("sso-values", "sso", "delta", "o", ("Setup ", ("j", "j", "j", "enter")), ("SAML", ())),
    inside(
        "sso",
        "sso_form",
        FRESH,
        ("Setup ", ("j", "j", "j", "enter")),
        ("not set up", ("e",)),
        ("Authority *", ("tab", "tab", "tab", *"https://login.kestrel.example/v2", "tab")),
        ("v2", ()),
    ),
    of("directory", "directory", "ironwood", "o", ("Setup ", ("colon", *"directory", "enter")), ("SCIM", ())),
    of(
        "scim-provider",
        "scim_provider",
        "ironwood",
        "o",
        ("Setup ", ("colon", *"directory", "enter")),
        ("SCIM", ("t",)),
    ),
    inside("groups", "groups", "birch", ("Setup ", ("u",)), ("groups, ", ("l", "M")), ("not sent", ())),
    inside("group-members", "group_members", "birch", ("Setup ", ("u",)), ("groups, ", ("m",))),
    inside("new-groups", "new_groups", "birch", ("Setup ", ("u",)), ("groups, ", ("n", *"Night shift"))),
    inside("invite", "invite", "birch", ("Setup ", ("i",)), ("left", PEOPLE), ("people to invite", ())),
    inside("invite-access", "invite_access", "birch", ("Setup ", ("i",)), ("left", (*PEOPLE, "f2"))),
)

ADMINISTRATION = (
    of("members", "members", "birch", "m", ("Accepted", ())),
    of("confirm", "confirm_people", "birch", "m", ("Accepted", ("c",)), ("Ask the person", ())),
    of("member-edit", "member_edit", "birch", "m", ("Accepted", ("G", "e"))),
    of("remove-member", "typed_yes", "birch", "m", ("Accepted", ("G", "D"))),
    of("recover-account", "recover_account", "delta", "m", ("Confirmed", ("slash", *"boris", "enter", "A"))),
    of("approvals", "device_approvals", "delta", "A", ("wait", ())),
    of("approve-device", "compare_devices", "delta", "A", ("wait", ("j", "a"))),
    of("details", "organization", "delta", "d", ("Fingerprint", ())),
    of("domains", "domains", "delta", "d", ("Fingerprint", ("C",))),
    of("client-events", "events", "delta", "l", ("signed in", ())),
)

SHOWN = (*ARRIVING, *HOME, *KEYS, *PROVIDER, *VAULT, *SETUP, *ADMINISTRATION)
"""Every picture."""
