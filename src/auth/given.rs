//! A token that a script already has: used as it is, never stored, never refreshed.

use super::jwt::{self, Claims};
use super::place::{self, Place, Tenant};
use crate::http::{Credential, CredentialError, Service, SignedInBy, Token};
use crate::local::env::Env;
use chrono::DateTime;
use futures::future::BoxFuture;
use std::sync::Arc;

/// The environment variable that holds a token for `service`.
#[must_use]
pub fn variable(service: Service) -> &'static str {
    match service {
        Service::Graph => "PIM_GRAPH_TOKEN",
        Service::Arm => "PIM_ARM_TOKEN",
    }
}

/// Tokens that were handed in, one for a service at most.
#[derive(Clone, Default)]
pub struct Given {
    graph: Option<Arc<Token>>,
    arm: Option<Arc<Token>>,
}

impl Given {
    /// The tokens of `PIM_GRAPH_TOKEN` and `PIM_ARM_TOKEN`.
    #[must_use]
    pub fn from_env(env: &Env) -> Self {
        let read = |service| {
            let text = env.get(variable(service))?.trim().to_owned();
            (!text.is_empty()).then(|| Arc::new(Token::new(text)))
        };
        Self { graph: read(Service::Graph), arm: read(Service::Arm) }
    }

    /// A token for Microsoft Graph that came by another way.
    #[must_use]
    pub fn graph(token: Token) -> Self {
        Self { graph: Some(Arc::new(token)), arm: None }
    }

    /// The token for `service`, where there is one.
    #[must_use]
    pub fn get(&self, service: Service) -> Option<&Arc<Token>> {
        match service {
            Service::Graph => self.graph.as_ref(),
            Service::Arm => self.arm.as_ref(),
        }
    }

    /// Whether there is a token for `service`.
    #[must_use]
    pub fn has(&self, service: Service) -> bool {
        self.get(service).is_some()
    }

    /// The claims of the token for `service`, where it is a JWT.
    #[must_use]
    pub fn claims(&self, service: Service) -> Option<Claims> {
        self.get(service).and_then(|token| Claims::read(token))
    }

    /// Checks that the token for `service` is one for it at `place`: that service is its audience, and whoever issued
    /// it and its tenant are the profile's. One that is no JWT says nothing of that, and is taken as it is.
    ///
    /// # Errors
    /// [`CredentialError`] where there is none, it is for something else, or it cannot be a header.
    pub fn check(&self, service: Service, place: &Place<'_>) -> Result<(), CredentialError> {
        let variable = variable(service);
        let token = self.get(service).ok_or(CredentialError::NotSignedIn(service))?;
        if !token.expose().bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(CredentialError::Unusable { variable });
        }
        let Some(claims) = Claims::read(token) else {
            return if jwt::is_jwt(token) { Err(CredentialError::Unusable { variable }) } else { Ok(()) };
        };
        let stray = |problem: String, fix: &str| Err(CredentialError::Misconfigured { problem, fix: fix.to_owned() });
        if claims.aud.is_empty() {
            let problem = format!("the token in {variable} does not say which service it is for");
            return stray(problem, "give one whose aud can be read");
        }
        if !claims.aud.iter().all(|audience| place.is_named(service, audience)) {
            let (audience, wanted) = (claims.aud.join(" "), place.audience.to_owned());
            return Err(CredentialError::OtherAudience { variable, audience, service, wanted });
        }
        if !place.is_microsofts() && !place::is_of(place.authority, Some(&claims)) {
            let problem = format!("the token in {variable} is not of this profile's cloud");
            return stray(
                problem,
                "choose a profile whose cloud is Microsoft's (--profile), or give a token of this one",
            );
        }
        let fix = "choose the profile of its tenant (--profile), or give a token of this one";
        match (place::tenant(place.tenant, Some(&claims)), place.tenant.unwrap_or_default()) {
            (Tenant::Same, _) => Ok(()),
            (Tenant::Other, wanted) => {
                stray(format!("the token in {variable} is of another tenant than the profile's {wanted}"), fix)
            }
            (Tenant::Untold, wanted) => {
                stray(format!("the token in {variable} does not say that it is of the profile's tenant {wanted}"), fix)
            }
        }
    }
}

impl Credential for Given {
    fn by(&self, service: Service) -> SignedInBy {
        let from = self.claims(service).and_then(|claims| DateTime::from_timestamp(claims.nbf?, 0));
        SignedInBy::Variable { name: variable(service), from }
    }

