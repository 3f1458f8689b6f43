//! Ids, and the short form that tables print.

use sha2::{Digest, Sha256};

/// The eight characters that tables print for `id` and that the command line takes back.
///
/// A GUID's own first eight, so that they can be found in a portal too, also where the GUID is the end of an
/// Azure id; of any other id the first eight hexadecimal digits of its SHA-256, since the service's instance ids
/// begin alike.
#[must_use]
pub fn short_id(id: &str) -> String {
    let tail = tail(id);
    if is_guid(tail) {
        return tail[..8].to_ascii_lowercase();
    }
    let digest = Sha256::digest(id.as_bytes());
    digest.iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}

/// The last segment of an Azure id, which is a path; any other id as it is.
#[must_use]
pub fn tail(id: &str) -> &str {
    if id.starts_with('/') { id.trim_end_matches('/').rsplit('/').next().unwrap_or(id) } else { id }
}

/// What of `id` stands in a line for people: an Azure id's last segment where that is a GUID, any other id whole.
#[must_use]
pub fn name(id: &str) -> &str {
    Some(tail(id)).filter(|end| is_guid(end)).unwrap_or(id)
}

/// Every form in which a person may type `id`: whole, short, and an Azure id's last segment where that is a GUID.
#[must_use]
pub fn forms(id: &str) -> Vec<String> {
    let end = Some(tail(id)).filter(|end| *end != id && is_guid(end)).map(str::to_owned);
    [id.to_owned(), short_id(id)].into_iter().chain(end).collect()
}

/// Whether `text` has the form of a GUID.
#[must_use]
pub fn is_guid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guid_is_shortened_to_its_own_beginning_and_others_are_told_apart() {
        assert_eq!(short_id("3F9A12BC-0000-0000-0000-000000000001"), "3f9a12bc");
        let eligible = short_id("8MYkhImhnkm70CbBdTyW1BbHHAdHgZdDpbqyEFlRzAs-1-e");
        let active = short_id("8MYkhImhnkm70CbBdTyW1BbHHAdHgZdDpbqyEFlRzAs-1");
        assert_eq!(eligible.len(), 8);
        let azure = "/subscriptions/s/providers/Microsoft.Authorization/R/3F9A12BC-0000-0000-0000-000000000001";
        assert_eq!(short_id(azure), "3f9a12bc");
        assert_eq!(forms(azure).len(), 3);
        assert_eq!(name(azure), "3F9A12BC-0000-0000-0000-000000000001");
        assert_eq!((name("/a/b"), name("x-1-e")), ("/a/b", "x-1-e"));
        assert!(forms(azure).iter().any(|form| form == name(azure)));
        assert_eq!(forms("3f9a12bc-0000-0000-0000-000000000001").len(), 2);
        assert_ne!(eligible, active);
    }

    #[test]
    fn only_guids_are_guids() {
        assert!(is_guid("62e90394-69f5-4237-9190-012177145e10"));
        assert!(!is_guid("62e90394-69f5-4237-9190-012177145e1"));
        assert!(!is_guid("62e9039456955423759190501217714555e10"));
        assert!(!is_guid("é2e90394-69f5-4237-9190-012177145e1"));
    }
}
