use super::*;
use proptest::prelude::*;

fn azure(actions: &[&str], not_actions: &[&str], data_actions: &[&str]) -> Permissions {
    let texts = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect();
    let set = PermissionSet {
        actions: texts(actions),
        not_actions: texts(not_actions),
        data_actions: texts(data_actions),
        not_data_actions: Vec::new(),
    };
    Permissions { kind: Kind::Azure, sets: vec![set] }
}

fn contributor() -> Permissions {
    let access = "Microsoft.Authorization/elevateAccess/Action";
    azure(&["*"], &["Microsoft.Authorization/*/Delete", "Microsoft.Authorization/*/Write", access], &[])
}

fn entra(actions: &[&str]) -> Permissions {
    Permissions { kind: Kind::Entra, ..azure(actions, &[], &[]) }
}

#[test]
fn azures_wildcards_stand_for_any_text() {
    let restart = "Microsoft.Compute/virtualMachines/restart/action";
    assert!(contributor().permit(restart));
    assert!(!contributor().permit("Microsoft.Authorization/roleAssignments/write"));
    assert!(azure(&["Microsoft.Compute/virtualMachines/*"], &[], &[]).permit(&restart.to_uppercase()));
    assert!(!azure(&["*/read"], &[], &[]).permit(restart));
    assert!(
        azure(&[], &[], &["Microsoft.KeyVault/vaults/secrets/*"])
            .permit("Microsoft.KeyVault/vaults/secrets/getSecret/action")
    );
}

#[test]
fn what_is_inside_a_resource_only_the_data_plane_permits() {
    let secret = "Microsoft.KeyVault/vaults/secrets/getSecret/action";
    assert!(contributor().permit_on(Plane::Control, secret) && !contributor().permit_on(Plane::Data, secret));
}

#[test]
fn role_definitions_tell_what_an_action_is_about() {
    let secrets = azure(&["Microsoft.KeyVault/vaults/*/read"], &[], &["Microsoft.KeyVault/vaults/secrets/*"]);
    let vaults = azure(&["Microsoft.KeyVault/*"], &[], &[]);
    let one_secret = azure(&[], &[], &["Microsoft.KeyVault/vaults/secrets/getSecret/action"]);
    let device = entra(&["microsoft.newThing/devices/standard/read"]);
    let (secret, vault) = ("microsoft.keyvault/vaults/secrets/getsecret/action", "Microsoft.KeyVault/vaults/write");
    let data = About::Azure(Plane::Data);
    let control = About::Azure(Plane::Control);
    assert_eq!(about(secret, [&contributor(), &secrets]), data);
    assert_eq!(about(secret, [&vaults, &secrets]), About::Unknown);
    assert_eq!(about(secret, [&vaults, &secrets, &one_secret]), data);
    assert_eq!(about(vault, [&secrets, &contributor()]), control);
    assert_eq!(about("Microsoft.KeyVault/vaults/secrets/read", [&secrets]), About::Unknown);
    assert_eq!(about(secret, [&device]), About::Unknown);
    assert_eq!(about("Microsoft.NewThing/devices/delete", [&device, &contributor()]), About::Directory);
    assert_eq!(about("microsoft.insights/allEntities/allProperties/read", [&contributor()]), About::Directory);
    assert!(contributor().permit_about(control, vault) && !contributor().permit_about(data, secret));
    assert!(!device.permit_about(control, vault) && !contributor().permit_about(About::Directory, vault));
}

#[test]
fn azures_star_is_nothing_of_the_directory() {
    assert!(!azure(&["*"], &[], &[]).permit("microsoft.directory/users/password/update"));
    assert!(entra(&["microsoft.directory/users/password/update"]).permit("microsoft.directory/users/password/update"));
}

#[test]
fn an_action_is_typed_whole() {
    assert_eq!(parse(" a.b/c/read "), Ok("a.b/c/read".to_owned()));
    for text in ["", "read", "a//b", "/a/b", "a/*", "a/b c", "a/\u{1b}[2J"] {
        assert!(parse(text).is_err(), "{text}");
    }
}

