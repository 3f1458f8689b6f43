use super::*;
use crate::screen::listing::Column;
use crate::screen::shape::ErrorReport;
use serde_json::json;
use std::io;
use std::sync::Arc;

/// A stream that can be read afterwards.
#[derive(Clone, Default)]
struct Tape(Arc<Mutex<Vec<u8>>>);

impl Write for Tape {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A stream whose reader has gone.
struct Closed;

impl Write for Closed {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What `show` leaves on standard output and standard error.
fn printed(options: Options, show: impl FnOnce(&Screen)) -> (String, String) {
    let (out, err) = (Tape::default(), Tape::default());
    let screen = Screen::new(options, Streams { out: Box::new(out.clone()), err: Box::new(err.clone()) });
    show(&screen);
    let text = |tape: Tape| String::from_utf8(tape.0.lock().unwrap().clone()).unwrap();
    (text(out), text(err))
}

fn listing() -> Listing<'static> {
    const COLUMNS: &[Column] = &[Column { title: "id", path: "id" }, Column { title: "role", path: "role.name" }];
    let mut table = Table::with(&["*ROLE"]);
    table.row(["Owner"]);
    table.footer.push("1 eligible".into());
    Listing {
        items: vec![json!({"id": "x-1", "role": {"name": "Owner"}}), json!({"id": "x-2", "role": {"name": "a\nb"}})],
        columns: COLUMNS,
        table,
        id_path: "id",
    }
}

fn as_format(format: Format, query: Option<&str>) -> String {
    let query = query.map(|text| text.parse().unwrap());
    let options = Options { format: Some(format), query, caption: Some("sandbox".into()), ..Options::default() };
    printed(options, |screen| screen.listing(listing()).unwrap()).0
}

#[test]
fn every_format_prints_the_list() {
    assert_eq!(as_format(Format::Table, None), "ROLE\nOwner\n1 eligible · sandbox\n");
    assert_eq!(as_format(Format::Tsv, None), "x-1\tOwner\nx-2\ta\\nb\n");
    assert_eq!(as_format(Format::Csv, None), "id,role\nx-1,Owner\nx-2,\"a\nb\"\n");
    assert_eq!(as_format(Format::Jsonl, None).lines().count(), 2);
    assert_eq!(as_format(Format::Ids, None), "x-1\nx-2\n");
    assert!(as_format(Format::Markdown, None).starts_with("| id | role |\n| --- | --- |\n| x-1 | Owner |\n"));
    assert!(as_format(Format::Yaml, None).starts_with("- id: x-1\n"));
    let json: Value = serde_json::from_str(&as_format(Format::Json, None)).unwrap();
    assert_eq!(json, Value::Array(listing().items));
}

#[test]
fn a_query_prints_in_every_format() {
    let columns = Some("[].{role: role.name, id: id}");
    assert_eq!(as_format(Format::Tsv, columns), "Owner\tx-1\na\\nb\tx-2\n");
    assert_eq!(as_format(Format::Csv, columns), "role,id\nOwner,x-1\n\"a\nb\",x-2\n");
    assert_eq!(as_format(Format::Ids, columns), "x-1\nx-2\n");
    assert_eq!(as_format(Format::Tsv, Some("[].id")), "x-1\nx-2\n");
    assert_eq!(as_format(Format::Tsv, Some("[0].id")), "x-1\n");
    assert_eq!(as_format(Format::Json, Some("[0].id")), "\"x-1\"\n");
    assert!(as_format(Format::Table, columns).starts_with("role   id\nOwner  x-1\n"));
}

#[test]
fn p50_only_results_are_on_standard_output() {
    let chatter = |screen: &Screen| {
        screen.note("by the way");
        screen.warn("careful");
        screen.error(&ErrorReport::new(5, "too-long", "no\u{1b}").hint("pim activate").into());
    };
    let (out, err) = printed(Options { quiet: true, ..Options::default() }, chatter);
    assert_eq!((out.as_str(), err.as_str()), ("", "warning: careful\nerror: no\\u001b\n  try  pim activate\n"));
    let (out, err) = printed(Options { format: Some(Format::Json), ..Options::default() }, chatter);
    assert_eq!(out, "");
    let error: Value = serde_json::from_str(&err).unwrap();
    assert_eq!(error["error"]["exitCode"], 5);
    assert_eq!(error["error"]["message"], "no\u{1b}");
    let (_, err) = printed(Options { format: Some(Format::Jsonl), ..Options::default() }, chatter);
    assert_eq!(err.lines().count(), 1);
}

#[test]
fn p53_a_broken_pipe_is_its_own_error() {
    let screen = Screen::new(Options::default(), Streams { out: Box::new(Closed), err: Box::new(Closed) });
    assert!(matches!(screen.listing(listing()), Err(ScreenError::BrokenPipe)));
    screen.note("nobody hears");
    screen.error(&ErrorReport::new(1, "x", "y").into());
}

#[test]
fn an_error_shows_its_table_and_lines() {
    let mut table = Table::with(&["*", "*Intune Administrator @ directory", "*Contributor @ prod"]);
    table.row(["--reason TEXT", "missing", "missing"]);
    table.row(["--ticket NUMBER", "missing", "-"]);
    let error = ErrorScreen {
        report: ErrorReport::new(5, "missing-input", "nothing was sent; 2 roles want 2 things"),
        table: Some(table),
        lines: vec![Hint::new("try", "pim activate -r TEXT"), Hint::new("then", "both wait for approval")],
    };
    let (_, err) = printed(Options::default(), |screen| screen.error(&error));
    assert_eq!(
        err,
        "error: nothing was sent; 2 roles want 2 things\n                   \
         Intune Administrator @ directory  Contributor @ prod\n  \
         --reason TEXT    missing                           missing\n  \
         --ticket NUMBER  missing                           -\n  \
         try   pim activate -r TEXT\n  then  both wait for approval\n"
    );
}

#[test]
fn a_record_is_a_title_and_named_lines() {
    let detail = Detail {
        title: "Dana asks for Contributor @ prod".into(),
        right: "3f9a12bc".into(),
        fields: vec![("for".into(), "2 h".into()), ("reason".into(), "a\nb".into())],
        footer: vec![],
    };
    let (_, err) = printed(Options { width: Some(50), ..Options::default() }, |screen| {
        screen.show(&detail);
    });
    assert_eq!(err, "Dana asks for Contributor @ prod          3f9a12bc\n  for     2 h\n  reason  a\\nb\n");
}
