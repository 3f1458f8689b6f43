//! What a terminal shows of the bytes that it is sent; a test fails at a sequence that no terminal of ours
//! is ever to see.

use unicode_width::UnicodeWidthChar;

/// The lines of a terminal, none ever scrolled away.
#[derive(Debug)]
pub struct Picture {
    /// How wide it is.
    pub columns: usize,
    /// Whether its cursor is shown.
    pub has_cursor: bool,
    /// Whether a line was longer than it is wide.
    pub overflowed: bool,
    /// Whether anything had a colour.
    pub coloured: bool,
    lines: Vec<Vec<char>>,
    row: usize,
    column: usize,
    /// The bytes of a character or an escape sequence that are not whole yet.
    rest: Vec<u8>,
}

impl Picture {
    /// An empty one.
    pub fn new(columns: usize) -> Self {
        let no = false;
        Self {
            columns,
            has_cursor: true,
            overflowed: no,
            coloured: no,
            lines: vec![Vec::new()],
            row: 0,
            column: 0,
            rest: Vec::new(),
        }
    }

    /// All that is to be seen.
    pub fn text(&self) -> String {
        let line = |line: &Vec<char>| line.iter().filter(|c| **c != '\0').collect::<String>().trim_end().to_owned();
        self.lines.iter().map(line).collect::<Vec<_>>().join("\n").trim_end().to_owned()
    }

    /// Shows what came.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.rest.extend(bytes);
        let all = std::mem::take(&mut self.rest);
        let whole = match std::str::from_utf8(&all) {
            Ok(_) => all.len(),
            Err(error) => {
                assert!(error.error_len().is_none(), "not UTF-8: {:?}", String::from_utf8_lossy(&all));
                error.valid_up_to()
            }
        };
        let mut text = std::str::from_utf8(&all[..whole]).unwrap();
        while let Some(c) = text.chars().next() {
            if c == '\u{1b}' {
                let Some(end) = text[1..].find(|c: char| c.is_ascii_alphabetic()) else { break };
                self.sequence(&text[1..=end + 1]);
                text = &text[end + 2..];
                continue;
            }
            self.show(c);
            text = &text[c.len_utf8()..];
        }
        self.rest = [text.as_bytes(), &all[whole..]].concat();
        assert!(self.rest.len() < 40, "an escape sequence without end: {:?}", String::from_utf8_lossy(&self.rest));
    }

    fn show(&mut self, c: char) {
        match c {
            '\r' => self.column = 0,
            '\n' => self.down(),
            '\t' => self.column = (self.column / 8 + 1) * 8,
            c if pim::screen::clean::is_hostile(c) => panic!("{c:?} reached the terminal, after\n{}", self.text()),
            c => {
                let width = c.width().unwrap_or(0);
                if self.column + width > self.columns {
                    self.overflowed = true;
                    self.down();
                    self.column = 0;
                }
                for at in 0..width {
                    self.put(if at == 0 { c } else { '\0' });
                }
            }
        }
    }

    fn put(&mut self, c: char) {
        let line = &mut self.lines[self.row];
        if line.len() <= self.column {
            line.resize(self.column + 1, ' ');
        }
        line[self.column] = c;
        self.column += 1;
    }

    fn down(&mut self) {
        self.row += 1;
        if self.lines.len() <= self.row {
            self.lines.push(Vec::new());
        }
    }

    /// Cursor, clearing and colour; nothing else.
    fn sequence(&mut self, text: &str) {
        let number = text.trim_matches(|c: char| !c.is_ascii_digit()).parse().unwrap_or(1);
        match (text, text.chars().next_back()) {
            ("[?25l", _) => self.has_cursor = false,
            ("[?25h", _) => self.has_cursor = true,
            (_, Some('m')) if text[1..text.len() - 1].chars().all(|c| c.is_ascii_digit() || c == ';') => {
                self.coloured |= text.contains('3');
            }
            (_, Some('A')) => self.row = self.row.saturating_sub(number),
            (_, Some('B')) => (0..number).for_each(|_| self.down()),
            (_, Some('C')) => self.column = (self.column + number).min(self.columns - 1),
            (_, Some('D')) => self.column = self.column.saturating_sub(number),
            (_, Some('G')) => self.column = number.saturating_sub(1),
            ("[2K", _) => self.lines[self.row].clear(),
            ("[K" | "[0K", _) => self.lines[self.row].truncate(self.column),
            ("[J" | "[0J", _) => {
                self.lines[self.row].truncate(self.column);
                self.lines.truncate(self.row + 1);
            }
            _ => panic!("ESC {text:?} reached the terminal, after\n{}", self.text()),
        }
    }
}
