"""The reasons that some errors name: words for code, not for people. Raised with them from `errors`."""

from __future__ import annotations

from enum import StrEnum


class UnreachableReason(StrEnum):
    """Why a host could not be reached, as far as the operating system tells."""

    NAME = "name"
    REFUSED = "refused"
    NETWORK = "network"
    PROXY = "proxy"


class WaitReason(StrEnum):
    """Why a request waits before it is sent, or sent again; ANSWER: it was sent."""

    LIMIT = "limit"
    BUSY = "busy"
    UNREACHABLE = "unreachable"
    ANSWER = "answer"


class AddressProblem(StrEnum):
    """What is wrong with a typed server address."""

    EMPTY = "empty"
    NOT_HTTPS = "not_https"
    LOOPBACK_NOT_HTTPS = "loopback_not_https"
    NO_HOST = "no_host"
    HAS_CREDENTIALS = "has_credentials"


class CodeMethod(StrEnum):
    """Where a sign-in code comes from."""

    AUTHENTICATOR = "authenticator"
    EMAIL = "email"
    YUBIKEY = "yubikey"
    NEW_DEVICE = "new_device"


class BrowserReason(StrEnum):
    """Why a sign-in cannot be finished in a terminal."""

    SSO = "sso"
    TWO_STEP_METHOD = "two_step_method"
    KEY_CONNECTOR = "key_connector"
    NO_MASTER_PASSWORD = "no_master_password"  # noqa: S105 - a code, no password
    PASSWORD_CHANGE = "password_change"  # noqa: S105 - a code, no password
    OLD_ENCRYPTION = "old_encryption"


