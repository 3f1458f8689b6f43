//! What a profile says of signing in, and what the command at hand needs of it.

use super::grant::{Ask, Authority, Who};
use crate::http::Service;
use crate::pim::sign_in::Way;
use url::Url;

/// Microsoft Graph Command Line Tools: a public client that is in every tenant and takes delegated permissions
/// of Microsoft Graph by consent.
pub const GRAPH_COMMAND_LINE_TOOLS: &str = "14d82eec-204b-4c2f-b7e8-296a70dab67e";
/// The Azure CLI: a public client whose tokens serve Azure Resource Manager without anybody's consent.
pub const AZURE_CLI: &str = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";

/// The application that people sign in with where the organisation has none of its own.
#[must_use]
pub const fn default_client(service: Service) -> &'static str {
    match service {
        Service::Graph => GRAPH_COMMAND_LINE_TOOLS,
        Service::Arm => AZURE_CLI,
    }
}

/// The terms of a sign-in.
#[derive(Clone, Debug)]
pub struct Terms {
    /// Where to sign in.
    pub authority: Authority,
    /// The organisation's own application, where it has one.
    pub client_id: Option<String>,
    /// The account, where one is named: a sign-in name.
    pub account: Option<String>,
    /// How to sign in again, where that needs the person.
    pub way: Way,
    /// Microsoft Graph's origin.
    pub graph: Url,
    /// The resource identifier of Microsoft Graph.
    pub graph_audience: String,
    /// Azure Resource Manager's origin.
    pub arm: Url,
    /// The resource identifier of Azure Resource Manager.
    pub arm_audience: String,
    /// The permissions of Microsoft Graph that the command needs.
    pub permissions: Vec<&'static str>,
}

impl Terms {
    /// The application to sign in with for `service`.
    #[must_use]
    pub fn client_id(&self, service: Service) -> &str {
        self.client_id.as_deref().unwrap_or(default_client(service))
    }

    /// The resource identifier of `service`, which its tokens are asked for.
    #[must_use]
    pub fn audience(&self, service: Service) -> &str {
        match service {
            Service::Graph => &self.graph_audience,
            Service::Arm => &self.arm_audience,
        }
    }

    /// Where `service` is.
    #[must_use]
    pub fn origin(&self, service: Service) -> &Url {
        match service {
            Service::Graph => &self.graph,
            Service::Arm => &self.arm,
        }
    }

    /// The scopes to ask for, in full.
    #[must_use]
    pub fn scopes(&self, service: Service) -> Vec<String> {
        let audience = self.audience(service);
        match service {
            Service::Graph => self.permissions.iter().map(|name| format!("{audience}/{name}")).collect(),
            Service::Arm => vec![format!("{audience}/user_impersonation")],
        }
    }

    /// What to ask of a sign-in for `service`.
    #[must_use]
    pub fn ask(&self, service: Service, claims: Option<&str>) -> Ask {
        let mut ask = Ask::new(service, self.scopes(service));
        ask.claims = claims.map(str::to_owned);
        ask.account.clone_from(&self.account);
        ask
    }

    /// Whether `scopes`, as the service spelled them, hold all that is asked for.
    #[must_use]
    pub fn are_met_by(&self, service: Service, scopes: &[String]) -> bool {
        let last = |scope: &str| scope.rsplit('/').next().unwrap_or(scope).to_ascii_lowercase();
        let held: Vec<String> = scopes.iter().map(|scope| last(scope)).collect();
        self.scopes(service).iter().all(|scope| held.contains(&last(scope)))
    }

    /// Whether a sign-in of `who`, with `asked_tenant` as it was asked for, is one of these terms.
    #[must_use]
    pub fn are_for(&self, who: &Who, asked_tenant: &str) -> bool {
        let tenant = &self.authority.tenant;
        let any_tenant = tenant == ANY_TENANT;
        let this_tenant = tenant.eq_ignore_ascii_case(&who.tenant_id) || tenant.eq_ignore_ascii_case(asked_tenant);
        let upn = who.upn.as_ref().map_or("", |upn| upn.raw());
        let named = |name: &String| name.eq_ignore_ascii_case(upn) || name.eq_ignore_ascii_case(who.id.as_str());
        (any_tenant || this_tenant) && self.account.as_ref().is_none_or(named)
    }
}

/// The tenant of who names none: that of the account that signs in.
pub const ANY_TENANT: &str = "organizations";
