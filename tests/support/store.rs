//! What an administrator, or somebody with another tool, does to the tenant behind everybody's back.

use super::TestTenant;
use rusqlite::Connection;

impl TestTenant {
    /// Changes the sandbox's own store, which some command has made before; at least one row.
    #[track_caller]
    pub fn alter(&self, sql: &str) {
        let store = Connection::open(self.home().join(".local/share/pim/sandbox/sandbox.db")).unwrap();
        store.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
        assert!(store.execute(sql, []).unwrap() > 0, "nothing is like that: {sql}");
    }

    /// Gives somebody another display name.
    #[track_caller]
    pub fn rename(&self, person: &str, name: &str) {
        self.alter(&format!("UPDATE principals SET name = '{name}' WHERE upn = '{person}@contoso.com'"));
    }
}
