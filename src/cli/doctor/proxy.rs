//! What the environment says of proxies, understood as the connections understand it.

use super::check::{Area, Check};
use crate::cli::exit::USAGE;
use crate::cli::global::Global;
use crate::cli::profile::wants_sandbox;
use crate::cli::session::is_loopback;
use crate::config::Profile;
use crate::local::env::Env;
use crate::screen::clean_str;
use std::net::IpAddr;
use url::Url;

const ID: &str = "proxy";
const NAME: &str = "proxy";

/// The proxy for what is reached over TLS.
pub(super) struct Proxy {
    /// The variable that names it.
    pub(super) variable: &'static str,
    address: Result<Url, String>,
}

impl Proxy {
    /// The one that the environment names.
    pub(super) fn of(env: &Env) -> Option<Self> {
        let names = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
        let (variable, text) = names.into_iter().find_map(|name| Some((name, env.get(name)?)))?;
        Some(Self { variable, address: address(text) })
    }

    /// Whether `origin` is reached through it.
    pub(super) fn serves(&self, env: &Env, origin: &Url) -> bool {
        self.address.is_ok() && !is_loopback(origin) && !left_out(env, origin)
    }

    /// Where it is; its password, and the name that goes with it, are not shown.
    fn shown(&self) -> String {
        let Ok(address) = &self.address else { return String::new() };
        let mut url = address.clone();
        let has_name = !url.username().is_empty() || url.password().is_some();
        // Of an address with a host neither can fail.
        let _ = url.set_username("").and_then(|()| url.set_password(None));
        let shown = clean_str(url.as_str().trim_end_matches('/'));
        if has_name { shown.replacen("://", "://***:***@", 1) } else { shown }
    }
}

/// Which proxy is in force, and for which of the services.
pub(super) fn look(env: &Env, profile: Option<&Profile>, global: &Global) -> Check {
    if wants_sandbox(global, env) {
        return Check::skipped(Area::Network, ID, NAME, "the embedded tenant is on this machine: no proxy is used");
    }
    if let Some((entry, instead)) = odd_exception(env) {
        let message = format!("`{}` in NO_PROXY matches no host", clean_str(&entry));
        return Check::warning(Area::Network, ID, NAME, message, instead);
    }
    let Some(proxy) = Proxy::of(env) else { return Check::ok(Area::Network, ID, NAME, "none is set") };
    let variable = proxy.variable;
    if let Err(why) = &proxy.address {
        let fix = format!("{variable}=http://HOST:PORT, or unset {variable}");
        return Check::failed(Area::Network, ID, NAME, USAGE, format!("{variable} names no proxy: {why}"), fix);
    }
    let origins: Vec<Url> = profile.into_iter().flat_map(origins).collect();
    let mut direct: Vec<String> = origins.iter().filter(|origin| !proxy.serves(env, origin)).map(host).collect();
    direct.dedup();
    let shown = proxy.shown();
    let message = match (direct.is_empty(), direct.len() == origins.len()) {
        (true, _) => format!("{shown}, by {variable}"),
        (_, true) => format!("{shown}, by {variable}; not used for this profile: NO_PROXY, or this machine itself"),
        _ => format!("{shown}, by {variable}; not used for {} (NO_PROXY)", direct.join(", ")),
    };
    Check::ok(Area::Network, ID, NAME, message)
}

fn origins(profile: &Profile) -> [Url; 3] {
    [profile.cloud.authority.clone(), profile.cloud.graph.clone(), profile.cloud.arm.clone()]
}

fn host(url: &Url) -> String {
    url.host_str().unwrap_or_default().to_owned()
}

/// The address of a proxy, as it may be written. What is wrong with it is told without it: it may hold a
/// password.
fn address(text: &str) -> Result<Url, String> {
    let whole = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
    let url = Url::parse(&whole).map_err(|error| format!("{error}; it is ignored"))?;
    match url.scheme() {
        "http" | "https" if url.host().is_some() => Ok(url),
        "http" | "https" => Err("it has no host; it is ignored".to_owned()),
        scheme if scheme.starts_with("socks") => Err("pim speaks to http and https proxies alone".to_owned()),
        _ => Err("it is neither http nor https; it is ignored".to_owned()),
    }
}

fn exceptions(env: &Env) -> impl Iterator<Item = &str> {
    let list = env.get("NO_PROXY").or_else(|| env.get("no_proxy")).unwrap_or_default();
    list.split(',').map(str::trim).filter(|entry| !entry.is_empty())
}

