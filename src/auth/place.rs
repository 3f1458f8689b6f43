//! Where tokens are used, and whether one that came by itself, in a variable or from the machine, belongs there: else
//! it goes nowhere.

use super::jwt::Claims;
use crate::http::Service;
use crate::pim::cloud::{is_authority, is_service, may_issue};
use crate::pim::id::is_guid;
use url::Url;

/// A service of the profile's cloud, and the profile's tenant.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// Where the cloud has the service.
    pub origin: &'a Url,
    /// What tokens for it are asked for.
    pub audience: &'a str,
    /// The origin of the cloud's sign-in.
    pub authority: &'a Url,
    /// The profile's tenant, an id or a domain.
    pub tenant: Option<&'a str>,
}

impl Place<'_> {
    /// Whether it is Microsoft's own service, to which their tokens may go by each of its names.
    pub(super) fn is_microsofts(&self) -> bool {
        is_plain(self.origin) && self.origin.host_str().is_some_and(is_service)
    }

    /// Whether `audience` names the service: by its address in this cloud, by what its tokens are asked for, and at
    /// Microsoft's by its public addresses and id.
    pub(super) fn is_named(&self, service: Service, audience: &str) -> bool {
        let known: &[&str] = match service {
            _ if !self.is_microsofts() => &[],
            Service::Graph => &["https://graph.microsoft.com", "00000003-0000-0000-c000-000000000000"],
            Service::Arm => &[
                "https://management.azure.com",
                "https://management.core.windows.net",
                "https://management.core.usgovcloudapi.net",
                "https://management.core.chinacloudapi.cn",
                "797f4846-ba00-4fd7-ba43-dac1f8f63013",
            ],
        };
        let own = [self.origin.as_str(), self.audience].map(|name| name.trim_end_matches('/'));
        let audience = audience.trim_end_matches('/');
        own.iter().chain(known).any(|name| name.eq_ignore_ascii_case(audience))
    }
}

/// Whether a token with these claims may be one of the sign-in at `authority`: none of Microsoft's is of another's, and
/// what does not say who issued it is of none that is not Microsoft's.
pub(super) fn is_of(authority: &Url, claims: Option<&Claims>) -> bool {
    if is_plain(authority) && authority.host_str().is_some_and(is_authority) {
        return true;
    }
    let issuer = claims.and_then(|claims| Url::parse(claims.iss.as_deref()?).ok());
    issuer.is_some_and(|issuer| !issuer.host_str().is_some_and(may_issue))
}

/// How a token's tenant compares to the profile's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tenant {
    /// It is the same, or the profile names none by its id.
    Same,
    /// It is another.
    Other,
    /// The token does not tell, and the profile does.
    Untold,
}

/// Compares the tenant of a token with the profile's.
pub(super) fn tenant(wanted: Option<&str>, claims: Option<&Claims>) -> Tenant {
    match (wanted.filter(|tenant| is_guid(tenant)), claims.and_then(|claims| claims.tid.as_deref())) {
        (None, _) => Tenant::Same,
        (Some(_), None) => Tenant::Untold,
        (Some(wanted), Some(given)) if wanted.eq_ignore_ascii_case(given) => Tenant::Same,
        (Some(_), Some(_)) => Tenant::Other,
    }
}

/// Whether it is https at its own port.
fn is_plain(url: &Url) -> bool {
    url.scheme() == "https" && url.port().is_none()
}
