//! The customer of a new record: found in the directory, or written down as told.

use dioxus::prelude::*;
use truckroll_domain::Place;
use truckroll_domain::companies::CompanyRow;
use truckroll_domain::contacts::ContactRow;
use truckroll_domain::visits::{Address, Customer};
use truckroll_ui::prelude::*;

use super::use_customers;

/// Most suggestions under the field.
const SUGGESTIONS: usize = 5;

/// Company, person and phone. `on_pick` gets the customer, and the address where it is known.
#[component]
pub fn CustomerPick(customer: Customer, on_pick: EventHandler<(Customer, Option<Address>)>) -> Element {
    let mut q = use_signal(String::new);
    let found = use_customers(q);
    let (companies, contacts) =
        if q.read().trim().chars().count() < 2 { (Vec::new(), Vec::new()) } else { found.value().unwrap_or_default() };
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
