//! Signing in with a code, at a terminal.

use super::{CTRL_C, ENTER, Terminal};
use crate::sign_in::Lab;
use crate::support::{TestTenant, words};
use pim::sandbox::Setting;

/// What stands between two texts on the screen.
fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    text.split_once(from)
        .and_then(|(_, rest)| rest.split_once(to))
        .map(|(found, _)| found)
        .unwrap_or_else(|| panic!("{text}"))
}

fn code_and_place(terminal: &mut Terminal) -> (String, String) {
    let text = terminal.sees("Enter the code ").sees(" within ").text();
    (between(&text, "Enter the code ", " at ").to_owned(), between(&text, " at ", " within ").to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn p42_a_code_is_shown_with_its_risk_and_signs_in_who_enters_it() {
    let (lab, tenant) = (Lab::start().await, TestTenant::new());
    lab.configure(&tenant);
    let mut terminal = Terminal::wide(&tenant, 120, "login --device-code --token-store file");
    let (code, place) = code_and_place(&mut terminal);
    terminal.sees("whoever sends you a code to enter signs in as you");
    lab.enter(&place, &code, "sam").await;
    assert!(terminal.ends(0).contains("sam@contoso.com"));
    tenant.run(["list", "-o", "json"]).must(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn p42_where_codes_are_blocked_the_services_words_say_so() {
    let (lab, tenant) = (Lab::start().await, TestTenant::new());
    lab.configure(&tenant);
    lab.set(&Setting::DeviceCode(false));
    let mut command = tenant.command(words("login --device-code --token-store memory"));
    // Nothing is read, and no terminal is needed.
    let mut child = command.stderr(std::process::Stdio::piped()).stdout(std::process::Stdio::piped()).spawn().unwrap();
    let mut said = String::new();
    let mut lines = std::io::BufRead::lines(std::io::BufReader::new(child.stderr.take().unwrap()));
    let (code, place) = loop {
        let line = lines.next().expect("a code is shown").unwrap();
        if line.contains("Enter the code ") {
            break (
                between(&line, "Enter the code ", " at ").to_owned(),
                between(&line, " at ", " within ").to_owned(),
            );
        }
    };
    lab.refused(&place, &code, "dana").await;
    for line in lines.map_while(Result::ok) {
        said.push_str(&line);
    }
    assert_eq!(child.wait().unwrap().code(), Some(4), "{said}");
    assert!(said.contains("AADSTS53003") && said.contains("try  pim login --auth browser, on a device"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn p16_without_a_keychain_one_chooses_once_where_the_sign_in_is_kept() {
    let (lab, tenant) = (Lab::start().await, TestTenant::new());
    lab.configure(&tenant);
    let login = || {
        let nowhere = [("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")];
        Terminal::shell(&tenant, 120, words("login --device-code"), "\"$@\"", &nowhere)
    };
    let file = tenant.home().join(".local/share/pim/sign-in/lab/accounts.json");
    let mut terminal = login();
    terminal.sees("Where to keep the sign-in").types(super::ESCAPE);
    let left = terminal.ends(130);
    assert!(left.contains("not signed in") && !left.contains("nothing was sent"), "{left}");
    let mut terminal = login();
    terminal.at("not encrypted, in a file that only you may read (mode 0600)", ENTER);
    assert!(!file.exists(), "nothing before the choice");
    let (code, place) = code_and_place(&mut terminal);
    lab.enter(&place, &code, "dana").await;
    terminal.ends(0);
    assert!(file.exists());
    let mut terminal = login();
    let (code, place) = code_and_place(&mut terminal);
    assert!(!terminal.text().contains("keychain"), "{}", terminal.text());
    lab.enter(&place, &code, "dana").await;
    terminal.ends(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn p13_ctrl_c_leaves_a_sign_in_at_once_and_keeps_nothing() {
    let (lab, tenant) = (Lab::start().await, TestTenant::new());
    lab.configure(&tenant);
    for line in ["login --device-code --token-store file", "login --token-store file"] {
        let mut terminal = Terminal::wide(&tenant, 120, line);
        let prompt = if line.contains("code") { "Enter the code " } else { "Open this address" };
        terminal.at(prompt, CTRL_C).ends(130);
        tenant.run(["whoami"]).must(4);
    }
}
