use super::*;
use proptest::prelude::*;

fn choice(id: &str, role: &str, scope: &str, paths: &[&str]) -> Choice {
    Choice {
        ids: vec![id.to_owned(), format!("{id}-0000-0000-0000-000000000000")],
        role_ids: vec![format!("role-{}", role.to_lowercase())],
        role: role.to_owned(),
        scope: ScopeNames {
            name: scope.to_owned(),
            paths: paths.iter().map(|path| (*path).to_owned()).collect(),
            ids: vec![format!("/scopes/{scope}")],
            is_directory: scope == "directory",
        },
    }
}

fn tenant() -> Vec<Choice> {
    vec![
        choice("aaaaaaa0", "Intune Administrator", "directory", &[]),
        choice("aaaaaaa1", "User Administrator", "directory", &[]),
        choice("aaaaaaa2", "User Administrator", "AU Nordics", &[]),
        choice("aaaaaaa3", "Contributor", "prod", &[]),
        choice("aaaaaaa4", "Contributor", "prod / rg-app", &["prod/rg-app"]),
        choice("aaaaaaa5", "Reader", "prod", &[]),
        choice("aaaaaaa6", "Security Reader", "directory", &[]),
        choice("aaaaaaa7", "Member", "Ops @ Night", &[]),
        choice("aaaaaaa8", "On-call@Weekend", "directory", &[]),
        choice("aaaaaaa9", "Öffentlichkeits-Manager", "directory", &[]),
    ]
}

#[test]
fn what_people_type() {
    let hit = |at| Ok(Match { at, exact: true });
    let about = |at| Ok(Match { at, exact: false });
    let several = |candidates: &[usize]| Err(Miss::Ambiguous { candidates: candidates.to_vec() });
    for (typed, meant) in [
        ("intune administrator", hit(0)),
        ("  Intune Administrator ", hit(0)),
        ("aaaaaaa2", hit(2)),
        ("AAAAAAA2-0000-0000-0000-000000000000", hit(2)),
        ("user administrator@au nordics", hit(2)),
        ("user administrator@directory", hit(1)),
        ("user administrator @ Directory", hit(1)),
        ("user administrator", several(&[1, 2])),
        ("contributor@prod", hit(3)),
        ("Contributor@prod/rg-app", hit(4)),
        ("Contributor@prod / rg-app", hit(4)),
        ("contributor@/scopes/prod/", hit(3)),
        ("role-contributor@prod", hit(3)),
        ("role-contributor", several(&[3, 4])),
        ("reader", hit(5)),
        ("read", about(5)),
        ("security", about(6)),
        ("eader", several(&[5, 6])),
        ("contrib@prod/rg", about(4)),
        ("member@ops @ night", hit(7)),
        ("member@night", about(7)),
        ("on-call@weekend", hit(8)),
        ("öffentlichkeits-manager", hit(9)),
        ("ÖFFENTLICHKEITS-MANAGER", hit(9)),
    ] {
        assert_eq!(choose(typed, &tenant(), Exactness::Any), meant, "{typed}");
    }
}

#[test]
fn what_names_nothing_names_the_nearest() {
    for (typed, first) in
        [("intnue administrator", 0), ("intadm", 0), ("contribtor@prod", 3), ("useradministratr", 1), ("sec reader", 6)]
    {
        let Err(Miss::Nothing { nearest }) = choose(typed, &tenant(), Exactness::Any) else { panic!("{typed}") };
        assert_eq!(nearest.first(), Some(&first), "{typed}: {nearest:?}");
        assert!(nearest.len() <= 5);
    }
    for typed in ["", "@prod", "contributor@", "zzzzqqq", "aaaaaaa", "   "] {
        assert!(matches!(choose(typed, &tenant(), Exactness::Any), Err(Miss::Nothing { .. })), "{typed:?}");
    }
}

#[test]
fn in_a_script_only_exact_names_count() {
    let inexact = |candidates: &[usize]| Err(Miss::Inexact { candidates: candidates.to_vec() });
    assert_eq!(choose("intune", &tenant(), Exactness::ExactOnly), inexact(&[0]));
    assert_eq!(choose("eader", &tenant(), Exactness::ExactOnly), inexact(&[5, 6]));
    assert_eq!(choose("contributor@prod", &tenant(), Exactness::ExactOnly), Ok(Match { at: 3, exact: true }));
    assert_eq!(choose("READER", &tenant(), Exactness::ExactOnly), Ok(Match { at: 5, exact: true }));
}

#[test]
fn an_exact_name_counts_before_the_beginning_of_another() {
    let choices = [choice("1", "Contributor", "prod", &[]), choice("2", "Contributor@prod Plus", "directory", &[])];
    for exactness in [Exactness::Any, Exactness::ExactOnly] {
        assert_eq!(choose("contributor@prod", &choices, exactness), Ok(Match { at: 0, exact: true }));
    }
}

#[test]
fn the_exact_form_is_the_shortest_that_is_enough() {
    let choices = tenant();
    let forms: Vec<String> = (0..choices.len()).map(|at| exact_form(at, &choices)).collect();
    assert_eq!(forms[0], "Intune Administrator");
    assert_eq!(forms[1], "User Administrator@directory");
    assert_eq!(forms[2], "User Administrator@AU Nordics");
    assert_eq!(forms[4], "Contributor@prod / rg-app");
    let twins = [choice("1", "Owner", "prod", &[]), choice("2", "Owner", "prod", &[])].map(|mut twin| {
        twin.scope.ids = vec![format!("/subscriptions/{}", twin.ids[0])];
        twin
    });
    assert_eq!(exact_form(1, &twins), "Owner@/subscriptions/2");
    let hidden = [choice("1", "Ow\u{200b}ner", "prod", &[])];
    assert_eq!(exact_form(0, &hidden), "1");
}

