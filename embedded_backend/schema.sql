-- Times are INTEGER ticks: 100-nanosecond steps since 1970-01-01T00:00:00Z (the wire shows up to seven digits).
-- Ids are lower-case hyphenated GUIDs. Columns ending in _key hold EncStrings unless a comment says otherwise.

CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE users (
    id TEXT PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    name TEXT,
    salt TEXT,                          -- NULL: the normalised e-mail is the salt
    auth_salt BLOB,
    auth_digest BLOB,                   -- digest of the authentication hash; NULL: cannot sign in
    kdf INTEGER NOT NULL DEFAULT 0,
    kdf_iterations INTEGER NOT NULL DEFAULT 600000,
    kdf_memory INTEGER,
    kdf_parallelism INTEGER,
    user_key TEXT,
    user_key_id TEXT,
    private_key TEXT,
    public_key TEXT,                    -- base64 SPKI, as others are told it
    own_public_key TEXT,                -- base64 SPKI, where the person's own is another one
    signed_public_key TEXT,
    signing_key TEXT,
    verifying_key TEXT,
    security_state TEXT,
    security_version INTEGER,
    api_key TEXT NOT NULL,
    security_stamp TEXT NOT NULL,
    totp_secret TEXT,
    two_step_email TEXT,
    yubikey_id TEXT,
    force_password_reset INTEGER NOT NULL DEFAULT 0,
    obstacle TEXT,                      -- what keeps a master password from signing in, see sign_in.py
    device_key TEXT,                    -- the user key as the person's own devices keep it, where user_key is NULL
    verify_devices INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    revised_at INTEGER NOT NULL
);

CREATE TABLE devices (
    id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    identifier TEXT NOT NULL,
    type INTEGER NOT NULL,
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (user_id, identifier)
);

CREATE TABLE auth_requests (
    id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    organization_id TEXT REFERENCES organizations(id) ON DELETE CASCADE,  -- of admin requests
    type INTEGER NOT NULL,
    public_key TEXT NOT NULL,           -- base64 SPKI
    private_key BLOB,                   -- DER, where the device is a simulated one
    access_code TEXT NOT NULL,
    device_identifier TEXT NOT NULL,
    device_type INTEGER NOT NULL,
    ip_address TEXT,
    country TEXT,
    key TEXT,                           -- the answer: the user key, sealed to public_key
    approved INTEGER,                   -- NULL: not answered
    answered_at INTEGER,
    used_at INTEGER,                    -- when somebody signed in with it
    created_at INTEGER NOT NULL
);
CREATE INDEX auth_requests_organization ON auth_requests(organization_id) WHERE approved IS NULL;

CREATE TABLE mail_tokens (              -- what links in mails carry
    token TEXT PRIMARY KEY,
    purpose TEXT NOT NULL,
    subject TEXT NOT NULL,              -- the id it is about
    email TEXT NOT NULL,
    expires_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE refresh_tokens (
    digest TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    client_id TEXT NOT NULL,
    device_identifier TEXT NOT NULL,
    device_type INTEGER NOT NULL,
    security_stamp TEXT NOT NULL,
    expires_at INTEGER NOT NULL
);

CREATE TABLE codes (
    user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    purpose TEXT NOT NULL,
    code TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, purpose)
) WITHOUT ROWID;

CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    email TEXT NOT NULL,
    subject TEXT NOT NULL,
    code TEXT,
    text TEXT,
    sent_at INTEGER NOT NULL,
    expires_at INTEGER,
    used INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX outbox_email ON outbox(email);

CREATE TABLE key_pool (                 -- pairs that simulated people take in turn
    private_key BLOB PRIMARY KEY,       -- DER
    public_key TEXT NOT NULL            -- base64 SPKI
);

CREATE TABLE providers (
    id TEXT PRIMARY KEY,
    name TEXT,                          -- HTML-encoded
    business_name TEXT,                 -- HTML-encoded
    business_country TEXT,
    billing_email TEXT,
    type INTEGER NOT NULL,
    status INTEGER NOT NULL,
    enabled INTEGER NOT NULL DEFAULT 1,
    use_events INTEGER NOT NULL DEFAULT 1,
    gateway INTEGER NOT NULL DEFAULT 1, -- has a customer and subscription at the payment service
    discount REAL,
    credit REAL NOT NULL DEFAULT 0,
    subscription_status TEXT NOT NULL DEFAULT 'active',
    collection_method TEXT NOT NULL DEFAULT 'charge_automatically',
    billing_address TEXT,               -- JSON object, as the wire has it
    payment_method TEXT,                -- JSON object, as the wire has it
    tax_warning TEXT,                   -- the wire's word
    cancel_at INTEGER,
    unpaid_since INTEGER,
    period_ends_at INTEGER,
    created_at INTEGER NOT NULL
);

