//! The customer of a new record: found in the directory, or written down as told.

use dioxus::prelude::*;
use truckroll_domain::access::{Lock, Verb};
use truckroll_domain::companies::{CompanyCommand, CompanyEdit, CompanyRow};
use truckroll_domain::contacts::{ContactCommand, ContactEdit, ContactRow};
use truckroll_domain::visits::{Address, Customer};
use truckroll_domain::{AgentId, Command, Place};
use truckroll_ui::prelude::*;

use super::use_customers;
use crate::session::use_session;
use crate::shell::Failed;
use crate::store::Failure;
use crate::{ids, store};

/// Most suggestions under the field.
const SUGGESTIONS: usize = 5;

/// Company, person and phone. `on_pick` gets the customer, and the address where it is known.
#[component]
pub fn CustomerPick(customer: Customer, on_pick: EventHandler<(Customer, Option<Address>)>) -> Element {
    let mut q = use_signal(String::new);
    let found = use_customers(q);
    let found = if q.read().trim().chars().count() < 2 { None } else { found.value() };
    let (companies, contacts) = found.map(|found| (found.companies, found.contacts)).unwrap_or_default();
    let (by_company, by_contact, by_phone) = (customer.clone(), customer.clone(), customer.clone());
    let mut pick = move |customer: Customer, address: Option<Address>| {
        q.set(String::new());
        on_pick.call((customer, address));
    };
    rsx! {
        fieldset { class: "tr-stack",
            legend { class: "tr-section-title pb-3", {tr("eng-customer")} }
            TextField {
                label: tr("eng-company"),
                value: customer.company_name.clone(),
                max_length: 500,
                on_input: move |text: String| {
                    q.set(text.clone());
                    on_pick.call((Customer { company: None, company_name: text, ..by_company.clone() }, None));
                },
            }
            TextField {
                label: tr("eng-contact"),
                value: customer.contact_name.clone(),
                max_length: 500,
                on_input: move |text: String| {
                    q.set(text.clone());
                    on_pick.call((Customer { contact: None, contact_name: text, ..by_contact.clone() }, None));
                },
            }
            if !companies.is_empty() || !contacts.is_empty() {
                ul { class: "tr-menu w-full", aria_label: tr("eng-suggestions"),
                    for contact in contacts.into_iter().take(SUGGESTIONS) {
                        li { key: "{contact.id}",
                            button {
                                class: "tr-menu-item",
                                r#type: "button",
                                onclick: {
                                    let contact = contact.clone();
                                    move |_| pick(of_contact(&contact), None)
                                },
                                Glyph { icon: Icon::User, size: 16 }
                                span { "{contact.name} · {contact.company_name}" }
                            }
                        }
                    }
                    for company in companies.into_iter().take(SUGGESTIONS) {
                        li { key: "{company.id}",
                            button {
                                class: "tr-menu-item",
                                r#type: "button",
                                onclick: {
                                    let company = company.clone();
                                    move |_| {
                                        let (customer, address) = of_company(&company);
                                        pick(customer, Some(address));
                                    }
                                },
                                Glyph { icon: Icon::Building, size: 16 }
                                span { "{company.name}" }
                            }
                        }
                    }
                }
            }
            Keep { customer: customer.clone(), on_kept: move |customer| on_pick.call((customer, None)) }
            TextField {
                label: tr("eng-phone"),
                kind: TextKind::Tel,
                value: customer.phone.clone(),
                max_length: 100,
                on_input: move |text: String| on_pick.call((Customer { phone: text, ..by_phone.clone() }, None)),
            }
        }
    }
}

/// Puts the customer as written into the directory, for whoever may (APP-29).
#[component]
fn Keep(customer: Customer, on_kept: EventHandler<Customer>) -> Element {
    let session = use_session();
    let keep = use_send(
        move |customer: Customer| async move { kept(customer, session.owner_of_new()).await },
        move |customer: Customer| on_kept.call(customer),
    );
    let company = customer.company.is_none() && !customer.company_name.trim().is_empty();
    let contact = customer.contact.is_none() && !customer.contact_name.trim().is_empty();
    let may = |made: bool, lock| !made || session.may_customers(Verb::Create, lock);
    if !(company || contact) || !may(company, Lock::AddCompanies) || !may(contact, Lock::AddContacts) {
        return rsx! {};
    }
    let label = if contact { tr("dir-keep-person") } else { tr("dir-keep-company") };
    rsx! {
        Failed { text: keep.failure() }
        div { class: "tr-actions",
            Button {
                label,
                icon: Icon::Plus,
                kind: ButtonKind::Ghost,
                busy: keep.busy(),
                on_press: move |_| keep.run(customer.clone()),
            }
        }
    }
}

/// Makes the company and the contact that are not in the directory yet.
async fn kept(mut customer: Customer, owner: Option<AgentId>) -> Result<Customer, Failure> {
    let text = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let person = customer.contact.is_none() && !customer.contact_name.trim().is_empty();
    if let (None, Some(name)) = (customer.company, text(&customer.company_name)) {
        let id = ids::company();
        let phone = if person { None } else { text(&customer.phone) };
        let company = Box::new(CompanyEdit { name: Some(name), phone, owner, ..CompanyEdit::default() });
        store::execute(Command::Company { id, command: CompanyCommand::Create { company } }).await?;
        customer.company = Some(id);
    }
    if person {
        let id = ids::contact();
        let contact = Box::new(ContactEdit {
            name: text(&customer.contact_name),
            phone: text(&customer.phone),
            company: customer.company,
            company_name: text(&customer.company_name),
            owner,
            ..ContactEdit::default()
        });
        store::execute(Command::Contact { id, command: ContactCommand::Create { contact } }).await?;
        customer.contact = Some(id);
    }
    Ok(customer)
}

fn of_contact(row: &ContactRow) -> Customer {
    Customer {
        company: row.company_id.as_deref().and_then(|id| id.parse().ok()),
        company_name: row.company_name.clone(),
        contact: row.id.parse().ok(),
        contact_name: row.name.clone(),
        phone: row.phone.clone(),
    }
}

fn of_company(row: &CompanyRow) -> (Customer, Address) {
    let customer = Customer {
        company: row.id.parse().ok(),
        company_name: row.name.clone(),
        phone: row.phone.clone(),
        ..Customer::default()
    };
    let place = row.lat.zip(row.lon).map(|(lat, lon)| Place::new(lat, lon));
    (customer, Address { detail: row.address.clone(), place, ..Address::default() })
}