fn request(id: &str, person: &str, upn: &str, of: usize) -> RequestChoice {
    let local = upn.split('@').next().unwrap_or_default().to_owned();
    RequestChoice {
        ids: vec![id.to_owned()],
        people: vec![upn.to_owned(), local],
        display: Some(person.to_owned()),
        choice: tenant()[of].clone(),
    }
}

#[test]
fn what_people_call_a_request() {
    let requests = [
        request("r0", "Dana Reyes", "dana@contoso.com", 3),
        request("r1", "Dana Reyes", "dana@contoso.com", 0),
        request("r2", "Sam Chen", "sam.chen@contoso.com", 3),
        request("r3", "Reader", "robot@contoso.com", 1),
        request("r4", "Kim", "kim@contoso.com", 5),
    ];
    let hit = |at| Ok(Match { at, exact: true });
    let several = |candidates: &[usize]| Err(Miss::Ambiguous { candidates: candidates.to_vec() });
    for (typed, meant) in [
        ("r1", hit(1)),
        ("sam.chen@contoso.com", hit(2)),
        ("sam chen", hit(2)),
        ("sam", Ok(Match { at: 2, exact: false })),
        ("dana", several(&[0, 1])),
        ("dana:contributor@prod", hit(0)),
        ("dana : Intune Administrator", hit(1)),
        ("intune administrator", hit(1)),
        ("contributor@prod", several(&[0, 2])),
        // A display name in one word may be what another signs in as.
        ("reader", hit(4)),
        ("kim", hit(4)),
        ("read", several(&[3, 4])),
        ("kim:owner", Err(Miss::Nothing { nearest: vec![4] })),
    ] {
        let found = choose_request(typed, &requests, Exactness::Any);
        match (&found, &meant) {
            (Err(Miss::Nothing { .. }), Err(Miss::Nothing { .. })) => {}
            _ => assert_eq!(found, meant, "{typed}"),
        }
    }
    assert_eq!(choose_request("sam", &requests, Exactness::ExactOnly), Err(Miss::Inexact { candidates: vec![2] }));
}

#[test]
fn a_display_name_stands_in_for_no_sign_in_name() {
    let mut requests =
        vec![request("r0", "dana", "sam@contoso.com", 3), request("r1", "dana@contoso.com", "eve@contoso.com", 0)];
    for (typed, at) in [("dana", 0), ("dana@contoso.com", 1), ("dana:contributor@prod", 0)] {
        let inexact = choose_request(typed, &requests, Exactness::ExactOnly);
        assert!(matches!(&inexact, Err(Miss::Inexact { candidates }) if candidates.contains(&at)), "{inexact:?}");
    }
    requests.push(request("r2", "Dana Reyes", "dana@contoso.com", 5));
    for typed in ["dana", "dana@contoso.com", "dana reyes", "dana:reader"] {
        let found = choose_request(typed, &requests, Exactness::ExactOnly);
        assert_eq!(found, Ok(Match { at: 2, exact: true }), "{typed}");
        assert_eq!(choose_request(typed, &requests, Exactness::Any), found, "{typed}");
    }
}

fn any_choices() -> impl Strategy<Value = Vec<Choice>> {
    let one = ("[a-c@ ]{1,4}", "[a-c@/ ]{1,4}", any::<bool>());
    proptest::collection::vec(one, 1..6).prop_map(|all| {
        let made = all.into_iter().enumerate().map(|(at, (role, scope, directory))| {
            let mut choice = choice(&format!("id{at}"), &role, &scope, &[]);
            choice.scope.is_directory = directory;
            choice
        });
        made.collect()
    })
}

proptest! {
    #[test]
    fn the_exact_form_always_means_it(choices in any_choices()) {
        for at in 0..choices.len() {
            let form = exact_form(at, &choices);
            for exactness in [Exactness::Any, Exactness::ExactOnly] {
                prop_assert_eq!(choose(&form, &choices, exactness), Ok(Match { at, exact: true }), "{}", form);
            }
        }
    }

    #[test]
    fn a_script_means_what_a_terminal_means(choices in any_choices(), typed in "[a-c@/ ]{0,6}") {
        let script = choose(&typed, &choices, Exactness::ExactOnly);
        let person = choose(&typed, &choices, Exactness::Any);
        match script {
            Ok(_) | Err(Miss::Ambiguous { .. } | Miss::Nothing { .. }) => prop_assert_eq!(script, person),
            Err(Miss::Inexact { candidates }) => match person {
                Ok(found) => prop_assert!(!found.exact && candidates == [found.at]),
                Err(miss) => prop_assert_eq!(miss, Miss::Ambiguous { candidates }),
            },
        }
    }

    #[test]
    fn case_is_ignored(choices in any_choices(), typed in "[a-c@/ ]{0,6}") {
        let loud = typed.to_uppercase();
        prop_assert_eq!(choose(&typed, &choices, Exactness::Any), choose(&loud, &choices, Exactness::Any));
    }

    #[test]
    fn no_text_panics(typed in proptest::collection::vec(any::<char>(), 0..200)) {
        let typed: String = typed.into_iter().collect();
        let _ = choose(&typed, &tenant(), Exactness::Any);
        let _ = choose_request(&typed, &[request("r0", "Dana", "dana@x", 0)], Exactness::Any);
    }
}
