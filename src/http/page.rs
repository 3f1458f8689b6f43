//! Lists that come in pages: read to the end, or an error; never a part shown as the whole.

use super::audience::Audience;
use super::error::{Error, Exchange};
use super::send::Client;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::HashSet;

/// The most pages of one list.
const PAGES: usize = 1000;
/// The most pages without an entry that may follow one another.
const EMPTY_PAGES: usize = 20;
/// The most bytes of one list that is kept whole, all its pages together.
const LARGEST_LIST: usize = 64 * 1024 * 1024;
/// The same of one that is handed on as it comes: more than 100,000 of Azure's roles.
const LARGEST_STREAM: usize = 256 * 1024 * 1024;

#[derive(Deserialize)]
struct Page<T> {
    value: Vec<T>,
    #[serde(rename = "@odata.nextLink", alias = "nextLink")]
    next: Option<String>,
}

/// Every entry of the list at `path`.
///
/// # Errors
/// The first page's error as it is; a later one's as [`Error::Incomplete`]. A link to another origin or
/// another root of the service is not followed, and a chain without an end is left.
pub async fn all<T: DeserializeOwned>(client: &Client, audience: &Audience, path: &str) -> Result<Vec<T>, Error> {
    let mut items: Vec<T> = Vec::new();
    pages(client, audience, path, LARGEST_LIST, |item| items.push(item)).await?;
    Ok(items)
}

/// Hands every entry of the list at `path` to `take`, page by page, so that no more than one page of the wire's
/// text is kept.
///
/// # Errors
/// As for [`all`]; what was handed over until then is no whole list.
pub async fn each<T: DeserializeOwned>(
    client: &Client,
    audience: &Audience,
    path: &str,
    take: impl FnMut(T),
) -> Result<(), Error> {
    pages(client, audience, path, LARGEST_STREAM, take).await
}

async fn pages<T: DeserializeOwned>(
    client: &Client,
    audience: &Audience,
    path: &str,
    largest: usize,
    mut take: impl FnMut(T),
) -> Result<(), Error> {
    let mut items = 0;
    let mut seen = HashSet::new();
    let (mut empty, mut bytes) = (0, 0);
    let mut target = path.to_owned();
    loop {
        let read = async {
            let answer = client.read(audience, &target).await?;
            let page: Page<T> = answer.json()?;
            Ok::<_, Error>((answer.exchange, answer.body.len(), page))
        };
        let (exchange, size, page) = read.await.map_err(|error| incomplete(items, &seen, error))?;
        empty = if page.value.is_empty() { empty + 1 } else { 0 };
        items += page.value.len();
        page.value.into_iter().for_each(&mut take);
        bytes += size;
        let Some(next) = page.next else { return Ok(()) };
        let link = check_link(audience, path, &next).map_err(|error| incomplete(items, &seen, error))?;
        if !seen.insert(link.clone()) || seen.len() >= PAGES || empty >= EMPTY_PAGES {
            return Err(incomplete(items, &seen, endless(exchange)));
        }
        if bytes >= largest {
            let what = format!("the list is larger than {} MB", largest / 1024 / 1024);
            return Err(incomplete(items, &seen, Error::Odd { exchange, what }));
        }
        target = link;
    }
}

fn endless(exchange: Exchange) -> Error {
    Error::Odd { exchange, what: "the list's pages lead on without an end".to_owned() }
}

fn incomplete(items: usize, seen: &HashSet<String>, error: Error) -> Error {
    if seen.is_empty() && items == 0 {
        return error;
    }
    Error::Incomplete { items, source: Box::new(error) }
}

/// The next page's address, where it is at the audience's origin and below the same root as `path`.
fn check_link(audience: &Audience, path: &str, link: &str) -> Result<String, Error> {
    let origin = audience.origin();
    let foreign = |to: String| Error::ForeignLink { from: origin.host_str().unwrap_or_default().to_owned(), to };
    let url = origin.join(link).map_err(|_| foreign("a text that is no address".to_owned()))?;
    if !audience.owns(&url) {
        let to = url.host_str().map_or_else(|| format!("a {}: address", url.scheme()), str::to_owned);
        let port = url.port().map_or(String::new(), |port| format!(":{port}"));
        return Err(foreign(format!("{}://{to}{port}", url.scheme())));
    }
    let root = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    if url.path().trim_start_matches('/').split('/').next() != Some(root) {
        return Err(foreign(format!("{} outside /{root}/", url.host_str().unwrap_or_default())));
    }
    Ok(url.into())
}

#[cfg(test)]
mod tests {
    use super::super::audience::Service;
    use super::*;
    use url::Url;

    #[test]
    fn p27_only_links_of_the_same_origin_and_root_are_followed() {
        let graph = Audience::new(Service::Graph, Url::parse("https://graph.microsoft.com").unwrap());
        let path = "/v1.0/roleManagement/directory/x";
        for evil in [
            "https://evil/v1.0/x",
            "http://graph.microsoft.com/v1.0/x",
            "https://graph.microsoft.com.evil/v1.0/x",
            "https://graph.microsoft.com@evil/v1.0/x",
            "https://user@graph.microsoft.com/v1.0/x",
            "https://user:pw@graph.microsoft.com/v1.0/x",
            "https://graph.microsoft.com:8443/v1.0/x",
            "//evil/v1.0/x",
            "/\\evil/v1.0/x",
            "file:///v1.0/x",
            "javascript:alert(1)",
            "https://graph.microsoft.com/v1.0.evil/x",
            "https://graph.microsoft.com/beta/x",
            "https://graph.microsoft.com/v1.0/../beta/x",
            "https://graph.microsoft.com/v1.0/%2e%2e/beta/x",
            "https://graph。microsoft.com.evil/v1.0/x",
            "https://graph.microsoft.com%2eevil/v1.0/x",
            "https://graph.microsoft.com%40evil/v1.0/x",
            "https://[::1]/v1.0/x",
            "",
        ] {
            assert!(check_link(&graph, path, evil).is_err(), "{evil}");
        }
        for good in
            ["https://graph.microsoft.com/v1.0/x?$skiptoken=1", "https://graph.microsoft.com:443/v1.0/x", "/v1.0/y"]
        {
            assert!(check_link(&graph, path, good).is_ok(), "{good}");
        }
    }
}
