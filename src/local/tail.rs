//! The end of what comes in, however much that is.

use std::io::{self, Read};

/// The last bytes of a stream; what is older is forgotten.
#[derive(Debug)]
pub struct Tail {
    bytes: Vec<u8>,
    most: usize,
}

impl Tail {
    /// Keeps at least `most` bytes, and never more than twice as many.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self { bytes: Vec::new(), most }
    }

    /// Takes what came.
    pub fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
        if self.bytes.len() > 2 * self.most {
            self.bytes.drain(..self.bytes.len() - self.most);
        }
    }

    /// The last of it as text; what is no UTF-8 is replaced.
    #[must_use]
    pub fn text(&self) -> String {
        let from = self.bytes.len().saturating_sub(self.most);
        String::from_utf8_lossy(&self.bytes[from..]).into_owned()
    }
}

/// The last `most` bytes of `from`, read to its end, as text.
///
/// # Errors
/// Where it cannot be read.
pub fn of(mut from: impl Read, most: usize) -> io::Result<String> {
    let (mut tail, mut buffer) = (Tail::new(most), [0; 16 * 1024]);
    loop {
        match from.read(&mut buffer) {
            Ok(0) => return Ok(tail.text()),
            Ok(count) => tail.push(&buffer[..count]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_is_kept_and_memory_is_bounded() {
        let mut tail = Tail::new(4);
        for _ in 0..1000 {
            tail.push(b"xyz");
            assert!(tail.bytes.len() <= 8);
        }
        tail.push("\u{e9}nd".as_bytes());
        assert_eq!(tail.text(), "énd");
        assert_eq!(of(&b"0123456789"[..], 3).unwrap(), "789");
        assert_eq!(of(&b"\xff"[..], 3).unwrap(), "\u{fffd}");
    }
}