    fn token(&self, service: Service) -> BoxFuture<'_, Result<Arc<Token>, CredentialError>> {
        let found = self.get(service).cloned().ok_or(CredentialError::NotSignedIn(service));
        Box::pin(std::future::ready(found))
    }

    fn renew<'a>(
        &'a self,
        _: Service,
        _: &'a Token,
        _: Option<&'a str>,
    ) -> BoxFuture<'a, Result<bool, CredentialError>> {
        // What was handed in is all there is.
        Box::pin(std::future::ready(Ok(false)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use serde_json::{Value, json};
    use url::Url;

    const TENANT: &str = "5a4db0c5-7e57-4a11-9c0d-c0a7050a0001";
    const MICROSOFTS: &str = "https://sts.windows.net/5a4db0c5-7e57-4a11-9c0d-c0a7050a0001/";

    /// A cloud: where its service is, what its tokens are for, and its sign-in.
    type Cloud<'a> = (&'a str, &'a str, &'a str);

    const PUBLIC: Cloud =
        ("https://graph.microsoft.com", "https://graph.microsoft.com", "https://login.microsoftonline.com");
    const LAB: Cloud = ("http://127.0.0.1:8080", "http://127.0.0.1:8080", "http://127.0.0.1:8080");
    const EMULATOR: Cloud = ("https://127.0.0.1:8443", "https://graph.microsoft.com", "https://127.0.0.1:8443");

    fn check(cloud: Cloud, tenant: Option<&str>, claims: &Value) -> Result<(), String> {
        let [origin, authority] = [cloud.0, cloud.2].map(|url| Url::parse(url).unwrap());
        let place = Place { origin: &origin, audience: cloud.1, authority: &authority, tenant };
        let token = format!("e30.{}.x", URL_SAFE_NO_PAD.encode(claims.to_string()));
        Given::graph(Token::new(token)).check(Service::Graph, &place).map_err(|error| error.to_string())
    }

    fn claims(aud: impl Into<Value>, iss: impl Into<Value>) -> Value {
        json!({"aud": aud.into(), "iss": iss.into(), "tid": TENANT})
    }

    #[test]
    fn p44_microsofts_own_tokens_go_to_microsofts_own_origins() {
        for aud in
            ["https://graph.microsoft.com/", "00000003-0000-0000-c000-000000000000", "HTTPS://graph.microsoft.com"]
        {
            check(PUBLIC, None, &claims(aud, MICROSOFTS)).unwrap();
            for issuer in [MICROSOFTS, "https://login.lab.example/"] {
                assert!(check(LAB, None, &claims(aud, issuer)).is_err(), "{aud} by {issuer}");
            }
        }
        // What a cloud's tokens are called makes none of Microsoft's its own.
        let told = check(EMULATOR, None, &claims(EMULATOR.1, MICROSOFTS)).unwrap_err();
        assert!(told.contains("not of this profile's cloud"), "{told}");
        for issuer in [
            json!(null),
            json!(7),
            json!("login"),
            json!("https://login.microsoftonline.com./x"),
            json!("https://login.microsoft.com"),
        ] {
            assert!(check(EMULATOR, None, &claims(EMULATOR.1, issuer.clone())).is_err(), "{issuer}");
            assert!(check(LAB, None, &claims(LAB.0, issuer.clone())).is_err(), "{issuer}");
        }
    }

    #[test]
    fn a_token_of_a_cloud_of_ones_own_serves_there() {
        for (cloud, aud) in [(LAB, LAB.0), (EMULATOR, EMULATOR.1), (EMULATOR, EMULATOR.0)] {
            check(cloud, Some(TENANT), &claims(aud, "https://login.lab.example/")).unwrap();
        }
        // An application of one's own may be where Microsoft's sign-in gives tokens for it.
        let own = ("https://graph.lab.example", "https://graph.lab.example", PUBLIC.2);
        check(own, None, &claims(own.0, MICROSOFTS)).unwrap();
        assert!(check(own, None, &claims(PUBLIC.0, MICROSOFTS)).is_err());
    }

    #[test]
    fn every_audience_has_to_be_the_service_and_one_that_cannot_be_read_is_none() {
        check(PUBLIC, None, &claims(json!([PUBLIC.0, "00000003-0000-0000-c000-000000000000"]), MICROSOFTS)).unwrap();
        let vault = "https://vault.azure.net";
        for aud in
            [json!([PUBLIC.0, vault]), json!(vault), json!([]), json!([PUBLIC.0, 7]), json!({}), json!(7), json!(null)]
        {
            assert!(check(PUBLIC, None, &claims(aud.clone(), MICROSOFTS)).is_err(), "{aud}");
        }
        let mut odd = claims(vault, MICROSOFTS);
        odd["amr"] = json!(["mfa", 7]);
        assert!(check(PUBLIC, None, &odd).unwrap_err().contains(vault));
        // It says that it is a JWT, and nobody can read what it is for.
        for text in ["e30.!!!.x", "e30..x", "e30.W10.x"] {
            let origin = Url::parse(PUBLIC.0).unwrap();
            let place = Place { origin: &origin, audience: PUBLIC.1, authority: &origin, tenant: None };
            let given = |text: &str| Given::graph(Token::new(text.to_owned())).check(Service::Graph, &place);
            assert!(given(text).is_err() && given("opaque").is_ok(), "{text}");
        }
    }

    #[test]
    fn a_token_of_another_tenant_than_the_profiles_is_not_used() {
        let token = claims(PUBLIC.0, MICROSOFTS);
        check(PUBLIC, Some(&TENANT.to_uppercase()), &token).unwrap();
        check(PUBLIC, Some("contoso.com"), &token).unwrap();
        let other = "11111111-7e57-4a11-9c0d-c0a7050a0001";
        let told = check(PUBLIC, Some(other), &token).unwrap_err();
        assert!(told.contains("another tenant") && told.contains(other), "{told}");
        for tid in [json!(null), json!(["x"])] {
            let mut odd = token.clone();
            odd["tid"] = tid;
            assert!(check(PUBLIC, Some(TENANT), &odd).is_err(), "{odd}");
        }
    }
}
