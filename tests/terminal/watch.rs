//! `pim status --watch` at a terminal.

use super::{CTRL_C, Terminal};
use crate::support::TestTenant;

#[test]
fn a_watch_draws_itself_anew_and_ends_by_ctrl_c() {
    let tenant = TestTenant::new();
    let mut terminal = Terminal::open(&tenant, "status --watch");
    terminal.sees("nothing is active, scheduled or waiting");
    tenant.pim(r#"activate "teams administrator""#).must(0);
    terminal.sees("Teams Administrator");
    let text = terminal.text();
    assert!(!text.contains("nothing is active"), "{text}");
    tenant.sandbox("advance 2h");
    terminal.sees("nothing is active");
    let text = terminal.types(CTRL_C).ends(130);
    assert!(!text.contains("Teams Administrator"), "{text}");
}