CREATE TABLE provider_plans (
    provider_id TEXT NOT NULL REFERENCES providers(id) ON DELETE CASCADE,
    plan_type INTEGER NOT NULL,
    seat_minimum INTEGER NOT NULL,
    purchased_seats INTEGER NOT NULL,
    allocated_seats INTEGER NOT NULL,
    PRIMARY KEY (provider_id, plan_type)
) WITHOUT ROWID;

CREATE TABLE provider_invoices (
    id TEXT PRIMARY KEY,
    provider_id TEXT NOT NULL REFERENCES providers(id) ON DELETE CASCADE,
    number TEXT,
    date INTEGER NOT NULL,
    due_at INTEGER,
    total REAL NOT NULL,                -- currency units
    status TEXT NOT NULL,
    url TEXT
);
CREATE INDEX provider_invoices_provider ON provider_invoices(provider_id, date);

CREATE TABLE provider_invoice_items (   -- one line of the report on clients, in the order of rowid
    invoice_id TEXT NOT NULL REFERENCES provider_invoices(id) ON DELETE CASCADE,
    client_name TEXT NOT NULL,          -- as the organization's name is stored
    organization_id TEXT,               -- NULL: unassigned seats
    assigned INTEGER NOT NULL,
    used INTEGER NOT NULL,
    plan TEXT NOT NULL,
    total REAL NOT NULL
);
CREATE INDEX provider_invoice_items_invoice ON provider_invoice_items(invoice_id);

CREATE TABLE provider_users (
    id TEXT PRIMARY KEY,
    provider_id TEXT NOT NULL REFERENCES providers(id) ON DELETE CASCADE,
    user_id TEXT REFERENCES users(id) ON DELETE CASCADE,
    email TEXT NOT NULL,
    key TEXT,
    status INTEGER NOT NULL,
    type INTEGER NOT NULL,
    accepts_at INTEGER,                 -- when the simulated person accepts, or is confirmed; NULL: never
    created_at INTEGER NOT NULL
);
CREATE INDEX provider_users_accepting ON provider_users(accepts_at) WHERE status = 0;
CREATE INDEX provider_users_provider ON provider_users(provider_id);
CREATE INDEX provider_users_user ON provider_users(user_id);

CREATE TABLE organizations (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    billing_email TEXT NOT NULL,
    identifier TEXT,
    plan_type INTEGER NOT NULL,
    status INTEGER NOT NULL,
    enabled INTEGER NOT NULL DEFAULT 1,
    seats INTEGER,
    public_key TEXT,                    -- base64 SPKI
    private_key TEXT,
    gateway INTEGER NOT NULL DEFAULT 0,
    limit_collection_creation INTEGER NOT NULL DEFAULT 0,
    limit_collection_deletion INTEGER NOT NULL DEFAULT 0,
    limit_item_deletion INTEGER NOT NULL DEFAULT 0,
    admin_access INTEGER NOT NULL DEFAULT 0,
    sso_enabled INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL
);

CREATE TABLE provider_organizations (
    id TEXT PRIMARY KEY,
    provider_id TEXT NOT NULL REFERENCES providers(id) ON DELETE CASCADE,
    organization_id TEXT NOT NULL UNIQUE REFERENCES organizations(id) ON DELETE CASCADE,
    key TEXT,
    settings TEXT,
    created_at INTEGER NOT NULL,
    revised_at INTEGER NOT NULL
);
CREATE INDEX provider_organizations_provider ON provider_organizations(provider_id);

CREATE TABLE organization_users (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
    user_id TEXT REFERENCES users(id) ON DELETE CASCADE,
    email TEXT NOT NULL,
    key TEXT,
    type INTEGER NOT NULL,
    status INTEGER NOT NULL,
    permissions TEXT,                   -- JSON object
    external_id TEXT,
    reset_password_key TEXT,
    revocation_reason INTEGER,
    access_secrets_manager INTEGER NOT NULL DEFAULT 0,
    access_pam INTEGER NOT NULL DEFAULT 0,
    accepts_at INTEGER,                 -- when the simulated person accepts; NULL: never
    created_at INTEGER NOT NULL
);
CREATE INDEX organization_users_accepting ON organization_users(accepts_at) WHERE status = 0;
CREATE INDEX organization_users_organization ON organization_users(organization_id, status);
CREATE INDEX organization_users_user ON organization_users(user_id);

