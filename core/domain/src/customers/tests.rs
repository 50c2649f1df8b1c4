//! One change for many, and merges that are taken back: every value stands again where it stood.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::assets::Asset;
use crate::companies::Company;
use crate::contacts::{CompanyLink, Contact};
use crate::fields::{Noun, Values};
use crate::tickets::{Ticket, TicketOverlay};
use crate::visits::{Customer, Visit};
use crate::{Actor, CommandId, CompanyId, ContactId, Content, Kind, Side, TenantId, Timestamp};

const SOURCE: u8 = 1;
const TARGET: u8 = 2;

fn id(n: u8) -> DocumentId {
    DocumentId::from(CompanyId::from_parts(1, [n; 10]))
}

fn ctx(n: u8) -> Context {
    Context {
        tenant: TenantId::default(),
        actor: Actor::System,
        device: None,
        command: CommandId::from_parts(3, [n; 10]),
        at: Timestamp(50),
        received_at: Some(Timestamp(50)),
        offline: false,
        side: Side::Server,
        visit_rules: Default::default(),
    }
}

fn carried_out(content: &Content, command: &crate::Command) -> Content {
    let mut next = content.clone();
    next.apply(&ctx(9), command).expect("applies");
    next
}

fn edited(content: &Content, n: u8, edits: &crate::fields::ValueEdits) -> Content {
    if edits.is_empty() {
        return content.clone();
    }
    carried_out(content, &edit_of(id(n), content, edits).expect("a customer"))
}

/// Writes a merge's values into the target.
fn merged(source: &Content, target: &Content) -> (Content, Vec<Taken>) {
    let taken = takes(source, target);
    let edits = taken.iter().map(|t| (t.key.clone(), t.after.clone())).collect();
    (edited(target, TARGET, &edits), taken)
}

fn text(word: &str) -> Option<FieldValue> {
    FieldValue::text(word)
}

#[test]
fn only_what_is_ticked_changes_and_files_are_added() {
    let hash = |c: &str| c.repeat(64);
    let content = Content::Company(Company {
        schema: 1,
        name: "Hua".into(),
        phone: "1".into(),
        tags: [("gold".to_owned(), true), ("vip".to_owned(), true)].into(),
        files: [(hash("a"), "plan".to_owned())].into(),
        ..Company::default()
    });
    let tags = |how, keys: &[&str]| {
        let keys = keys.iter().map(|k| (*k).to_owned()).collect();
        BulkChange { tags: Some(TagChange { how, keys }), ..BulkChange::default() }
    };
    let list = |keys: &[&str]| FieldValue::list(keys.iter().map(|k| (*k).to_owned()));
    for (change, field, wanted) in [
        (tags(TagHow::Add, &["new"]), "tags", Some(list(&["gold", "new", "vip"]))),
        (tags(TagHow::Add, &["vip"]), "tags", None),
        (tags(TagHow::Remove, &["vip", "odd"]), "tags", Some(list(&["gold"]))),
        (tags(TagHow::Replace, &["new"]), "tags", Some(list(&["new"]))),
        (tags(TagHow::Replace, &[]), "tags", Some(None)),
    ] {
        assert_eq!(change.of(&content).get(field).cloned(), wanted, "{change:?}");
    }
    let new: BTreeMap<_, _> = [(hash("b"), "photo".to_owned())].into();
    let set = [
        ("files".to_owned(), Some(FieldValue::Files(new))),
        ("phone".to_owned(), text("1")),
        ("email".to_owned(), text("a@b.example")),
    ];
    let changed = BulkChange { set: set.into(), tags: None }.of(&content);
    assert_eq!(changed.len(), 2, "the phone number stands there already: {changed:?}");
    let after = edited(&content, SOURCE, &changed);
    let Content::Company(company) = &after else { panic!("a company") };
    assert_eq!(company.files.len(), 2);
    let noted: Vec<crate::fields::FieldChange> = changed
        .keys()
        .map(|k| crate::fields::FieldChange { field: k.clone(), from: value_of(&content, k), to: value_of(&after, k) })
        .collect();
    let (back, stays) = put_back_values(&after, &noted);
    assert!(stays.is_empty());
    assert_eq!(edited(&after, SOURCE, &back), content);
    let later = edited(&after, SOURCE, &[("email".to_owned(), text("c@d.example"))].into());
    assert_eq!(put_back_values(&later, &noted).1, ["email"], "a colleague wrote meanwhile");
}

