"""Microsoft's own Python clients use PIM at the sandbox: azure-mgmt-authorization and msgraph-sdk, as they come, list,
activate, approve and read back.

usage: roles.py PIM, with the packages of requirements.txt to be found. It says each thing that works in a line; what
does not work ends it.
"""

import asyncio
import datetime
import json
import ssl
import subprocess
import sys
import uuid
import warnings

import azure.core.exceptions
import azure.mgmt.authorization
import httpx
import kiota_authentication_azure.azure_identity_authentication_provider as kiota
import msgraph
from azure.core.credentials import AccessToken
from azure.mgmt.authorization.v2020_10_01 import models as arm
from azure.mgmt.authorization.v2021_01_01_preview import models as approvals
from msgraph.generated.models.approval_stage import ApprovalStage
from msgraph.generated.models.expiration_pattern import ExpirationPattern
from msgraph.generated.models.expiration_pattern_type import ExpirationPatternType
from msgraph.generated.models.privileged_access_group_assignment_schedule_request import (
    PrivilegedAccessGroupAssignmentScheduleRequest as GroupRequest,
)
from msgraph.generated.models.privileged_access_group_relationships import PrivilegedAccessGroupRelationships as Access
from msgraph.generated.models.request_schedule import RequestSchedule
from msgraph.generated.models.schedule_request_actions import ScheduleRequestActions
from msgraph.generated.models.ticket_info import TicketInfo
from msgraph.generated.models.unified_role_assignment_schedule_request import (
    UnifiedRoleAssignmentScheduleRequest as RoleRequest,
)
from msgraph.generated.models.unified_role_schedule_request_actions import UnifiedRoleScheduleRequestActions
from msgraph_core import GraphClientFactory

HOUR = datetime.timedelta(hours=1)


class Token:
    """Somebody's access token, as a credential."""

    def __init__(self, text):
        self.text = text

    def get_token(self, *_scopes, **_options):
        return AccessToken(self.text, int(datetime.datetime.now().timestamp()) + 3600)


