"""Microsoft's own Python clients sign in at the sandbox: azure-identity and msal, as they come.

usage: sign_in.py PIM, with the packages of requirements.txt to be found. It says each thing that works in a line;
what does not work ends it.
"""

import html.parser
import json
import os
import subprocess
import sys
import tempfile
import urllib.parse
import warnings

import azure.core.exceptions
import azure.identity
import msal
import requests

GRAPH = "https://graph.microsoft.com/.default"
PERSON = "dana"
READ = ["User.Read"]
PUBLIC_CLIENT = "5a4db0c5-c11e-4a11-9c0d-c0a7050a0002"
PRINCIPAL = "79868d1d-85d1-49b9-9296-ee486861556e"


class Form(html.parser.HTMLParser):
    """The one form of a page: where it goes, its fields and its buttons."""

    def __init__(self, text):
        super().__init__()
        self.action, self.fields, self.buttons, self.asked = None, {}, {}, []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        has = dict(attributes)
        if tag == "form":
            self.action = has["action"]
        elif tag == "input" and has.get("type") == "hidden":
            self.fields[has["name"]] = has["value"]
        elif tag == "input" and has.get("type") != "checkbox":
            self.asked.append(has["name"])
        elif tag == "button":
            self.buttons[has["id"]] = (has["name"], has["value"])


class Browser:
    """Somebody at a browser, who takes the first of these buttons that a page has."""

    def __init__(self, ca, press, typed=""):
        self.session = requests.Session()
        self.session.verify, self.press, self.typed = ca, press, typed

    def follow(self, url):
        """The address that the browser is sent to at last, or the page that asks nothing more."""
        answer = self.session.get(url, allow_redirects=False)
        for _ in range(10):
            if answer.is_redirect:
                return answer.headers["Location"]
            form = Form(answer.text)
            pressed = next((name for name in self.press if name in form.buttons), None)
            if form.action is None or pressed is None:
                return answer.text
            fields = {**form.fields, **{name: self.typed for name in form.asked}}
            name, value = form.buttons[pressed]
            target = urllib.parse.urljoin(answer.url, form.action)
            fields[name] = value
            answer = self.session.post(target, data=fields, headers={"Origin": self.origin(target)}, allow_redirects=False)
        raise AssertionError("the pages have no end")

    @staticmethod
    def origin(url):
        parts = urllib.parse.urlsplit(url)
        return f"{parts.scheme}://{parts.netloc}"


class Lab:
    """A sandbox that serves."""

    def __init__(self, pim):
        self.pim = pim
        serve = [pim, "sandbox", "serve", "--tls-port", "0", "-o", "json"]
        self.serving = subprocess.Popen(serve, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        ready = json.loads(self.serving.stdout.readline())
        self.origin, self.ca, self.tenant = ready["https"], ready["caFile"], ready["tenantId"]

    def credential(self, *words):
        command = [self.pim, "sandbox", "credential", *words, "-o", "json"]
        return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)

    def works(self, what, token, oid=None):
        """Says that `what` works, once Graph has taken the token."""
        path = "/v1.0/me" if oid is None else f"/v1.0/directoryObjects/{oid}"
        answer = requests.get(self.origin + path, headers={"Authorization": "Bearer " + token}, verify=self.ca)
        assert answer.status_code == 200, (what, answer.status_code, answer.text)
        print("works:", what)