#[test]
fn the_target_wins_and_an_address_is_taken_whole() {
    let with = |name: &str, city: &str, street: &str, mobile: &str| {
        let address = crate::visits::Address { city: city.into(), detail: street.into(), ..Default::default() };
        let (name, mobile) = (name.to_owned(), mobile.to_owned());
        Content::Company(Company { schema: 1, name, mobile, address, ..Company::default() })
    };
    let keys = |source: &Content, target: &Content| -> Vec<String> {
        takes(source, target).into_iter().map(|t| t.key).collect()
    };
    let (source, bare) = (with("Old", "Wuxi", "1 Lake Road", "2"), with("New", "", "", ""));
    assert_eq!(keys(&source, &bare), ["mobile", "city", "street"]);
    assert_eq!(keys(&source, &with("New", "Suzhou", "", "3")), Vec::<String>::new(), "not a street of another city");
}

#[test]
fn what_is_written_late_corrects_what_came_from_there_and_nothing_else() {
    let company = |phone: &str, email: &str| {
        let (phone, email) = (phone.to_owned(), email.to_owned());
        Content::Company(Company { schema: 1, name: "Hua".into(), phone, email, ..Company::default() })
    };
    let (then, target) = (company("1", "a@x"), company("", "own@x"));
    let (target, taken) = merged(&then, &target);
    assert_eq!(value_of(&target, "phone"), text("1"));
    let now = company("2", "b@x");
    let (more, stays) = late(&then, &now, &target);
    assert_eq!(stays, ["email"], "the target has an address of its own");
    assert_eq!(more, [Taken { key: "phone".into(), before: text("1"), after: text("2") }]);
    let edits = more.iter().map(|t| (t.key.clone(), t.after.clone())).collect();
    let target = edited(&target, TARGET, &edits);
    let all: Vec<Taken> = taken.into_iter().chain(more).collect();
    let back = gives_back(&target, &all, |_| false);
    assert_eq!((back.edits, back.stays), ([("phone".to_owned(), None)].into(), vec![]));
}

#[test]
fn what_was_written_since_stays_and_so_does_what_must_be_filled() {
    let (target, taken) = merged(
        &Content::Company(Company {
            schema: 1,
            name: "A".into(),
            phone: "1".into(),
            email: "a@x".into(),
            ..Company::default()
        }),
        &Content::Company(Company { schema: 1, name: "B".into(), ..Company::default() }),
    );
    let target = edited(&target, TARGET, &[("phone".to_owned(), text("7"))].into());
    let back = gives_back(&target, &taken, |key| key == "email");
    assert_eq!(back.stays, ["email", "phone"]);
    assert!(back.edits.is_empty());
}

/// A ticket, a visit, a machine and persons of the source, and persons who are in both or in neither.
fn records() -> Vec<(DocumentId, Content)> {
    let customer = || Customer {
        company: Some(id(SOURCE).into()),
        company_name: "Old".into(),
        contact: Some(ContactId::from(id(SOURCE))),
        contact_name: "Zhou".into(),
        phone: "1".into(),
    };
    let in_companies = |shown: u8, of: &[(u8, bool)]| {
        let link = |(n, first): &(u8, bool)| {
            (CompanyId::from(id(*n)), CompanyLink { name: format!("Company {n}"), first: *first })
        };
        Content::Contact(Contact {
            schema: 1,
            name: "Zhou".into(),
            company: Some(id(shown).into()),
            company_name: format!("Company {shown}"),
            companies: of.iter().map(link).collect(),
            ..Contact::default()
        })
    };
    let all = vec![
        Content::Ticket(Ticket { schema: 1, customer: customer(), ..Ticket::default() }, TicketOverlay::default()),
        Content::Visit(
            Box::new(Visit { schema: 1, title: "V".into(), customer: customer(), ..Visit::default() }),
            Box::default(),
        ),
        Content::Asset(Asset {
            schema: 1,
            name: "Lift".into(),
            company: Some(id(SOURCE).into()),
            company_name: "Old".into(),
            ..Asset::default()
        }),
        in_companies(SOURCE, &[(SOURCE, true)]),
        in_companies(SOURCE, &[(SOURCE, false), (TARGET, true)]),
        in_companies(TARGET, &[(SOURCE, true), (TARGET, false)]),
        in_companies(7, &[(SOURCE, false), (7, false)]),
    ];
    (20..).map(id).zip(all).collect()
}

#[test]
fn every_record_moves_and_goes_back_as_it_was() {
    for has_first in [false, true] {
        let target = Target { noun: Noun::Company, id: id(TARGET), name: "New".into(), has_first };
        for (doc, content) in records() {
            let (command, moved) = move_over(doc, &content, id(SOURCE), &target).expect("it names the source");
            let there = carried_out(&content, &command);
            assert!(move_over(doc, &there, id(SOURCE), &target).is_none(), "it names it no more: {there:?}");
            let back = put_back(&there, &moved, Noun::Company, id(SOURCE), id(TARGET)).expect("goes back");
            let mut again = carried_out(&there, &back);
            if let (Content::Ticket(_, overlay), Content::Ticket(_, before)) = (&mut again, &content) {
                *overlay = before.clone();
            }
            assert_eq!(again, content);
        }
    }
}