/// Whether NO_PROXY leaves `origin` out: `*`, a domain with all below it, an address, or a network.
fn left_out(env: &Env, origin: &Url) -> bool {
    let host = host(origin).trim_matches(['[', ']']).to_ascii_lowercase();
    let ip: Option<IpAddr> = host.parse().ok();
    exceptions(env).any(|entry| match ip {
        Some(ip) => entry.parse() == Ok(ip) || in_network(entry, ip),
        None => {
            let entry = entry.to_ascii_lowercase();
            let domain = entry.trim_start_matches('.');
            entry == "*" || host == domain || host.ends_with(&format!(".{domain}"))
        }
    })
}

/// Whether `network`, such as `10.0.0.0/8`, has `ip`.
fn in_network(network: &str, ip: IpAddr) -> bool {
    let Some((base, length)) = network.split_once('/') else { return false };
    let bits = |ip: IpAddr| match ip {
        IpAddr::V4(ip) => (u128::from(ip.to_bits()) << 96, 32),
        IpAddr::V6(ip) => (ip.to_bits(), 128),
    };
    let (Ok(base), Ok(length)) = (base.parse::<IpAddr>(), length.parse::<u32>()) else { return false };
    let ((base, width), (ip, other)) = (bits(base), bits(ip));
    width == other && length <= width && (length == 0 || (base ^ ip) >> (128 - length) == 0)
}

/// An entry of NO_PROXY that means something elsewhere and nothing here, and what to write instead.
fn odd_exception(env: &Env) -> Option<(String, String)> {
    exceptions(env).find_map(|entry| {
        let instead = match entry {
            "*" => return None,
            _ if entry.contains("://") => "name the host alone, without https://",
            _ if entry.contains('*') => "a domain means all below it: write .contoso.com, not *.contoso.com",
            _ if entry.contains([' ', ';', '\t']) => "separate the hosts with commas",
            _ => return None,
        };
        Some((entry.to_owned(), instead.to_owned()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxied(vars: &[(&str, &str)], origin: &str) -> Option<bool> {
        let env = Env::of(vars.iter().copied());
        Proxy::of(&env).map(|proxy| proxy.serves(&env, &origin.parse().unwrap()))
    }

    #[test]
    fn p33_no_proxy_wins_and_this_machine_is_never_proxied() {
        const PROXY: (&str, &str) = ("HTTPS_PROXY", "http://proxy:8080");
        for (no, origin, through) in [
            ("", "https://graph.microsoft.com", true),
            ("*", "https://graph.microsoft.com", false),
            ("microsoft.com", "https://graph.microsoft.com", false),
            ("a, .Microsoft.com", "https://graph.microsoft.com", false),
            ("soft.com", "https://graph.microsoft.com", true),
            ("graph.microsoft.com", "https://login.microsoft.com", true),
            ("10.0.0.0/8", "https://10.1.2.3", false),
            ("10.0.0.0/8", "https://11.1.2.3", true),
            ("0.0.0.0/0", "https://11.1.2.3", false),
            ("2001:db8::/32", "https://[2001:db8:1::1]", false),
            ("2001:db8::/32", "https://[2001:db9::1]", true),
            ("10.0.0.1/99, 10.0.0.1", "https://10.0.0.1", false),
            ("", "https://127.0.0.1:8443", false),
        ] {
            assert_eq!(proxied(&[PROXY, ("NO_PROXY", no)], origin), Some(through), "{no} {origin}");
        }
        assert_eq!(proxied(&[("HTTP_PROXY", "http://proxy")], "https://graph.microsoft.com"), None);
        assert_eq!(proxied(&[("all_proxy", "proxy:1")], "https://graph.microsoft.com"), Some(true));
    }

    #[test]
    fn p33_what_is_wrong_with_a_proxy_is_told_without_its_password() {
        let told = |text: &str| address(text).unwrap_err();
        for text in ["http://u:canary@", "socks5://u:canary@h", "ftp://u:canary@h", "http://u:canary@h:port", "a b"] {
            assert!(!told(text).contains("canary"), "{text}");
        }
        let of = |text: &str| Proxy { variable: "HTTPS_PROXY", address: address(text) }.shown();
        assert_eq!(of("http://user:canary@proxy:8080"), "http://***:***@proxy:8080");
        assert_eq!(of("proxy.contoso.com:8080"), "http://proxy.contoso.com:8080");
    }
}
