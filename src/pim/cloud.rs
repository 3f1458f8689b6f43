//! Microsoft's clouds: where their services are, and which hosts sign in for them ("National clouds").

/// One of Microsoft's clouds.
#[derive(Debug)]
pub struct Hosts {
    /// Its name, as a profile says it.
    pub name: &'static str,
    /// Microsoft Graph.
    pub graph: &'static str,
    /// Azure Resource Manager.
    pub arm: &'static str,
    /// The sign-in.
    pub authority: &'static str,
}

/// All of them, the public one first.
pub const MICROSOFTS: [Hosts; 4] = [
    Hosts {
        name: "public",
        graph: "graph.microsoft.com",
        arm: "management.azure.com",
        authority: "login.microsoftonline.com",
    },
    Hosts {
        name: "usgov",
        graph: "graph.microsoft.us",
        arm: "management.usgovcloudapi.net",
        authority: "login.microsoftonline.us",
    },
    Hosts {
        name: "usgov-dod",
        graph: "dod-graph.microsoft.us",
        arm: "management.usgovcloudapi.net",
        authority: "login.microsoftonline.us",
    },
    Hosts {
        name: "china",
        graph: "microsoftgraph.chinacloudapi.cn",
        arm: "management.chinacloudapi.cn",
        authority: "login.partner.microsoftonline.cn",
    },
];

/// Whether a host is Microsoft Graph or Azure Resource Manager in one of Microsoft's clouds.
#[must_use]
pub fn is_service(host: &str) -> bool {
    MICROSOFTS.iter().any(|cloud| [cloud.graph, cloud.arm].iter().any(|one| one.eq_ignore_ascii_case(host)))
}

/// Whether a host is the sign-in of one of Microsoft's clouds.
#[must_use]
pub fn is_authority(host: &str) -> bool {
    MICROSOFTS.iter().any(|cloud| cloud.authority.eq_ignore_ascii_case(host))
}

/// Whether tokens that a host issues may be Microsoft's: its sign-in has more names than [`is_authority`] knows. More
/// are taken for such than are, and what goes by it is refused the more often.
#[must_use]
pub fn may_issue(host: &str) -> bool {
    const DOMAINS: [&str; 8] = [
        "windows.net",
        "microsoftonline.com",
        "microsoftonline.us",
        "microsoftonline.cn",
        "chinacloudapi.cn",
        "microsoft.com",
        "ciamlogin.com",
        "b2clogin.com",
    ];
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    DOMAINS.iter().any(|domain| host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p44_microsofts_hosts_are_known_and_what_looks_like_them_is_not() {
        for cloud in &MICROSOFTS {
            assert!(is_service(cloud.graph) && is_service(cloud.arm) && is_authority(cloud.authority));
            assert!(may_issue(cloud.authority) && !is_service(cloud.authority) && !is_authority(cloud.graph));
        }
        for host in ["sts.windows.net", "login.windows.net", "STS.chinacloudapi.cn", "login.microsoft.com."] {
            assert!(may_issue(host) && !is_authority(host), "{host}");
        }
        for host in ["windows.net.evil.test", "evilwindows.net", "sandbox.pim.invalid", "127.0.0.1", ""] {
            assert!(!may_issue(host) && !is_service(host) && !is_authority(host), "{host}");
        }
        assert!(!is_service("x.graph.microsoft.com") && !is_service("graph.microsoft.com.evil.test"));
    }
}
