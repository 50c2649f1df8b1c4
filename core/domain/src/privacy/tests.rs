//! Numbers in many shapes, and what comes back from somebody who saw only stars.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::access::{BuiltIn, Policy};
use crate::companies::{CompanyCommand, CompanyEdit};
use crate::people::Agent;
use crate::tickets::{NewTicket, TicketCommand};
use crate::{CompanyId, TicketId};

#[test]
fn numbers_in_many_shapes() {
    for (typed, masked) in [
        ("", ""),
        ("reception", "reception"),
        ("13512345678", "135****5678"),
        ("135 1234 5678", "135****5678"),
        ("135-1234-5678", "135****5678"),
        ("１３５１２３４５６７８", "135****5678"),
        ("+8613512345678", "+86 135****5678"),
        ("+86 135 1234 5678", "+86 135****5678"),
        ("008613512345678", "+86 135****5678"),
        ("8613512345678", "+86 135****5678"),
        ("010-63701234", "010-6370****"),
        ("(010) 6370 1234", "010-6370****"),
        ("01063701234", "010-6370****"),
        ("021-5555 6666", "021-5555****"),
        ("0571-87654321", "0571-8765****"),
        ("0451-8123456", "0451-8123****"),
        ("63701234", "6370****"),
        ("010-63701234-801", "010-6370*******"),
        ("010-63701234 ext 801", "010-6370**** ext 801"),
        ("010-63701234转801", "010-6370****转801"),
        ("13512345678/13698765432", "135****5678/136****5432"),
        ("Mr Wang 13512345678 (wife)", "Mr Wang 135****5678 (wife)"),
        ("13512345678, 010-63701234", "135****5678, 010-6370****"),
        ("+49 30 1234567", "+49 301****67"),
        ("+1 (212) 555-0123", "+1 212****123"),
        ("+44 20 7946 0958", "+44 207****958"),
        ("+852 2345 6789", "+852 2345****"),
        ("400-800-1234", "400****234"),
        ("12345", "1****"),
        ("110", "110"),
        ("+", "+"),
    ] {
        assert_eq!(mask(typed), masked, "{typed}");
        assert_eq!(mask(masked), masked, "{typed}: twice");
    }
}

proptest! {
    #[test]
    fn digits_are_hidden_and_twice_is_once(typed in "[+(]?[0-9][0-9 ().-]{4,24}") {
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).count();
        let masked = mask(&typed);
        prop_assert_eq!(mask(&masked), masked.clone());
        if digits(&typed) > 8 {
            prop_assert!(masked.contains("****"), "{} {}", typed, masked);
            prop_assert!(digits(&masked) + 3 <= digits(&typed), "{} {}", typed, masked);
        }
    }
    #[test]
    fn any_text_is_taken(text in ".{0,60}") {
        let _ = mask(&text);
    }
}

#[test]
fn the_administrator_sees_numbers_where_he_may_and_a_role_like_his_does_not() {
    let policy = Policy::default();
    let rights = |built_in: BuiltIn| policy.rights(&Agent { role: Some(built_in.id()), ..Agent::default() });
    for (mask_phones, show_to_administrators, built_in, masked) in [
        (false, false, BuiltIn::Engineer, false),
        (true, false, BuiltIn::Engineer, true),
        (true, false, BuiltIn::Administrator, true),
        (true, true, BuiltIn::Administrator, false),
        (true, true, BuiltIn::Agent, true),
    ] {
        let privacy = Privacy { mask_phones, show_to_administrators };
        assert_eq!(privacy.masks(&rights(built_in)), masked, "{privacy:?} {built_in:?}");
    }
}

#[test]
fn every_number_of_a_document_is_masked_whatever_it_is_called() {
    let mut document = json!({
        "name": "Hua 13512345678 Ltd", "phone": "13512345678", "phones": {"a": "010-63701234"},
        "customer": {"phone": "13698765432", "contact_name": "Ms Hua"}, "count": 13512345678_i64,
        "fields": {"phone_hotline": "13512349999", "phone": "", "meter": "13512349999"},
        "mobile": [{"number": "13512340000"}],
    });
    assert_eq!(numbers_of(&document).len(), 5);
    mask_json(&mut document);
    let wanted = json!({
        "name": "Hua 13512345678 Ltd", "phone": "135****5678", "phones": {"a": "010-6370****"},
        "customer": {"phone": "136****5432", "contact_name": "Ms Hua"}, "count": 13512345678_i64,
        "fields": {"phone_hotline": "135****9999", "phone": "", "meter": "13512349999"},
        "mobile": [{"number": "135****0000"}],
    });
    assert_eq!(document, wanted);
    assert!(numbers_of(&document).is_empty());
}

fn edit(phone: &str) -> Command {
    let edit = CompanyEdit { phone: Some(phone.into()), name: Some("Hua".into()), ..CompanyEdit::default() };
    Command::Company { id: CompanyId::default(), command: CompanyCommand::Edit { edit: Box::new(edit) } }
}

#[test]
fn what_comes_back_masked_is_the_number_again() {
    let known = vec!["010-63701234".to_owned(), "13512345678".to_owned()];
    assert!(holds_masked(&edit("135****5678")) && !holds_masked(&edit("13512345678")));
    assert_eq!(unmask(edit("135****5678"), &known), edit("13512345678"));
    assert_eq!(unmask(edit("13600000000"), &known), edit("13600000000"));
    let Command::Company { command: CompanyCommand::Edit { edit }, .. } = unmask(edit("139****0000"), &known) else {
        panic!("the same command")
    };
    assert_eq!((edit.phone, edit.name.as_deref()), (None, Some("Hua")), "a text of no number changes nothing");
    let mut new = NewTicket { title: "Lift".into(), ..NewTicket::default() };
    new.customer.phone = "010-6370****".into();
    let command = Command::Ticket { id: TicketId::default(), command: TicketCommand::Create { ticket: Box::new(new) } };
    let Command::Ticket { command: TicketCommand::Create { ticket }, .. } = unmask(command.clone(), &known) else {
        panic!("the same command")
    };
    assert_eq!(ticket.customer.phone, "010-63701234");
    let Command::Ticket { command: TicketCommand::Create { ticket }, .. } = unmask(command, &[]) else {
        panic!("the same command")
    };
    assert_eq!(ticket.customer.phone, "");
}

#[test]
fn a_ticket_shows_no_number_of_its_own_fields_and_rows_and_typed_is_as_written() {
    let mut ticket: crate::tickets::Ticket = serde_json::from_value(json!({
        "schema": 1,
        "title": "Lift",
        "customer": {"phone": "13512345678", "contact_name": "Zhou"},
        "fields": {"phone_gate": "13512349999", "meter": "13512349999"},
        "rows": {"visitors": {"019cabcd-0000-7000-8000-000000000054": {"phone_guest": "13512347777", "count": 2}}},
    }))
    .expect("is a ticket");
    let mut written = serde_json::to_value(&ticket).expect("is written");
    mask_json(&mut written);
    ticket.mask();
    assert_eq!(serde_json::to_value(&ticket).expect("is written"), written);
    let text = written.to_string();
    assert!(text.contains("135****7777") && !text.contains("13512347777"), "{text}");
    assert!(text.contains("\"meter\":\"13512349999\""), "{text}");
}
