//! The forms of a company and of a contact. What was not touched is not sent, so that two people who change different
//! things both keep theirs.

use dioxus::prelude::*;
use truckroll_domain::companies::{Company, CompanyEdit};
use truckroll_domain::contacts::{Contact, ContactEdit};
use truckroll_domain::visits::Address;
use truckroll_domain::{CompanyId, privacy};
use truckroll_ui::prelude::*;

use super::use_customers;
use crate::platform::{self, PickedContact};
use crate::shell::Failed;

/// Most suggestions under the field.
const SUGGESTIONS: usize = 5;
/// Longest text that is taken over from the phone's own contacts, characters.
const MAX_PICKED: usize = 100;

/// A company as it is being filled in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CompanyDraft {
    name: String,
    phone: String,
    email: String,
    website: String,
    address: String,
    remark: String,
}

/// A member of an edit, if it differs from what is there.
fn changed(new: &str, old: Option<&str>) -> Option<String> {
    let new = new.trim();
    let same = match old {
        Some(old) => new == old.trim(),
        None => new.is_empty(),
    };
    (!same).then(|| new.to_owned())
}

impl CompanyDraft {
    /// What is there.
    #[must_use]
    pub fn of(company: &Company) -> Self {
        Self {
            name: company.name.clone(),
            phone: company.phone.clone(),
            email: company.email.clone(),
            website: company.website.clone(),
            address: company.address.line(),
            remark: company.remark.clone(),
        }
    }

    /// What differs from `before`; everything that was filled in where there is none.
    #[must_use]
    pub fn edit(&self, before: Option<&Company>) -> CompanyEdit {
        let line = before.map(|c| c.address.line());
        let address = changed(&self.address, line.as_deref());
        CompanyEdit {
            name: changed(&self.name, before.map(|c| c.name.as_str())),
            phone: changed(&self.phone, before.map(|c| c.phone.as_str())),
            email: changed(&self.email, before.map(|c| c.email.as_str())),
            website: changed(&self.website, before.map(|c| c.website.as_str())),
            // another address is at another place
            address: address.map(|detail| Address { detail, ..Address::default() }),
            remark: changed(&self.remark, before.map(|c| c.remark.as_str())),
            ..CompanyEdit::default()
        }
    }
}

/// The form of a company.
#[component]
pub fn CompanyForm(
    start: CompanyDraft,
    verb: String,
    busy: bool,
    failure: Option<String>,
    on_send: EventHandler<CompanyDraft>,
) -> Element {
    let mut draft = use_signal(move || start);
    let mut wrong = use_signal(|| false);
    let unnamed = wrong() && draft.read().name.trim().is_empty();
    let now = draft.read().clone();
    rsx! {
        form {
            class: "tr-stack",
            onsubmit: move |event| {
                event.prevent_default();
                let unfilled = draft.peek().name.trim().is_empty();
                wrong.set(unfilled);
                if !unfilled {
                    on_send.call(draft.peek().clone());
                }
            },
            Failed { text: failure }
            TextField {
                label: tr("dir-company-name"),
                value: now.name,
                required: true,
                max_length: 500,
                error: unnamed.then(|| tr!("field-required", label = tr("dir-company-name"))),
                on_input: move |text| draft.write().name = text,
            }
            NumberField { value: now.phone, on_input: move |text| draft.write().phone = text }
            TextField {
                label: tr("dir-email"),
                kind: TextKind::Email,
                value: now.email,
                max_length: 200,
                on_input: move |text| draft.write().email = text,
            }
            TextField {
                label: tr("dir-website"),
                value: now.website,
                max_length: 500,
                on_input: move |text| draft.write().website = text,
            }
            TextField {
                label: tr("eng-address"),
                value: now.address,
                max_length: 500,
                on_input: move |text| draft.write().address = text,
            }
            TextAreaField {
                label: tr("dir-remark"),
                value: now.remark,
                max_length: 2_000,
                on_input: move |text| draft.write().remark = text,
            }
            Button { label: verb, kind: ButtonKind::Primary, wide: true, submit: true, busy }
        }
    }
}

