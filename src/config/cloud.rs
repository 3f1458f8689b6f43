//! Where the services are.

use super::toml_file::Section;
use super::{ConfigError, Warning};
use crate::pim::cloud::{Hosts, MICROSOFTS, may_issue};
use std::path::PathBuf;
use url::{Host, Url};

/// The keys of a cloud.
pub const KEYS: [&str; 6] = ["graph", "graph-audience", "arm", "arm-audience", "authority", "ca-file"];

/// One of Microsoft's clouds, or a custom one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cloud {
    /// `public`, or the name of its table.
    pub name: String,
    /// Microsoft Graph's origin.
    pub graph: Url,
    /// What a token for Microsoft Graph is asked for: its resource identifier, which most often is its origin.
    pub graph_audience: String,
    /// Azure Resource Manager's origin.
    pub arm: Url,
    /// The resource identifier of Azure Resource Manager.
    pub arm_audience: String,
    /// The origin of the sign-in.
    pub authority: Url,
    /// Certificates to trust beside the platform's.
    pub ca_file: Option<PathBuf>,
}

impl Cloud {
    /// One of Microsoft's own.
    #[must_use]
    pub fn built_in(name: &str) -> Option<Self> {
        let Hosts { name, graph, arm, authority } = MICROSOFTS.iter().find(|cloud| cloud.name == name)?;
        let origin = |host: &str| Url::parse(&format!("https://{host}")).ok();
        Some(Self {
            name: (*name).to_owned(),
            graph: origin(graph)?,
            graph_audience: format!("https://{graph}"),
            arm: origin(arm)?,
            arm_audience: format!("https://{arm}"),
            authority: origin(authority)?,
            ca_file: None,
        })
    }

    /// The names of Microsoft's own.
    pub fn built_in_names() -> impl Iterator<Item = &'static str> {
        MICROSOFTS.iter().map(|cloud| cloud.name)
    }
}

/// A `[clouds.NAME]`.
pub(super) fn read(table: &Section<'_>, warnings: &mut Vec<Warning>) -> Result<Cloud, ConfigError> {
    if Cloud::built_in(&table.name).is_some() {
        let problem = "is the name of a cloud that is built in; choose another".to_owned();
        return Err(ConfigError { place: table.place(), problem });
    }
    table.known(&KEYS, warnings)?;
    let origin = |key: &str| {
        let text = table.text(key)?;
        let text = text.ok_or_else(|| table.error(key, "is missing; expected an origin such as https://host"))?;
        origin(&text).map_err(|problem| table.error(key, problem))
    };
    let (graph, arm, authority) = (origin("graph")?, origin("arm")?, origin("authority")?);
    Ok(Cloud {
        name: table.name.clone(),
        graph_audience: audience(table, "graph-audience", &graph, &authority)?,
        graph,
        arm_audience: audience(table, "arm-audience", &arm, &authority)?,
        arm,
        authority,
        // Beside the file that names it, never in the current folder.
        ca_file: table.text("ca-file")?.map(|file| table.folder().join(file)),
    })
}

/// The resource identifier that tokens are asked for: the service's own origin, unless the cloud has a sign-in
/// service of its own. A token of Microsoft's for Microsoft's services goes to nobody else.
fn audience(table: &Section<'_>, key: &str, service: &Url, authority: &Url) -> Result<String, ConfigError> {
    let own = service.as_str().trim_end_matches('/').to_owned();
    let Some(text) = table.text(key)? else { return Ok(own) };
    let named = Url::parse(&text).ok().filter(|url| matches!(url.scheme(), "https" | "http" | "api"));
    if named.is_none() {
        return Err(table.error(key, format!("`{text}` is no resource identifier; expected https://host")));
    }
    // By all the names that it has: each gives tokens of Microsoft's.
    if authority.host_str().is_some_and(may_issue) && text.trim_end_matches('/') != own {
        let problem = "names another service than the cloud's own; tokens of Microsoft's sign-in go to no other host";
        return Err(table.error(key, problem));
    }
    Ok(text.trim_end_matches('/').to_owned())
}

/// `https://host[:port]` and nothing else: tokens go there.
fn origin(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|_| format!("`{text}` is no URL; expected https://host"))?;
    let loopback = match url.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => return Err("has no host; expected https://host".to_owned()),
    };
    match url.scheme() {
        "https" => {}
        "http" if loopback => {}
        "http" => return Err("is plain http, which is for this machine alone; expected https://host".to_owned()),
        other => return Err(format!("is {other}, expected https://host")),
    }
    let extra = match () {
        () if !url.username().is_empty() || url.password().is_some() => "a user",
        () if url.path() != "/" => "a path",
        () if url.query().is_some() => "a query",
        () if url.fragment().is_some() => "a fragment",
        () => return Ok(url),
    };
    Err(format!("has {extra}; expected no more than https://host"))
}
