-- The whole state of the sandbox. Times are microseconds since 1970, by the sandbox's clock.
CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE principals (id TEXT PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, upn TEXT,
    enabled INTEGER NOT NULL, role_assignable INTEGER NOT NULL, created INTEGER NOT NULL) WITHOUT ROWID;
-- Memberships of groups outside PIM, direct ones only; nesting is walked when it is asked for. What PIM for Groups
-- has put in force is in schedules.
CREATE TABLE edges (group_id TEXT NOT NULL, child TEXT NOT NULL, relation TEXT NOT NULL,
    PRIMARY KEY (group_id, child, relation)) WITHOUT ROWID;
CREATE INDEX edges_child ON edges (child);
CREATE TABLE roles (face TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, description TEXT NOT NULL,
    privileged INTEGER NOT NULL, in_units INTEGER NOT NULL, permissions TEXT NOT NULL, PRIMARY KEY (face, id)) WITHOUT ROWID;
CREATE TABLE scopes (id TEXT PRIMARY KEY COLLATE NOCASE, kind TEXT NOT NULL, name TEXT NOT NULL, parent TEXT COLLATE NOCASE,
    locked INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX scopes_parent ON scopes (parent);
CREATE TABLE policies (id TEXT PRIMARY KEY, face TEXT NOT NULL, scope TEXT NOT NULL, role TEXT NOT NULL,
    rules TEXT NOT NULL, modified INTEGER, modified_by TEXT) WITHOUT ROWID;
CREATE UNIQUE INDEX policies_place ON policies (face, scope, role);
-- The only stored grant; instances are computed from it.
CREATE TABLE schedules (id TEXT PRIMARY KEY, face TEXT NOT NULL, side TEXT NOT NULL, role TEXT NOT NULL,
    scope TEXT NOT NULL, principal TEXT NOT NULL, status TEXT NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX schedules_key ON schedules (face, side, status);
CREATE INDEX schedules_principal ON schedules (principal, face, side);
CREATE INDEX schedules_scope ON schedules (scope, face, side);
-- Every membership there is now.
CREATE VIEW members AS SELECT group_id, child FROM edges WHERE relation = 'member'
    UNION SELECT scope, principal FROM schedules
    WHERE face = 'group' AND side = 'active' AND role = 'member' AND status = 'Provisioned';
CREATE TABLE requests (id TEXT PRIMARY KEY, seq INTEGER NOT NULL, face TEXT NOT NULL, side TEXT NOT NULL, role TEXT NOT NULL,
    scope TEXT NOT NULL, principal TEXT NOT NULL, status TEXT NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX requests_seq ON requests (face, side, seq);
CREATE INDEX requests_principal ON requests (principal, face, side);
CREATE TABLE approvals (id TEXT PRIMARY KEY, face TEXT NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
-- What the clock will bring, each at its own time.
CREATE TABLE events (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL);
CREATE INDEX events_at ON events (at, seq);
CREATE TABLE audit (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, body TEXT NOT NULL);
-- Rows that a list does not show as they are yet: reads left, whether each second one shows them after all, and how the
-- row was before.
CREATE TABLE lags (id TEXT NOT NULL, view TEXT NOT NULL, reads INTEGER NOT NULL, flickers INTEGER NOT NULL, before TEXT,
    PRIMARY KEY (id, view)) WITHOUT ROWID;
CREATE TABLE provisions (request TEXT PRIMARY KEY, reads INTEGER NOT NULL) WITHOUT ROWID;
-- What the authorization server handed out, by the hash of its secret; who consented to what; its switches.
CREATE TABLE issued (kind TEXT NOT NULL, id TEXT NOT NULL, expires INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (kind, id)) WITHOUT ROWID;
CREATE TABLE consents (client TEXT NOT NULL, person TEXT NOT NULL, resource TEXT NOT NULL, permission TEXT NOT NULL,
    PRIMARY KEY (client, person, resource, permission)) WITHOUT ROWID;
CREATE TABLE switches (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE faults (seq INTEGER PRIMARY KEY, times INTEGER NOT NULL, body TEXT NOT NULL);
CREATE TABLE log (seq INTEGER PRIMARY KEY, body TEXT NOT NULL);