/// A phone number; one with stars stays as it is while it is not replaced.
#[component]
fn NumberField(label: Option<String>, value: String, on_input: EventHandler<String>) -> Element {
    rsx! {
        TextField {
            label: label.unwrap_or_else(|| tr("eng-phone")),
            kind: TextKind::Tel,
            hint: privacy::is_masked(&value).then(|| tr("dir-masked-hint")),
            value,
            max_length: 100,
            on_input,
        }
    }
}

/// A contact as it is being filled in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PersonDraft {
    name: String,
    phone: String,
    landline: String,
    email: String,
    position: String,
    /// The company, if it is one of the directory.
    company: Option<CompanyId>,
    /// Its name.
    company_name: String,
    remark: String,
}

impl PersonDraft {
    /// Somebody new in a company.
    #[must_use]
    pub fn in_company(id: CompanyId, name: String) -> Self {
        Self { company: Some(id), company_name: name, ..Self::default() }
    }

    /// What is there.
    #[must_use]
    pub fn of(contact: &Contact) -> Self {
        Self {
            name: contact.name.clone(),
            phone: contact.phone.clone(),
            landline: contact.landline.clone(),
            email: contact.email.clone(),
            position: contact.position.clone(),
            company: contact.company,
            company_name: contact.company_name.clone(),
            remark: contact.remark.clone(),
        }
    }

    /// What differs from `before`; everything that was filled in where there is none.
    #[must_use]
    pub fn edit(&self, before: Option<&Contact>) -> ContactEdit {
        ContactEdit {
            name: changed(&self.name, before.map(|c| c.name.as_str())),
            phone: changed(&self.phone, before.map(|c| c.phone.as_str())),
            landline: changed(&self.landline, before.map(|c| c.landline.as_str())),
            email: changed(&self.email, before.map(|c| c.email.as_str())),
            position: changed(&self.position, before.map(|c| c.position.as_str())),
            company: self.company.filter(|company| before.is_none_or(|c| c.company != Some(*company))),
            company_name: changed(&self.company_name, before.map(|c| c.company_name.as_str())),
            remark: changed(&self.remark, before.map(|c| c.remark.as_str())),
            ..ContactEdit::default()
        }
    }

    /// Takes over what the phone's own contact says; what it does not say stays as it was typed.
    fn fill(&mut self, picked: PickedContact) {
        let mut numbers = picked.numbers.into_iter();
        let said = [
            (&mut self.name, Some(picked.name)),
            (&mut self.email, Some(picked.email)),
            (&mut self.phone, numbers.next()),
            (&mut self.landline, numbers.next()),
        ];
        for (member, text) in said {
            if let Some(text) = text.filter(|text| !text.is_empty()) {
                *member = text.chars().take(MAX_PICKED).collect();
            }
        }
    }
}

