//! The applications that are registered in the tenant, and Microsoft's own that every tenant has.

use url::Url;

use super::refusal::Refusal;
use crate::sandbox::token::{Audience, REQUESTER};
use crate::sandbox::{TENANT_ID, TENANT_NAME};

/// What an application is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The organisation's own, which keeps no secret.
    Public,
    /// Microsoft's own: its permissions to Microsoft's services are preauthorised or refused.
    FirstParty {
        /// Whether anybody may consent to Graph's permissions for it.
        graph_by_consent: bool,
        /// What it may do on Graph without being asked.
        graph: &'static [&'static str],
        /// Whether it gets tokens for Azure resources.
        arm: bool,
    },
    /// One that proves who it is.
    Confidential,
}

/// One application.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Client {
    pub id: &'static str,
    pub name: &'static str,
    pub kind: Kind,
    /// Where a browser may be sent back to.
    redirects: &'static [&'static str],
    /// The Graph permissions of its registration, which `.default` asks for.
    pub registered: &'static [&'static str],
}

/// The organisation's own.
pub(crate) const PIM: &str = "5a4db0c5-c11e-4a11-9c0d-c0a7050a0002";
/// Microsoft Graph Command Line Tools.
pub(crate) const GRAPH_TOOLS: &str = "14d82eec-204b-4c2f-b7e8-296a70dab67e";
/// The Azure CLI.
pub(crate) const AZURE_CLI: &str = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";
/// The pipeline's application; its service principal is among the people.
pub(crate) const PIPELINE: &str = "5a4db0c5-c11e-4a11-9c0d-c0a7050a0003";

const LOOPBACK: &[&str] = &["http://localhost"];

static CLIENTS: [Client; 4] = [
    Client { id: PIM, name: "pim (Contoso)", kind: Kind::Public, redirects: LOOPBACK, registered: REQUESTER },
    Client {
        id: GRAPH_TOOLS,
        name: "Microsoft Graph Command Line Tools",
        kind: Kind::FirstParty { graph_by_consent: true, graph: &[], arm: false },
        redirects: LOOPBACK,
        registered: &["User.Read"],
    },
    Client {
        id: AZURE_CLI,
        name: "Microsoft Azure CLI",
        kind: Kind::FirstParty {
            graph_by_consent: false,
            graph: &["AuditLog.Read.All", "Directory.AccessAsUser.All", "Group.ReadWrite.All", "User.ReadWrite.All"],
            arm: true,
        },
        redirects: LOOPBACK,
        registered: &[],
    },
    Client { id: PIPELINE, name: "Deployment Pipeline", kind: Kind::Confidential, redirects: &[], registered: &[] },
];

/// All of them.
pub(super) fn all() -> &'static [Client] {
    &CLIENTS
}

/// The application of this id.
pub(crate) fn find(id: Option<&str>) -> Result<&'static Client, Refusal> {
    let id = id.ok_or_else(|| Refusal::missing("client_id"))?;
    CLIENTS.iter().find(|client| client.id.eq_ignore_ascii_case(id)).ok_or_else(|| {
        let message = format!(
            "Application with identifier '{id}' was not found in the directory '{TENANT_NAME}'. This can happen if \
             the application has not been installed by the administrator of the tenant or consented to by any user \
             in the tenant. You may have sent your authentication request to the wrong tenant."
        );
        Refusal::new("unauthorized_client", 700_016, message)
    })
}

impl Client {
    /// The address to send the browser back to, where it is registered. `http://localhost` has any port.
    pub fn redirect(&self, asked: Option<&str>) -> Result<Url, Refusal> {
        let Some(asked) = asked else {
            return Err(Refusal::new("invalid_request", 900_971, "No reply address provided."));
        };
        let parsed = Url::parse(asked).ok().filter(|url| self.redirects.iter().any(|known| matches(known, url)));
        parsed.ok_or_else(|| {
            let message = format!(
                "The redirect URI '{asked}' specified in the request does not match the redirect URIs configured for \
                 the application '{}'. Make sure the redirect URI sent in the request matches one added to your \
                 application in the Azure portal. Navigate to https://aka.ms/redirectUriMismatchError to learn more \
                 about how to troubleshoot this error.",
                self.id
            );
            Refusal::new("invalid_request", 50_011, message)
        })
    }

    /// Refuses what Microsoft's own application may not ask of Microsoft's services.
    pub fn may_ask(&self, audience: Audience, permissions: &[String]) -> Result<(), Refusal> {
        let Kind::FirstParty { graph_by_consent, graph, arm } = self.kind else { return Ok(()) };
        let allowed = match audience {
            Audience::Arm => arm,
            Audience::Graph => graph_by_consent || permissions.iter().all(|one| graph.contains(&one.as_str())),
        };
        if allowed {
            return Ok(());
        }
        let message = format!(
            "Consent between first party application '{}' and first party resource '{}' must be configured via \
             preauthorization - applications owned and operated by Microsoft must get approval from the API owner \
             before requesting tokens for that API.",
            self.id,
            audience.application()
        );
        Err(Refusal::new("invalid_request", 65_002, message))
    }

    /// What needs nobody's consent.
    pub fn preauthorised(&self, audience: Audience) -> &'static [&'static str] {
        match (self.kind, audience) {
            (Kind::FirstParty { graph, .. }, Audience::Graph) => graph,
            (Kind::FirstParty { arm: true, .. }, Audience::Arm) => &["user_impersonation"],
            _ => &[],
        }
    }
}

/// Whether an address is the registered one. For localhost the port does not count, all else does.
fn matches(registered: &str, asked: &Url) -> bool {
    let Ok(mut known) = Url::parse(registered) else { return false };
    if known.scheme() == "http" && known.host_str() == Some("localhost") && known.set_port(asked.port()).is_err() {
        return false;
    }
    known == *asked
}

/// Whether a browser may be sent to this address when somebody has signed out.
pub(super) fn is_registered(address: &Url) -> bool {
    CLIENTS.iter().flat_map(|client| client.redirects).any(|known| matches(known, address))
}

/// The tenant that a path names, checked.
pub(super) fn tenant(named: &str) -> Result<(), Refusal> {
    let known = [TENANT_ID, crate::sandbox::DOMAIN, "organizations", "common"];
    if known.iter().any(|one| one.eq_ignore_ascii_case(named)) {
        return Ok(());
    }
    let message = format!(
        "Tenant '{named}' not found. Check to make sure you have the correct tenant ID and are signing into the \
         correct cloud. Check with your subscription administrator, this may happen if there are no active \
         subscriptions for the tenant."
    );
    Err(Refusal::new("invalid_request", 90_002, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn localhost_has_any_port_and_nothing_else_is_forgiven() {
        let pim = find(Some(PIM)).unwrap();
        for good in ["http://localhost", "http://localhost/", "http://localhost:41234", "http://localhost:1/"] {
            assert!(pim.redirect(Some(good)).is_ok(), "{good}");
        }
        for bad in [
            "https://localhost",
            "http://127.0.0.1:41234",
            "http://localhost/callback",
            "http://localhost:1/?a=b",
            "http://localhost:1/#a",
            "http://localhost.evil.test",
            "http://localhost@evil.test",
            "http://me@localhost",
            "http://localhost:1@evil.test",
            "//localhost",
            "localhost",
            "javascript:alert(1)",
        ] {
            assert!(pim.redirect(Some(bad)).is_err(), "{bad}");
        }
    }
}
