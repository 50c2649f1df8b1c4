//! Into which companies a person comes, and what is noted.

use super::*;
use crate::people::Role;
use crate::{CommandId, Side, TenantId};

fn act(contact: &mut Contact, command: ContactCommand) -> Result<Applied, Refusal> {
    let actor = crate::access::Policy::default().actor(&crate::people::Agent {
        name: "Dana".into(),
        roles: vec![Role::Dispatcher],
        ..crate::people::Agent::default()
    });
    let ctx = Context {
        tenant: TenantId::default(),
        actor,
        device: None,
        command: CommandId::default(),
        at: Timestamp(5),
        received_at: Some(Timestamp(5)),
        offline: false,
        side: Side::Server,
        visit_rules: Default::default(),
    };
    apply(&ctx, ContactId::default(), contact, &command)
}

fn company(n: u8) -> CompanyId {
    CompanyId::from_parts(u64::from(n), [n; 10])
}

fn link(name: &str) -> Option<CompanyLink> {
    Some(CompanyLink { name: name.into(), first: false })
}

#[test]
fn a_person_is_in_several_companies_and_one_is_shown() {
    let mut zhou = Contact::default();
    let new = ContactEdit {
        name: Some("Zhou".into()),
        company: Some(company(1)),
        company_name: Some("Hua".into()),
        ..ContactEdit::default()
    };
    act(&mut zhou, ContactCommand::Create { contact: Box::new(new) }).expect("made");
    assert_eq!(zhou.companies[&company(1)].name, "Hua");
    let edit = |companies: &[(CompanyId, Option<CompanyLink>)]| {
        let companies = companies.iter().cloned().collect();
        ContactCommand::Edit { edit: Box::new(ContactEdit { companies, ..ContactEdit::default() }) }
    };
    act(&mut zhou, edit(&[(company(2), link("Bo"))])).expect("comes into another");
    assert_eq!((zhou.company, zhou.company_name.as_str(), zhou.companies.len()), (Some(company(1)), "Hua", 2));
    act(&mut zhou, edit(&[(company(1), None)])).expect("leaves the first");
    assert_eq!((zhou.company, zhou.company_name.as_str()), (Some(company(2)), "Bo"));
    act(&mut zhou, edit(&[(company(2), None)])).expect("leaves all");
    assert_eq!((zhou.company, zhou.company_name.as_str()), (None, ""));
}

#[test]
fn a_day_of_birth_is_a_day() {
    let mut zhou = Contact::default();
    let new = |day: &str| ContactCommand::Create {
        contact: Box::new(ContactEdit {
            name: Some("Zhou".into()),
            birth_date: Some(day.into()),
            ..ContactEdit::default()
        }),
    };
    assert_eq!(act(&mut zhou.clone(), new("1990-02-30")), Err(Refusal::invalid("birth_date", "not_a_date")));
    act(&mut zhou, new("1990-02-28")).expect("made");
}
