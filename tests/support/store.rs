//! What an administrator, or somebody with another tool, does to the tenant behind everybody's back.

use super::TestTenant;
use rusqlite::Connection;

impl TestTenant {
    /// Changes the sandbox's own store, which some command has made before; at least one row.
    #[track_caller]
    pub fn alter(&self, sql: &str) {
        assert!(self.store().execute(sql, []).unwrap() > 0, "nothing is like that: {sql}");
    }

    /// Gives a person, a group or a scope another name, as whoever may do so can.
    #[track_caller]
    pub fn rename(&self, old: &str, new: &str) {
        let store = self.store();
        let name = |table| store.execute(&format!("UPDATE {table} SET name = ?2 WHERE name = ?1"), [old, new]).unwrap();
        assert!(name("principals") + name("scopes") > 0, "nothing is called {old}");
    }

    fn store(&self) -> Connection {
        let store = Connection::open(self.home().join(".local/share/pim/sandbox/sandbox.db")).unwrap();
        store.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
        store
    }
}