class Lab:
    """A sandbox that serves."""

    def __init__(self, pim):
        self.pim = pim
        serve = [pim, "sandbox", "serve", "--tls-port", "0", "-o", "json"]
        self.serving = subprocess.Popen(serve, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        ready = json.loads(self.serving.stdout.readline())
        self.origin, self.ca = ready["https"], ready["caFile"]
        users = subprocess.run([pim, "sandbox", "users", "-o", "json"], check=True, capture_output=True).stdout
        self.ids = {user["name"]: user["id"] for user in json.loads(users)}

    def token(self, who, service):
        command = [self.pim, "sandbox", "token", "--as", who, "--for", service]
        return Token(subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip())

    def azure(self, who):
        return azure.mgmt.authorization.AuthorizationManagementClient(
            self.token(who, "arm"), "", base_url=self.origin, connection_verify=self.ca,
            credential_scopes=[self.origin + "/.default"],
        )

    def graph(self, who):
        trust = ssl.create_default_context(cafile=self.ca)
        http = GraphClientFactory.create_with_default_middleware(client=httpx.AsyncClient(verify=trust, timeout=60))
        provider = kiota.AzureIdentityAuthenticationProvider(
            self.token(who, "graph"), scopes=[self.origin + "/.default"], allowed_hosts=["127.0.0.1"]
        )
        adapter = msgraph.GraphRequestAdapter(provider, http)
        adapter.base_url = self.origin + "/v1.0"
        return msgraph.GraphServiceClient(request_adapter=adapter)


def works(what):
    print("works:", what)


def one(rows, **wanted):
    """The one of `rows` that has these."""
    (row,) = [row for row in rows if all(getattr(row, name) == value for name, value in wanted.items())]
    return row


def azure_roles(lab):
    dana = lab.azure("dana")
    subscription = "subscriptions/" + next(
        row.scope.split("/")[-1]
        for row in dana.role_eligibility_schedule_instances.list_for_scope("", filter="asTarget()")
        if row.expanded_properties.scope.display_name == "dev"
    )
    eligible = list(dana.role_eligibility_schedule_instances.list_for_scope(subscription, filter="asTarget()"))
    contributor = next(row for row in eligible if row.expanded_properties.role_definition.display_name == "Contributor")
    works("azure-mgmt-authorization: eligible roles, at the tenant and at a subscription")

    def ask(row, **more):
        return arm.RoleAssignmentScheduleRequest(
            principal_id=lab.ids["dana"], role_definition_id=row.role_definition_id, request_type="SelfActivate",
            linked_role_eligibility_schedule_id=row.role_eligibility_schedule_id, justification="SDK",
            schedule_info=arm.RoleAssignmentScheduleRequestPropertiesScheduleInfo(
                expiration=arm.RoleAssignmentScheduleRequestPropertiesScheduleInfoExpiration(
                    type="AfterDuration", duration="PT1H"
                )
            ), **more,
        )

    requests = dana.role_assignment_schedule_requests
    name = str(uuid.uuid4())
    assert requests.validate(subscription, name, ask(contributor)).status in ("Granted", "Provisioned")
    made = requests.create(subscription, name, ask(contributor))
    assert (made.status, made.name) == ("Provisioned", name), made.status
    assert requests.get(subscription, name).status == "Provisioned"
    active = dana.role_assignment_schedule_instances.list_for_scope(subscription, filter="asTarget()")
    assert [row.assignment_type for row in active if row.role_definition_id == contributor.role_definition_id] == ["Activated"]
    works("azure-mgmt-authorization: validate, activate and read back")
    try:
        requests.create(subscription, str(uuid.uuid4()), ask(contributor))
        raise AssertionError("it is active twice")
    except azure.core.exceptions.HttpResponseError as error:
        assert error.error.code == "RoleAssignmentExists", error
        works("azure-mgmt-authorization: a refusal has its code")
    children = list(dana.eligible_child_resources.get(subscription))
    assert {child.type for child in children} == {"resourcegroup"}, children
    works("azure-mgmt-authorization: eligible child resources")

    everywhere = dana.role_eligibility_schedule_instances.list_for_scope("", filter="asTarget()")
    prod = next(
        row for row in everywhere
        if (row.expanded_properties.scope.display_name, row.expanded_properties.role_definition.display_name)
        == ("prod", "Contributor")
    )
    name = str(uuid.uuid4())
    waits = requests.create(prod.scope.strip("/"), name, ask(prod))
    assert waits.status == "PendingApproval", waits.status
    alex = lab.azure("alex")
    asked = alex.role_assignment_schedule_requests.list_for_scope("", filter="asApprover()")
    approval = one(list(asked), name=name).approval_id.split("/")[-1]
    stage = alex.role_assignment_approval.get_by_id(approval).stages[0]
    decision = approvals.RoleAssignmentApprovalStepProperties(review_result="Approve", justification="fine")
    decided = alex.role_assignment_approval_step.patch(approval, stage.name, decision)
    assert decided.review_result == "Approve", decided
    assert requests.get(prod.scope.strip("/"), name).status == "Provisioned"
    works("azure-mgmt-authorization: approve and read back")


def schedule():
    # As text, as the documentation's examples have it: the client writes a timedelta as "1:00:00", which is no duration.
    return RequestSchedule(expiration=ExpirationPattern(type=ExpirationPatternType.AfterDuration, duration="PT1H"))


async def entra_roles(lab):
    roles = lab.graph("dana").role_management.directory
    eligible = await roles.role_eligibility_schedule_instances.filter_by_current_user_with_on("principal").get()
    names = {role.id: role.display_name for role in (await roles.role_definitions.get()).value}
    role = next(row.role_definition_id for row in eligible.value if names[row.role_definition_id] == "Groups Administrator")
    works("msgraph-sdk: eligible Entra roles and their definitions")
    made = await roles.role_assignment_schedule_requests.post(RoleRequest(
        action=UnifiedRoleScheduleRequestActions.SelfActivate, principal_id=lab.ids["dana"], role_definition_id=role,
        directory_scope_id="/", justification="SDK", schedule_info=schedule(),
    ))
    assert made.status == "Provisioned", made.status
    again = await roles.role_assignment_schedule_requests.by_unified_role_assignment_schedule_request_id(made.id).get()
    assert (again.status, again.schedule_info.expiration.duration) == ("Provisioned", HOUR), again
    active = await roles.role_assignment_schedule_instances.filter_by_current_user_with_on("principal").get()
    assert one(active.value, role_definition_id=role).assignment_type == "Activated"
    works("msgraph-sdk: activate an Entra role and read back")
    waits = next(row.role_definition_id for row in eligible.value if names[row.role_definition_id] == "Intune Administrator")
    made = await roles.role_assignment_schedule_requests.post(RoleRequest(
        action=UnifiedRoleScheduleRequestActions.SelfActivate, principal_id=lab.ids["dana"], role_definition_id=waits,
        directory_scope_id="/", justification="SDK", schedule_info=schedule(), ticket_info=TicketInfo(ticket_number="1"),
    ))
    assert made.status == "PendingApproval", made.status
    # v1.0 has no approvals of Entra roles, so that the client has none: one sees what waits, and takes it back.
    seen = await lab.graph("alex").role_management.directory.role_assignment_schedule_requests \
        .filter_by_current_user_with_on("approver").get()
    one(seen.value, id=made.id, status="PendingApproval")
    mine = roles.role_assignment_schedule_requests.by_unified_role_assignment_schedule_request_id(made.id)
    await mine.cancel.post()
    assert (await mine.get()).status == "Canceled"
    works("msgraph-sdk: what waits for an approver, and cancel")


async def groups(lab):
    dana = lab.graph("dana").identity_governance.privileged_access.group
    eligible = await dana.eligibility_schedule_instances.filter_by_current_user_with_on("principal").get()
    members = {row.group_id for row in eligible.value if row.access_id == Access.Member}
    works("msgraph-sdk: eligible memberships")

    async def ask(group):
        return await dana.assignment_schedule_requests.post(GroupRequest(
            action=ScheduleRequestActions.SelfActivate, principal_id=lab.ids["dana"], group_id=group,
            access_id=Access.Member, justification="SDK", schedule_info=schedule(),
        ))

    made = {request.status: request for request in [await ask(group) for group in sorted(members)]}
    assert set(made) == {"Provisioned", "PendingApproval"}, made
    active = await dana.assignment_schedule_instances.filter_by_current_user_with_on("principal").get()
    one(active.value, group_id=made["Provisioned"].group_id)
    works("msgraph-sdk: activate a membership and read back")

    alex = lab.graph("alex").identity_governance.privileged_access.group
    asked = await alex.assignment_schedule_requests.filter_by_current_user_with_on("approver").get()
    waits = one(asked.value, status="PendingApproval")
    approval = alex.assignment_approvals.by_approval_id(waits.approval_id)
    stage = one((await approval.stages.get()).value, status="InProgress")
    await approval.stages.by_approval_stage_id(stage.id).patch(
        ApprovalStage(review_result="Approve", justification="fine")
    )
    request = dana.assignment_schedule_requests.by_privileged_access_group_assignment_schedule_request_id(waits.id)
    assert (await request.get()).status == "Provisioned"
    works("msgraph-sdk: approve a membership and read back")


async def graph(lab):
    await entra_roles(lab)
    await groups(lab)


def main():
    warnings.simplefilter("ignore")
    lab = Lab(sys.argv[1])
    try:
        azure_roles(lab)
        asyncio.run(graph(lab))
    finally:
        lab.serving.kill()
        lab.serving.wait()


main()