#[test]
fn a_row_of_a_contact_goes_with_him_and_one_that_is_thrown_away_stays() {
    let target = Target { noun: Noun::Contact, id: id(TARGET), name: "New".into(), has_first: false };
    let of = |deleted_at| {
        Content::Asset(Asset {
            schema: 1,
            table: "phones".into(),
            name: "Phone".into(),
            contact: Some(ContactId::from(id(SOURCE))),
            owner_name: "Zhou".into(),
            deleted_at,
            ..Asset::default()
        })
    };
    let (command, moved) = move_over(id(30), &of(None), id(SOURCE), &target).expect("it names the source");
    let there = carried_out(&of(None), &command);
    let back = put_back(&there, &moved, Noun::Contact, id(SOURCE), id(TARGET)).expect("goes back");
    assert_eq!(carried_out(&there, &back), of(None));
    assert!(move_over(id(30), &of(Some(crate::Timestamp(1))), id(SOURCE), &target).is_none());
}

#[test]
fn a_record_that_names_somebody_else_since_stays_there() {
    let target = Target { noun: Noun::Contact, id: id(TARGET), name: "New".into(), has_first: false };
    let all = records();
    let (doc, content) = &all[0];
    let (command, moved) = move_over(*doc, content, id(SOURCE), &target).expect("moves");
    let mut there = carried_out(content, &command);
    assert_eq!(
        moved,
        Moved { kind: Kind::Ticket, id: *doc, name: String::new(), was: Was::Named { name: "Zhou".into() } }
    );
    if let Content::Ticket(ticket, _) = &mut there {
        assert_eq!(ticket.customer.contact_name, "New");
        ticket.customer.contact = Some(ContactId::from(id(9)));
    }
    assert!(put_back(&there, &moved, Noun::Contact, id(SOURCE), id(TARGET)).is_none());
}

fn word() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), "[a-c]{1,2}"]
}

fn some_company() -> impl Strategy<Value = Content> {
    let lists = (
        proptest::collection::btree_map("[a-d]", Just(true), 0..4),
        proptest::collection::vec("[a-d]", 0..3),
        proptest::collection::btree_map("[a-d]", word(), 0..3),
    );
    let own = proptest::collection::btree_map("own_[a-c]", "[a-c]".prop_map(FieldValue::Text), 0..3);
    let period = (proptest::option::of(0_i64..9), proptest::option::of(9_i64..20));
    ((word(), word(), word(), word(), word(), word()), lists, own, period).prop_map(|(words, lists, own, period)| {
        let (phone, mobile, city, detail, remark, group) = words;
        let (tags, im, files) = lists;
        let hash = |letter: String| letter.repeat(64);
        let own: Values = own;
        Content::Company(Company {
            schema: 1,
            name: "Hua".into(),
            phone,
            mobile,
            address: crate::visits::Address { city, detail, ..Default::default() },
            remark,
            group,
            tags,
            im: {
                let mut im = im;
                im.sort_unstable();
                im.dedup();
                im
            },
            files: files.into_iter().map(|(letter, name)| (hash(letter), name)).collect(),
            fields: own,
            service_from: period.0.map(Timestamp),
            service_to: period.1.map(Timestamp),
            ..Company::default()
        })
    })
}

proptest! {
    #[test]
    fn a_merge_that_is_taken_back_leaves_the_target_as_it_was(source in some_company(), target in some_company()) {
        let (after, taken) = merged(&source, &target);
        for key in keys_of(&[&target]) {
            if let (Some(was), Some(is)) = (value_of(&target, &key), value_of(&after, &key)) {
                let grown = matches!((&was, &is), (FieldValue::List(_), _) | (FieldValue::Files(_), _));
                prop_assert!(grown || was == is, "{} was overwritten", key);
            }
        }
        let back = gives_back(&after, &taken, |_| false);
        prop_assert!(back.stays.is_empty(), "{:?}", back.stays);
        prop_assert_eq!(edited(&after, TARGET, &back.edits), target);
    }

    #[test]
    fn so_does_one_about_which_somebody_wrote_late(
        source in some_company(), later in some_company(), target in some_company(),
    ) {
        let (after, mut taken) = merged(&source, &target);
        let (more, _) = late(&source, &later, &after);
        let edits = more.iter().map(|t| (t.key.clone(), t.after.clone())).collect();
        // what does not fit together (a period that ends before it begins) is no edit
        let Some(command) = edit_of(id(TARGET), &after, &edits) else { return Ok(()) };
        let mut next = after.clone();
        prop_assume!(next.apply(&ctx(9), &command).is_ok());
        taken.extend(more);
        let back = gives_back(&next, &taken, |_| false);
        prop_assert!(back.stays.is_empty(), "{:?}", back.stays);
        prop_assert_eq!(edited(&next, TARGET, &back.edits), target);
    }
}
