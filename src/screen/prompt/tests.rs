use super::decision::offer;
use super::*;

fn item(label: &str, detail: &str) -> PickItem {
    PickItem::new(label, detail)
}

#[test]
fn p51_without_somebody_there_is_no_prompter() {
    let there = Options { stdin_tty: true, stderr_tty: true, ..Options::default() };
    assert!(Prompter::new(&there).is_some());
    assert!(Prompter::new(&Options { stdin_tty: false, ..there.clone() }).is_none());
    assert!(Prompter::new(&Options { stderr_tty: false, ..there.clone() }).is_none());
    assert!(Prompter::new(&Options { no_input: true, ..there }).is_none());
}

#[test]
fn what_is_taken_can_be_gone_on_with_and_given_back() {
    let items = [item("Contributor @ prod", ""), item("Contributor @ dev", "at most 8 h")];
    assert_eq!(Menu::of(&items, &[], "role").shown.len(), 2);
    let menu = Menu::of(&items, &[0], "role");
    assert_eq!(menu.shown[0].label, "go on with 1 role");
    assert!(matches!(menu.choices[..], [Chosen::GoOn, Chosen::Item(1), Chosen::Item(0)]));
    assert_eq!(Menu::of(&items, &[1, 0], "role").shown[0].label, "go on with 2 roles");
}

#[test]
fn p46_labels_are_clean_whole_and_told_apart() {
    let items = [item("Owner\u{1b}[2J", "at most 8 h"), item("A", "x"), item("A", "x"), item("A", "x")];
    let shown = lines(&items, 24);
    assert_eq!(shown[0], "Owner\\u001b[2J   at ");
    assert_eq!(shown[1..], ["A                x ", "A                x (2) ", "A                x (3) "]);
}

#[test]
fn what_is_typed_stays_within_one_line() {
    use dialoguer::theme::Theme;
    let long = "contributor @ ünïcode 漢字漢字漢字 and so on and on and on";
    for among in [Vec::new(), vec!["Reader @ prod ".to_owned()]] {
        for columns in 24..120 {
            let theme = Ours { columns, among: among.clone(), ..Ours::default() };
            for (cursor, _) in long.char_indices().chain([(long.len(), ' ')]) {
                let mut line = String::new();
                theme.format_fuzzy_select_prompt(&mut line, "Role", long, cursor).unwrap();
                assert!(line.width() < columns, "{columns}: {line}");
                assert!(
                    cursor == 0 || line[..line.find('|').unwrap()].ends_with(long[..cursor].chars().last().unwrap())
                );
            }
        }
    }
}

#[test]
fn a_letter_stands_in_its_word() {
    assert_eq!(offer('a', "approve"), "[a]pprove");
    assert_eq!(offer('x', "skip"), "[x] skip");
}