CREATE TABLE collections (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    external_id TEXT,
    type INTEGER NOT NULL DEFAULT 0,
    default_user_email TEXT,            -- whose My Items it was, once that member is gone
    created_at INTEGER NOT NULL
);
CREATE INDEX collections_organization ON collections(organization_id);

CREATE TABLE groups (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    external_id TEXT,
    created_at INTEGER NOT NULL
);
CREATE INDEX groups_organization ON groups(organization_id);

CREATE TABLE group_users (
    group_id TEXT NOT NULL REFERENCES groups(id) ON DELETE CASCADE,
    organization_user_id TEXT NOT NULL REFERENCES organization_users(id) ON DELETE CASCADE,
    PRIMARY KEY (group_id, organization_user_id)
) WITHOUT ROWID;
CREATE INDEX group_users_member ON group_users(organization_user_id);

CREATE TABLE collection_groups (
    collection_id TEXT NOT NULL REFERENCES collections(id) ON DELETE CASCADE,
    group_id TEXT NOT NULL REFERENCES groups(id) ON DELETE CASCADE,
    read_only INTEGER NOT NULL,
    hide_passwords INTEGER NOT NULL,
    manage INTEGER NOT NULL,
    PRIMARY KEY (collection_id, group_id)
) WITHOUT ROWID;
CREATE INDEX collection_groups_group ON collection_groups(group_id);

CREATE TABLE collection_users (
    collection_id TEXT NOT NULL REFERENCES collections(id) ON DELETE CASCADE,
    organization_user_id TEXT NOT NULL REFERENCES organization_users(id) ON DELETE CASCADE,
    read_only INTEGER NOT NULL,
    hide_passwords INTEGER NOT NULL,
    manage INTEGER NOT NULL,
    PRIMARY KEY (collection_id, organization_user_id)
) WITHOUT ROWID;
CREATE INDEX collection_users_member ON collection_users(organization_user_id);

CREATE TABLE policies (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
    type INTEGER NOT NULL,
    enabled INTEGER NOT NULL,
    data TEXT,                          -- JSON object, keys as sent
    revised_at INTEGER NOT NULL,
    UNIQUE (organization_id, type)
);

CREATE TABLE sso_configs (
    organization_id TEXT PRIMARY KEY REFERENCES organizations(id) ON DELETE CASCADE,
    enabled INTEGER NOT NULL,
    data TEXT NOT NULL                  -- JSON object, names as answers show them
) WITHOUT ROWID;

CREATE TABLE organization_domains (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
    domain_name TEXT NOT NULL,
    txt TEXT NOT NULL,
    job_run_count INTEGER NOT NULL DEFAULT 0,
    verified_at INTEGER,
    last_checked_at INTEGER,
    next_run_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (organization_id, domain_name)
);

CREATE TABLE connections (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
    type INTEGER NOT NULL,
    enabled INTEGER NOT NULL,
    config TEXT NOT NULL,               -- JSON object, names in PascalCase
    UNIQUE (organization_id, type)
);

CREATE TABLE organization_api_keys (
    organization_id TEXT NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
    type INTEGER NOT NULL,
    api_key TEXT NOT NULL,
    revised_at INTEGER NOT NULL,
    PRIMARY KEY (organization_id, type)
) WITHOUT ROWID;

CREATE TABLE ciphers (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
    type INTEGER NOT NULL,
    body TEXT NOT NULL,                 -- JSON: name, notes, login, fields ... all still encrypted
    created_at INTEGER NOT NULL,
    revised_at INTEGER NOT NULL,
    deleted_at INTEGER
);
CREATE INDEX ciphers_organization ON ciphers(organization_id);

CREATE TABLE collection_ciphers (
    collection_id TEXT NOT NULL REFERENCES collections(id) ON DELETE CASCADE,
    cipher_id TEXT NOT NULL REFERENCES ciphers(id) ON DELETE CASCADE,
    PRIMARY KEY (collection_id, cipher_id)
) WITHOUT ROWID;
CREATE INDEX collection_ciphers_cipher ON collection_ciphers(cipher_id);

CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    type INTEGER NOT NULL,
    date INTEGER NOT NULL,
    user_id TEXT,
    organization_id TEXT,
    provider_id TEXT,
    cipher_id TEXT,
    collection_id TEXT,
    group_id TEXT,
    policy_id TEXT,
    organization_user_id TEXT,
    provider_user_id TEXT,
    provider_organization_id TEXT,
    acting_user_id TEXT,
    system_user INTEGER,
    domain_name TEXT,
    device_type INTEGER,
    ip_address TEXT
);
CREATE INDEX events_organization ON events(organization_id, date);
CREATE INDEX events_provider ON events(provider_id, date);
