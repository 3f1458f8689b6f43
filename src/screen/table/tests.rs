use super::*;

fn listing() -> Table {
    let mut table = Table::with(&["*ROLE", "*SCOPE", "KIND", "STATE"]);
    table.row(["Contributor", "prod / rg-ingress", "azure", "active, 1 h 12 min"]);
    table.row(["Intune Administrator", "directory", "entra", "waits for approval"]);
    table
}

#[test]
fn columns_are_aligned_and_two_spaces_apart() {
    assert_eq!(
        lines(&listing(), 100, false).join("\n"),
        "ROLE                  SCOPE              KIND   STATE\n\
         Contributor           prod / rg-ingress  azure  active, 1 h 12 min\n\
         Intune Administrator  directory          entra  waits for approval"
    );
}

#[test]
fn a_narrow_terminal_wraps_then_drops_and_never_cuts_a_name() {
    for width in [60, 50, 40, 30, 24] {
        let shown = lines(&listing(), width, false);
        assert!(shown.iter().all(|line| line.width() <= width.max(26)), "{width}: {shown:#?}");
        let words = shown.join(" ");
        for word in ["Contributor", "Intune", "Administrator", "rg-ingress", "directory"] {
            assert!(words.contains(word), "{width}: {word} is cut in {shown:#?}");
        }
    }
    assert!(lines(&listing(), 60, false)[0].contains("STATE"));
    assert!(!lines(&listing(), 30, false)[0].contains("STATE"));
}

#[test]
fn a_second_line_stands_below_the_second_column() {
    let mut table = Table::with(&["*ID", "WHO"]);
    table.row(["3f9a12bc", "Dana Reyes"]).below = Some("INC-2231 restart\ningress".into());
    assert_eq!(
        lines(&table, 60, false),
        ["ID        WHO", "3f9a12bc  Dana Reyes", "          INC-2231 restart\\ningress"]
    );
}

#[test]
fn p46_no_cell_drives_the_terminal_and_colour_is_only_ours() {
    let mut table = Table::with(&["*ROLE", "STATE"]);
    table.row([Cell::from("a\u{1b}[2J\nb"), Cell::toned("soon", Tone::Soon)]);
    let plain = lines(&table, 60, false);
    assert_eq!(plain, ["ROLE           STATE", "a\\u001b[2J\\nb  soon"]);
    let colored = lines(&table, 60, true).join("\n");
    assert!(colored.contains("\u{1b}[") && colored.contains("\\u001b[2J"), "{colored:?}");
}

#[test]
fn wide_letters_are_counted() {
    let mut table = Table::with(&["*ROLE", "KIND"]);
    table.row(["漢字", "entra"]);
    assert_eq!(lines(&table, 60, false), ["ROLE  KIND", "漢字  entra"]);
}