def azure_identity(lab):
    where = {"authority": lab.origin, "disable_instance_discovery": True, "connection_verify": lab.ca}
    given = lab.credential("secret")
    named = {"tenant_id": given["AZURE_TENANT_ID"], "client_id": given["AZURE_CLIENT_ID"]}
    secret = given["AZURE_CLIENT_SECRET"]
    credential = azure.identity.ClientSecretCredential(**named, client_secret=secret, **where)
    lab.works("azure-identity: client secret", credential.get_token(GRAPH).token, PRINCIPAL)

    wrong = azure.identity.ClientSecretCredential(**named, client_secret="wrong", **where)
    try:
        wrong.get_token(GRAPH)
        raise AssertionError("a wrong secret signs in")
    except azure.core.exceptions.ClientAuthenticationError as error:
        assert "AADSTS7000215" in str(error), error
        print("works: azure-identity: a wrong secret is refused")

    with tempfile.TemporaryDirectory() as folder:
        path = lab.credential("certificate", folder)["AZURE_CLIENT_CERTIFICATE_PATH"]
        credential = azure.identity.CertificateCredential(**named, certificate_path=path, **where)
        lab.works("azure-identity: client certificate", credential.get_token(GRAPH).token, PRINCIPAL)

        path = lab.credential("federated", folder)["AZURE_FEDERATED_TOKEN_FILE"]
        credential = azure.identity.WorkloadIdentityCredential(**named, token_file_path=path, **where)
        lab.works("azure-identity: workload identity", credential.get_token(GRAPH).token, PRINCIPAL)

    given = lab.credential("azure-pipelines", lab.origin)
    os.environ["SYSTEM_OIDCREQUESTURI"] = given["SYSTEM_OIDCREQUESTURI"]
    connection, job = given["AZURESUBSCRIPTION_SERVICE_CONNECTION_ID"], given["SYSTEM_ACCESSTOKEN"]
    credential = azure.identity.AzurePipelinesCredential(
        **named, service_connection_id=connection, system_access_token=job, **where
    )
    lab.works("azure-identity: Azure Pipelines", credential.get_token(GRAPH).token, PRINCIPAL)

    os.environ.update(lab.credential("managed-identity", lab.origin))
    credential = azure.identity.ManagedIdentityCredential(connection_verify=lab.ca)
    lab.works("azure-identity: managed identity of App Service", credential.get_token(GRAPH).token, PRINCIPAL)


def msal_alone(lab):
    where = {
        "authority": f"{lab.origin}/{lab.tenant}", "verify": lab.ca,
        "instance_discovery": False, "validate_authority": False,
    }
    given = lab.credential("secret")
    client = msal.ConfidentialClientApplication(
        given["AZURE_CLIENT_ID"], client_credential=given["AZURE_CLIENT_SECRET"], **where
    )
    lab.works("msal: client credentials", token(client.acquire_token_for_client([GRAPH])), PRINCIPAL)

    app = msal.PublicClientApplication(PUBLIC_CLIENT, **where)
    flow = app.initiate_auth_code_flow(READ, redirect_uri="http://localhost")
    at = Browser(lab.ca, ["person-" + PERSON, "approve", "accept"]).follow(flow["auth_uri"])
    answer = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(at).query))
    lab.works("msal: authorization code with PKCE", token(app.acquire_token_by_auth_code_flow(flow, answer)))
    (account,) = app.get_accounts()
    assert account["username"].startswith(PERSON + "@"), account
    again = app.acquire_token_silent(READ, account, force_refresh=True)
    lab.works("msal: refresh token", token(again))

    app = msal.PublicClientApplication(PUBLIC_CLIENT, **where)
    flow = app.initiate_device_flow(READ)
    browser = Browser(lab.ca, ["person-" + PERSON, "approve", "accept", "continue", "next"], flow["user_code"])
    page = browser.follow(flow["verification_uri"])
    assert "You have signed in" in page, page
    lab.works("msal: device code", token(app.acquire_token_by_device_flow(flow)))


def token(result):
    assert "access_token" in result, {key: result[key] for key in result if "token" not in key}
    return result["access_token"]


def main():
    # msal recommends another response mode than the one that is driven here.
    warnings.simplefilter("ignore")
    lab = Lab(sys.argv[1])
    try:
        azure_identity(lab)
        msal_alone(lab)
    finally:
        lab.serving.kill()
        lab.serving.wait()


main()