/// The form of a contact. `bound` keeps the company as it is; `new` offers the phone's own contacts where the browser does.
#[component]
pub fn PersonForm(
    start: PersonDraft,
    verb: String,
    bound: bool,
    #[props(default)] new: bool,
    busy: bool,
    failure: Option<String>,
    on_send: EventHandler<PersonDraft>,
) -> Element {
    let mut draft = use_signal(move || start);
    let mut wrong = use_signal(|| false);
    let mut q = use_signal(String::new);
    let found = use_customers(q);
    let companies = if q.read().trim().chars().count() < 2 {
        Vec::new()
    } else {
        found.value().map(|found| found.companies).unwrap_or_default()
    };
    let unnamed = wrong() && draft.read().name.trim().is_empty();
    let now = draft.read().clone();
    rsx! {
        form {
            class: "tr-stack",
            onsubmit: move |event| {
                event.prevent_default();
                let unfilled = draft.peek().name.trim().is_empty();
                wrong.set(unfilled);
                if !unfilled {
                    on_send.call(draft.peek().clone());
                }
            },
            Failed { text: failure }
            if new && platform::has_contacts() {
                Button {
                    label: tr("dir-pick"),
                    icon: Icon::Contact,
                    wide: true,
                    on_press: move |_| {
                        spawn(async move {
                            if let Some(picked) = platform::pick_contact().await {
                                draft.write().fill(picked);
                            }
                        });
                    },
                }
                p { class: "tr-hint", {tr("dir-pick-hint")} }
            }
            TextField {
                label: tr("dir-person-name"),
                value: now.name,
                required: true,
                max_length: 500,
                error: unnamed.then(|| tr!("field-required", label = tr("dir-person-name"))),
                on_input: move |text| draft.write().name = text,
            }
            NumberField { value: now.phone, on_input: move |text| draft.write().phone = text }
            NumberField {
                label: tr("dir-landline"),
                value: now.landline,
                on_input: move |text| draft.write().landline = text,
            }
            TextField {
                label: tr("eng-company"),
                value: now.company_name,
                max_length: 500,
                disabled: bound,
                hint: bound.then(|| tr("dir-bound-hint")),
                on_input: move |text: String| {
                    q.set(text.clone());
                    let mut draft = draft.write();
                    draft.company = None;
                    draft.company_name = text;
                },
            }
            if !companies.is_empty() && !bound {
                ul { class: "tr-menu w-full", aria_label: tr("eng-suggestions"),
                    for company in companies.into_iter().take(SUGGESTIONS) {
                        li { key: "{company.id}",
                            button {
                                class: "tr-menu-item",
                                r#type: "button",
                                onclick: {
                                    let (id, name) = (company.id.parse().ok(), company.name.clone());
                                    move |_| {
                                        q.set(String::new());
                                        let mut draft = draft.write();
                                        draft.company = id;
                                        draft.company_name.clone_from(&name);
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
                label: tr("dir-position"),
                value: now.position,
                max_length: 200,
                on_input: move |text| draft.write().position = text,
            }
            TextField {
                label: tr("dir-email"),
                kind: TextKind::Email,
                value: now.email,
                max_length: 200,
                on_input: move |text| draft.write().email = text,
            }
            TextAreaField {
                label: tr("dir-remark"),
                value: now.remark,
                max_length: 2_000,
                on_input: move |text| draft.write().remark = text,
            }
            Button { label: verb, kind: ButtonKind::Primary, wide: true, submit: true, busy }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_of_the_phone_fills_what_it_says_and_leaves_the_rest() {
        let typed =
            PersonDraft { email: "hua@plaza.example".into(), position: "Caretaker".into(), ..PersonDraft::default() };
        let mut draft = typed.clone();
        let numbers = ["138 0000 1111", "021 5555 0100", "021 5555 0101"].map(str::to_owned).to_vec();
        draft.fill(PickedContact { name: "Ms Hua".into(), numbers, email: String::new() });
        let edit = draft.edit(None);
        assert_eq!(edit.phone.as_deref(), Some("138 0000 1111"));
        assert_eq!(edit.landline.as_deref(), Some("021 5555 0100"));
        assert_eq!((edit.name.as_deref(), edit.email.as_deref()), (Some("Ms Hua"), Some("hua@plaza.example")));
        let mut same = typed.clone();
        same.fill(PickedContact::default());
        assert_eq!(same, typed);
        same.fill(PickedContact { name: "x".repeat(5_000), ..PickedContact::default() });
        assert_eq!(same.name.len(), MAX_PICKED);
    }

    #[test]
    fn only_what_was_touched_is_sent() {
        let company = Company {
            name: "Hua Plaza".into(),
            phone: "135****5678".into(),
            address: Address { city: "Shanghai".into(), detail: "Nanjing Rd 1".into(), ..Address::default() },
            ..Company::default()
        };
        let mut draft = CompanyDraft::of(&company);
        assert_eq!(draft.edit(Some(&company)), CompanyEdit::default());
        draft.name = "Hua Mall ".into();
        let edit = CompanyEdit { name: Some("Hua Mall".into()), ..CompanyEdit::default() };
        assert_eq!(draft.edit(Some(&company)), edit, "the masked number and the pin of the address stay");
        let new = CompanyDraft { name: "Shop".into(), ..CompanyDraft::default() };
        assert_eq!(new.edit(None), CompanyEdit { name: Some("Shop".into()), ..CompanyEdit::default() });
        let contact = Contact { name: "Ms Hua".into(), company: Some(CompanyId::default()), ..Contact::default() };
        assert_eq!(PersonDraft::of(&contact).edit(Some(&contact)), ContactEdit::default());
    }
}