class Rule(StrEnum):
    """Rules checked before anything is sent."""

    ADMINS_ONLY = "admins_only"
    NOT_BILLABLE = "not_billable"
    PROVIDER_SUSPENDED = "provider_suspended"
    NAME_EMPTY = "name_empty"
    NAME_TOO_LONG = "name_too_long"
    NAME_HIDDEN = "name_hidden"
    OWNER_EMAIL = "owner_email"
    SEATS_BELOW_ONE = "seats_below_one"
    SEATS_BELOW_USED = "seats_below_used"
    SEATS_UNCHANGED = "seats_unchanged"
    SERVICE_USER_PURCHASE = "service_user_purchase"
    PLAN_UNKNOWN = "plan_unknown"
    SEATS_UNKNOWN = "seats_unknown"
    NO_CONFIRMED_OWNER = "no_confirmed_owner"
    SAME_CLIENT = "same_client"
    OTHER_PLAN = "other_plan"
    JOURNAL_UNWRITABLE = "journal_unwritable"
    PINS_UNWRITABLE = "pins_unwritable"
    MAY_STILL_ARRIVE = "may_still_arrive"
    POLICY_NOT_HERE = "policy_not_here"
    POLICY_DATA = "policy_data"
    GROUPS_NOT_INCLUDED = "groups_not_included"
    GROUP_EXISTS = "group_exists"
    COLLECTION_NAME_TOO_LONG = "collection_name_too_long"
    COLLECTION_PART_EMPTY = "collection_part_empty"
    COLLECTION_EXISTS = "collection_exists"
    COLLECTION_NEEDS_MANAGER = "collection_needs_manager"
    COLLECTION_UNMANAGED = "collection_unmanaged"
    COLLECTION_LAST_MANAGER = "collection_last_manager"
    COLLECTIONS_FULL = "collections_full"
    REACHES_EVERYTHING = "reaches_everything"
    ASSIGNEE_GONE = "assignee_gone"
    NO_COLLECTION_SETTINGS = "no_collection_settings"
    MEMBER_GONE = "member_gone"
    NOT_ACCEPTED = "not_accepted"
    NOT_INVITED = "not_invited"
    NOT_REVOKED = "not_revoked"
    ALREADY_REVOKED = "already_revoked"
    YOURSELF = "yourself"
    LAST_OWNER = "last_owner"
    CLAIMED_MEMBER = "claimed_member"
    RESTORE_SEATS = "restore_seats"
    OWNERS_ONLY = "owners_only"
    CUSTOM_ROLE_NOT_INCLUDED = "custom_role_not_included"
    PERMISSIONS_NOT_HERE = "permissions_not_here"
    NOT_CLAIMED = "not_claimed"
    COLLECTION_NOT_YOURS = "collection_not_yours"
    MEMBER_KEY_UNUSABLE = "member_key_unusable"
    MEMBER_KEY_CHANGED = "member_key_changed"
    PHRASE_DIFFERS = "phrase_differs"
    LAST_ADMIN = "last_admin"
    SAME_ROLE = "same_role"
    PERSON_LISTED = "person_listed"
    SSO_WITHOUT_FLAG = "sso_without_flag"
    SSO_OPERATOR_ONLY = "sso_operator_only"
    SSO_NOT_CONFIGURED = "sso_not_configured"
    SSO_FIELDS = "sso_fields"
    SCIM_WITHOUT_FLAG = "scim_without_flag"
    SCIM_NOT_SERVED = "scim_not_served"
    SCIM_NOT_MADE = "scim_not_made"
    DIRECTORY_WITHOUT_FLAG = "directory_without_flag"
    PROVIDER_HAS_CLIENTS = "provider_has_clients"
    BILLING_EMAIL = "billing_email"
    SETTINGS_FIXED = "settings_fixed"
    SETTINGS_UNREAD = "settings_unread"
    SETTINGS_UNCHANGED = "settings_unchanged"
    DOMAINS_WITHOUT_FLAG = "domains_without_flag"
    DOMAINS_NOT_SERVED = "domains_not_served"
    DOMAIN_NAME = "domain_name"
    DOMAIN_EXISTS = "domain_exists"
    DOMAIN_VERIFIED = "domain_verified"
    API_KEY_WITHOUT_FLAG = "api_key_without_flag"
    JOIN_NO_LINK = "join_no_link"
    JOIN_LINK_BROKEN = "join_link_broken"
    JOIN_SEVERAL_LINKS = "join_several_links"
    JOIN_OTHER_SERVER = "join_other_server"
    JOIN_OTHER_ADDRESS = "join_other_address"
    JOIN_FIRST_OWNER = "join_first_owner"
    JOIN_KEY_UNUSABLE = "join_key_unusable"
    JOIN_KEY_CHANGED = "join_key_changed"
    SETUP_FIELDS = "setup_fields"
    SETUP_IN_BROWSER = "setup_in_browser"
    RECOVERY_WITHOUT_FLAG = "recovery_without_flag"
    RECOVERY_POLICY_OFF = "recovery_policy_off"
    RECOVERY_NOT_JOINED = "recovery_not_joined"
    RECOVERY_NOT_ENROLLED = "recovery_not_enrolled"
    RECOVERY_NOT_ABOVE = "recovery_not_above"
    RECOVERY_KEY_UNUSABLE = "recovery_key_unusable"
    RECOVERY_KEY_OUTDATED = "recovery_key_outdated"
    RECOVERY_PASSWORD_ONLY = "recovery_password_only"  # noqa: S105 - a code, no password
    RECOVERY_NOTHING_CHOSEN = "recovery_nothing_chosen"
    RECOVERY_PASSWORD_WEAK = "recovery_password_weak"  # noqa: S105 - a code, no password
    DEVICE_REQUEST_GONE = "device_request_gone"
    DEVICE_REQUEST_OLD = "device_request_old"
    DEVICE_KEY_UNUSABLE = "device_key_unusable"
    DEVICE_KEY_CHANGED = "device_key_changed"
    DEVICE_PHRASE_DIFFERS = "device_phrase_differs"


class MemberRefusal(StrEnum):
    """Why the server left one member of a bulk call as it was."""

    ABSENT = "absent"
    TWO_STEP = "two_step"
    SINGLE_ORGANIZATION = "single_organization"
    OTHER_ORGANIZATION = "other_organization"
    SEATS = "seats"
    WRONG_STATE = "wrong_state"
    LAST_OWNER = "last_owner"
    LAST_ADMIN = "last_admin"
    AUTOMATIC_CONFIRMATION = "automatic_confirmation"
    CLAIMED = "claimed"
    NOT_ABOVE = "not_above"
    OTHER = "other"


class InviteRefusal(StrEnum):
    """Why somebody was not invited."""

    SEATS = "seats"
    SKIPPED = "skipped"
    MEMBER = "member"
    NOT_REACHED = "not_reached"


class JoinRefusal(StrEnum):
    """Why the server did not let somebody in by a link."""

    GONE = "gone"
    ALREADY = "already"
    LINK_OVER = "link_over"
    OTHER_ADDRESS = "other_address"
    TWO_STEP = "two_step"
    SINGLE_ORGANIZATION = "single_organization"
    OTHER_ORGANIZATION = "other_organization"
    AUTOMATIC_CONFIRMATION = "automatic_confirmation"
    RECOVERY_WANTED = "recovery_wanted"
    NOT_ADMIN = "not_admin"
    SET_UP_ALREADY = "set_up_already"
    OTHER = "other"


