#!/usr/bin/env bash
# Registers an application that pim signs in with, with the least delegated permissions for who is to use it.
# It signs nobody in itself and makes no secret: run "az login" before it. What it does:
#
#   1. looks up the id of each permission by its name, at the service that it belongs to
#   2. registers a public client of this organisation alone, with the redirect address http://localhost
#   3. makes its enterprise application, where one assigns people and sees the sign-ins
#   4. with --consent: consents for the organisation to exactly these permissions
set -euo pipefail

usage() {
    cat <<'EOF'
usage: register.sh [--name NAME] [--kinds entra,group,azure] [--consent] WHO...
  WHO      requester, approver, administrator, auditor; several share one application
  --name   how the application is called (pim)
  --kinds  the kinds of roles that it is for (entra,group,azure)
EOF
}

name=pim kinds=entra,group,azure consent=no
who=()
while [ $# -gt 0 ]; do
    case "$1" in
        --name) name=${2:?--name wants a name}; shift 2 ;;
        --kinds) kinds=${2:?--kinds wants kinds}; shift 2 ;;
        --consent) consent=yes; shift ;;
        -h | --help) usage; exit 0 ;;
        requester | approver | administrator | auditor) who+=("$1"); shift ;;
        *) usage >&2; exit 2 ;;
    esac
done
if [ ${#who[@]} -eq 0 ]; then
    usage >&2
    exit 2
fi

# The delegated permissions of Microsoft Graph.
permissions() {
    case "$1" in
        requester-entra)
            echo RoleEligibilitySchedule.Read.Directory
            echo RoleAssignmentSchedule.ReadWrite.Directory
            echo RoleManagementPolicy.Read.Directory ;;
        approver-entra)
            echo RoleAssignmentSchedule.ReadWrite.Directory ;;
        administrator-entra)
            echo RoleEligibilitySchedule.ReadWrite.Directory
            echo RoleAssignmentSchedule.ReadWrite.Directory
            echo RoleManagementPolicy.ReadWrite.Directory ;;
        auditor-entra)
            echo RoleEligibilitySchedule.Read.Directory
            echo RoleAssignmentSchedule.Read.Directory
            echo RoleManagementPolicy.Read.Directory
            echo AuditLog.Read.All
            echo Directory.Read.All ;;
        requester-group)
            echo PrivilegedEligibilitySchedule.Read.AzureADGroup
            echo PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup
            echo RoleManagementPolicy.Read.AzureADGroup ;;
        approver-group)
            echo PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup ;;
        administrator-group)
            echo PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup
            echo PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup
            echo RoleManagementPolicy.ReadWrite.AzureADGroup ;;
        auditor-group)
            echo PrivilegedEligibilitySchedule.Read.AzureADGroup
            echo PrivilegedAssignmentSchedule.Read.AzureADGroup
            echo RoleManagementPolicy.Read.AzureADGroup ;;
        *) echo "there is no kind ${1#*-}; the kinds are entra, group and azure" >&2; return 2 ;;
    esac
}

# Microsoft Graph, and Azure Resource Manager ("Windows Azure Service Management API").
graph=00000003-0000-0000-c000-000000000000
arm=797f4846-ba00-4fd7-ba43-dac1f8f63013

# Prints {"id", "type": "Scope"} for each permission that is named on standard input, at the service $1.
scopes() {
    local service=$1 permission id separator=
    while read -r permission; do
        id=$(az ad sp show --id "$service" --query "oauth2PermissionScopes[?value=='$permission'].id | [0]" --output tsv)
        if [ -z "$id" ] || [ "$id" = None ]; then
            echo "the service $service has no delegated permission $permission" >&2
            return 1
        fi
        printf '%s{"id": "%s", "type": "Scope"}' "$separator" "$id"
        separator=', '
    done
}

wanted= azure=no
for kind in ${kinds//,/ }; do
    if [ "$kind" = azure ]; then
        azure=yes
        continue
    fi
    for one in "${who[@]}"; do
        wanted+=$(permissions "$one-$kind")$'\n'
    done
done
wanted=$(printf '%s' "$wanted" | sort -u)

access=
if [ -n "$wanted" ]; then
    list=$(printf '%s\n' "$wanted" | scopes "$graph")
    access="{\"resourceAppId\": \"$graph\", \"resourceAccess\": [$list]}"
fi
if [ "$azure" = yes ]; then
    list=$(echo user_impersonation | scopes "$arm")
    access+="${access:+, }{\"resourceAppId\": \"$arm\", \"resourceAccess\": [$list]}"
fi

id=$(az ad app create --display-name "$name" --sign-in-audience AzureADMyOrg \
    --is-fallback-public-client true --public-client-redirect-uris http://localhost \
    --required-resource-accesses "[$access]" --query appId --output tsv)
az ad sp create --id "$id" --output none
if [ "$consent" = yes ]; then
    # What was made seconds ago is not known everywhere yet.
    tries=1
    until az ad app permission admin-consent --id "$id"; do
        if [ $((tries += 1)) -gt 6 ]; then
            echo "registered $name ($id), but nobody consented: az ad app permission admin-consent --id $id" >&2
            exit 1
        fi
        sleep 10
    done
fi

echo "registered $name: ${who[*]} (${kinds//,/, })" >&2
printf '%s\n' "$wanted" | sed '/^$/d; s/^/  /' >&2
if [ "$azure" = yes ]; then
    echo "  user_impersonation (Azure Resource Manager)" >&2
fi
echo "pim config set client-id $id"