#[test]
fn what_one_set_takes_out_another_may_give() {
    let mut both = contributor();
    both.sets.extend(azure(&["Microsoft.Authorization/roleAssignments/write"], &[], &[]).sets);
    assert!(both.permit("Microsoft.Authorization/roleAssignments/write"));
}

#[test]
fn entras_words_for_all_stand_for_any_word() {
    let role =
        entra(&["microsoft.directory/users/allProperties/update", "microsoft.directory/groups/allProperties/allTasks"]);
    assert!(role.permit("microsoft.directory/users/password/update"));
    assert!(!role.permit("microsoft.directory/users/create"));
    assert!(role.permit("microsoft.directory/groups.security/members/update"));
    assert!(!role.permit("microsoft.directory/devices/delete"));
    assert!(
        entra(&["microsoft.directory/allEntities/allProperties/allTasks"])
            .permit("microsoft.directory/devices/standard/read")
    );
}

#[test]
fn the_narrowest_comes_first() {
    let vm = azure(&["Microsoft.Compute/virtualMachines/*", "Microsoft.Network/networkInterfaces/*"], &[], &[]);
    let mut roles = vec![
        ("Owner", azure(&["*"], &[], &[]), ScopeType::ManagementGroup),
        ("Contributor at a subscription", contributor(), ScopeType::Subscription),
        ("Contributor at a group", contributor(), ScopeType::ResourceGroup),
        ("VM", vm, ScopeType::Subscription),
    ];
    narrowest_first(&mut roles, |role| (role.1.breadth(), role.2));
    let names: Vec<&str> = roles.iter().map(|role| role.0).collect();
    assert_eq!(names, ["VM", "Contributor at a group", "Contributor at a subscription", "Owner"]);
}

#[test]
fn a_role_is_told_in_a_few_words() {
    assert_eq!(contributor().summary(), "all actions but granting access");
    assert_eq!(azure(&["*"], &[], &[]).summary(), "all actions, granting access too");
    assert_eq!(
        azure(&["*/read", "Microsoft.Authorization/*"], &[], &[]).summary(),
        "reading everything; Microsoft.Authorization; granting access"
    );
    assert_eq!(azure(&["*/read"], &[], &[]).summary(), "reading everything");
    let secrets = azure(&["Microsoft.KeyVault/vaults/*/read"], &[], &["Microsoft.KeyVault/vaults/secrets/*"]);
    assert_eq!(secrets.summary(), "reading Microsoft.KeyVault/vaults; data: Microsoft.KeyVault/vaults");
    let but_one = azure(&["*"], &["Microsoft.Authorization/roleAssignments/write"], &[]);
    assert_eq!(but_one.summary(), "all actions, granting access too");
    let by_pim = azure(&["Microsoft.Authorization/roleEligibilityScheduleRequests/write"], &[], &[]);
    assert!(by_pim.summary().ends_with("granting access"), "{}", by_pim.summary());
    let pods = azure(&[], &[], &["Microsoft.ContainerService/managedClusters/pods/read"]);
    assert_eq!(pods.summary(), "data: reading Microsoft.ContainerService/managedClusters");
    assert_eq!(
        entra(&[
            "microsoft.directory/users/create",
            "microsoft.directory/users/disable",
            "microsoft.directory/groups/members/update"
        ])
        .summary(),
        "microsoft.directory/users, microsoft.directory/groups"
    );
    assert_eq!(azure(&[], &[], &[]).summary(), "nothing that its definition names");
}

proptest! {
    #[test]
    fn a_star_permits_everything_and_an_action_itself(action in "[A-Za-z.]{1,12}(/[A-Za-z]{1,8}){1,4}") {
        prop_assert!(is_wild_match("*", &action));
        prop_assert!(is_wild_match(&action, &action));
        prop_assert!(covers_entra(&action, &action));
    }

    #[test]
    fn matching_never_panics(pattern in ".{0,30}", action in ".{0,30}") {
        is_wild_match(&pattern, &action);
        covers_entra(&pattern, &action);
    }
}