class SetupFault(StrEnum):
    """What is wrong with one field of the form that sets up a provider."""

    REQUIRED = "required"
    TOO_LONG = "too_long"
    HIDDEN = "hidden"
    NOT_EMAIL = "not_email"
    NOT_COUNTRY = "not_country"
    HALF_TAX_ID = "half_tax_id"
    REFUSED = "refused"


class SsoFault(StrEnum):
    """What is wrong with one field of a single sign-on configuration."""

    REQUIRED = "required"
    TOO_LONG = "too_long"
    HIDDEN = "hidden"
    NOT_URL = "not_url"
    BAD_CHARACTERS = "bad_characters"
    BAD_CHOICE = "bad_choice"
    NOT_BASE64 = "not_base64"
    NOT_CERTIFICATE = "not_certificate"
    PRIVATE_KEY = "private_key"
    NO_KEY_CONNECTOR = "no_key_connector"
    KEY_CONNECTOR_OFF = "key_connector_off"
    KEY_CONNECTOR_POLICIES = "key_connector_policies"


class ImportFault(StrEnum):
    """What is wrong with an export file."""

    UNREADABLE = "unreadable"
    EMPTY = "empty"
    FILE_TOO_LARGE = "file_too_large"
    UTF16 = "utf16"
    NOT_UTF8 = "not_utf8"
    BINARY = "binary"
    NOT_CSV = "not_csv"
    FIELD_TOO_LARGE = "field_too_large"
    COLUMN_MISSING = "column_missing"
    NOT_JSON = "not_json"
    NOT_XML = "not_xml"
    UNSAFE_XML = "unsafe_xml"
    NOT_ZIP = "not_zip"
    WRONG_SHAPE = "wrong_shape"
    UNKNOWN_FORMAT = "unknown_format"
    NOT_SUPPORTED = "not_supported"
    NO_ITEMS = "no_items"
    TOO_MANY_ITEMS = "too_many_items"
    TOO_MANY_COLLECTIONS = "too_many_collections"
    TOO_MANY_PLACES = "too_many_places"
    FIELDS_TOO_LONG = "fields_too_long"
    PASSWORD_NEEDED = "password_needed"  # noqa: S105 - a code, no password
    WRONG_PASSWORD = "wrong_password"  # noqa: S105 - a code, no password
    KEY_NEEDED = "key_needed"
    OTHER_KEY = "other_key"
    WEAK_KEY_DERIVATION = "weak_key_derivation"
    KDBX_NOT_INSTALLED = "kdbx_not_installed"
    COLLECTION_NAMES_UNREADABLE = "collection_names_unreadable"
    KEY_REPLACED = "key_replaced"
    STOPPED = "stopped"


class PolicyRefusal(StrEnum):
    """Why the server did not save a policy."""

    NO_POLICIES = "no_policies"
    NEEDS_ANOTHER = "needs_another"
    NEEDED_BY_ANOTHER = "needed_by_another"
    NO_MASTER_PASSWORD = "no_master_password"  # noqa: S105 - a code, no password
    NO_DOMAIN = "no_domain"
    DOMAIN_CLAIMED = "domain_claimed"
    KEY_CONNECTOR = "key_connector"
    TRUSTED_DEVICES = "trusted_devices"
    MEMBERS_ELSEWHERE = "members_elsewhere"
    PROVIDER_MEMBERS = "provider_members"
    DATA = "data"
    UNKNOWN_TYPE = "unknown_type"


class KeyDoubt(StrEnum):
    """Why a key that opens is not trusted.

    CHANGED: another one is known. SHARED: it is the known key of another provider or client. UNVOUCHED: it is
    seen for the first time, under a provider key that is not trusted itself. UNSAVED: it cannot be
    remembered. PINS: the file of known keys cannot be used.
    """

    CHANGED = "changed"
    SHARED = "shared"
    UNVOUCHED = "unvouched"
    UNSAVED = "unsaved"
    PINS = "pins"


class DerivationDoubt(StrEnum):
    """Why a password is not derived the way the server says: it costs less to guess than last time, or its
    salt is another one."""

    WEAKER = "weaker"
    SALT = "salt"


class PinsFault(StrEnum):
    """Why the file of known keys cannot be used. FOREIGN: others own it or may write it."""

    UNREADABLE = "unreadable"
    DAMAGED = "damaged"
    FOREIGN = "foreign"
