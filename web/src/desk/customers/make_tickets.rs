//! One ticket for each of the customers that are ticked (TKT-33): what they say, to whom they go, and how far the server is.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::tickets::{Allocation, Ticket, TicketOverlay};
use truckroll_domain::{AgentId, DocumentId, TemplateId};
use truckroll_protocol::api::TicketForms;
use truckroll_protocol::api::daily::{NewTicketBatch, Taker, TicketBatchNow};
use truckroll_ui::prelude::*;

use super::book::Book;
use crate::api::{self, Fault};
use crate::desk::tickets::form::{FormFields, Typed, judged};
use crate::desk::tickets::takers::{split_by_state, use_takers, who_does_not};
use crate::desk::trouble::{Failed, Waiting};
use crate::platform;
use crate::session::use_session;
use crate::words;

/// Most customers of one batch.
pub const MOST: usize = 1_000;
/// How often it is asked how far the server is.
const ASK_AGAIN_MS: i32 = 700;

/// The dialog.
#[component]
pub fn MakeTicketsDialog(book: Book, customers: Vec<DocumentId>, on_close: EventHandler<bool>) -> Element {
    let forms = use_live(Vec::new, api::ticket_forms::read);
    let begun = use_signal(|| None::<TicketBatchNow>);
    match (begun(), forms.value()) {
        (Some(batch), _) => rsx! { BatchProgress { batch, on_close } },
        (None, Some(forms)) => rsx! { BatchForm { book, forms, customers, begun, on_close } },
        (None, None) => rsx! {
            Dialog { open: true, title: tr("daily-batch-title-short"), on_close: move |()| on_close.call(false),
                Waiting { read: forms, rows: 4 }
            }
        },
    }
}

/// What became of asking.
enum Begun {
    Batch(TicketBatchNow),
    Wrong(BTreeMap<String, String>),
}

/// To whom the tickets go, as it is typed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct To {
    /// `nobody`, `all`, `group`, `agent` or `given`.
    pub how: String,
    pub group: String,
    pub agent: String,
    pub counts: BTreeMap<AgentId, u32>,
}

impl To {
    /// How many were given out so far.
    #[must_use]
    pub fn sum(&self) -> u64 {
        self.counts.values().map(|count| u64::from(*count)).sum()
    }

    /// What is asked of the server; nothing while something is missing or the numbers do not add up.
    #[must_use]
    pub fn allocation(&self, tickets: usize) -> Option<Allocation> {
        match self.how.as_str() {
            "all" => Some(Allocation::All),
            "group" => self.group.parse().ok().map(|group| Allocation::Group { group }),
            "agent" => self.agent.parse().ok().map(|agent| Allocation::Agent { agent }),
            "given" => {
                let fits = u64::try_from(tickets).ok() == Some(self.sum());
                fits.then(|| Allocation::Given { counts: self.counts.clone() })
            }
            _ => Some(Allocation::Nobody),
        }
    }
}

#[component]
fn BatchForm(
    book: Book,
    forms: TicketForms,
    customers: Vec<DocumentId>,
    begun: Signal<Option<TicketBatchNow>>,
    on_close: EventHandler<bool>,
) -> Element {
    let session = use_session();
    let assigns = session.may(Area::Tickets, Verb::Assign);
    let takers = use_takers(assigns);
    let count = customers.len();
    // asked for again after a lost answer it is the same batch
    let id = use_hook(|| api::fresh(DocumentId::from_parts));
    let mut title = use_signal(String::new);
    let mut description = use_signal(String::new);
    let mut priority = use_signal(|| words::priority_of(""));
    let mut tried = use_signal(|| false);
    let mut wrong = use_signal(BTreeMap::<String, String>::new);
    let mut to = use_signal(To::default);
    let typed = use_signal(Typed::default);
    let first = forms.settings.default_template.filter(|id| forms.usable().any(|template| template.id == *id));
    let mut chosen = use_signal(move || first);
    let template = forms.usable().find(|template| Some(template.id) == chosen()).cloned();
    let form = forms.form(template.as_ref());
    let presets = template.as_ref().map(|template| template.presets.clone()).unwrap_or_default();
    let draft = typed.read().over(&Ticket { fields: presets, ..Ticket::default() });
    let state = judged(&form, &draft, &TicketOverlay::default(), session.me().as_deref());
    let complete = state.is_complete();
    let filled = draft.fields.clone();
    let send = use_send(
        |new: NewTicketBatch| async move {
            match api::daily::begin_batch(&new).await {
                Ok(batch) => Ok(Begun::Batch(batch)),
                Err(Fault::Problem(told)) if told.status == 422 => Ok(Begun::Wrong(told.fields.clone())),
                Err(fault) => Err(fault),
            }
        },
        move |answer| match answer {
            Begun::Batch(batch) => {
                let mut begun = begun;
                begun.set(Some(batch));
            }
            Begun::Wrong(fields) => wrong.set(fields),
        },
    );
    let submit = use_callback(move |()| {
        tried.set(true);
        let allocation = to.peek().allocation(count);
        if let (false, true, Some(to)) = (title.peek().trim().is_empty(), complete, allocation) {
            wrong.set(BTreeMap::new());
            send.run(NewTicketBatch {
                id,
                customers: customers.clone(),
                template: *chosen.peek(),
                title: title.peek().trim().to_owned(),
                description: description.peek().clone(),
                priority: *priority.peek(),
                fields: filled.iter().map(|(key, value)| (key.clone(), Some(value.clone()))).collect(),
                to,
            });
        }
    });
    rsx! {
        Dialog {
            open: true,
            large: true,
            title: tr!("daily-batch-title", count = count),
            on_close: move |()| on_close.call(false),
            actions: rsx! {
                Button { label: tr("verb-cancel"), on_press: move |_| on_close.call(false) }
                Button {
                    label: tr!("daily-batch-verb", count = count),
                    kind: ButtonKind::Primary,
                    busy: send.busy(),
                    on_press: move |_| submit.call(()),
                }
            },
            form {
                class: "dk-form",
                novalidate: true,
                aria_label: tr("daily-batch-title-short"),
                onsubmit: move |event| {
                    event.prevent_default();
                    submit.call(());
                },
                Failed { failure: send.failure() }
                for (member, why) in wrong() {
                    p { key: "{member}", class: "tr-error", role: "alert", {wrong_words(&member, &why)} }
                }
                if forms.usable().next().is_some() {
                    SelectField {
                        label: tr("ticket-forms-template"),
                        value: chosen().map(|id| id.to_string()).unwrap_or_default(),
                        none_label: tr("ticket-forms-no-template"),
                        options: forms.usable().map(|t| Choice::new(t.id.to_string(), t.name.clone())).collect::<Vec<_>>(),
                        on_change: move |id: String| chosen.set(id.parse::<TemplateId>().ok()),
                    }
                }
                TextField {
                    label: tr("desk-member-title"),
                    value: title(),
                    required: true,
                    autofocus: true,
                    max_length: 500,
                    error: (tried() && title.read().trim().is_empty()).then(|| tr!("field-required", label = tr("desk-member-title"))),
                    on_input: move |text| title.set(text),
                }
                TextAreaField {
                    label: tr("desk-member-description"),
                    value: description(),
                    max_length: 10_000,
                    on_input: move |text| description.set(text),
                }
                SelectField {
                    label: tr("dispatch-priority"),
                    value: priority.read().word(),
                    options: words::priority_choices(),
                    on_change: move |word: String| priority.set(words::priority_of(&word)),
                }
                if !state.fields.is_empty() {
                    FormFields { book: book.clone(), form, ticket: draft, state, typed, tried: tried() }
                }
                if assigns {
                    Giving {
                        takers: takers.value().unwrap_or_default(),
                        to: to(),
                        tickets: count,
                        tried: tried(),
                        on_change: move |next| to.set(next),
                    }
                }
            }
        }
    }
}

/// What the server says of a member.
fn wrong_words(member: &str, why: &str) -> String {
    let known = format!("daily-batch-wrong-{member}-{}", why.replace('_', "-"));
    if has_message(&known) { tr(&known) } else { format!("{}: {}", words::member(member), super::value::problem(why)) }
}

/// To whom they go: nobody, everybody, a group, one, or so many each.
#[component]
pub fn Giving(takers: Vec<Taker>, to: To, tickets: usize, tried: bool, on_change: EventHandler<To>) -> Element {
    let (choices, others) = split_by_state(&takers, &[]);
    let named: BTreeMap<String, String> = takers
        .iter()
        .filter(|one| one.accepts)
        .flat_map(|one| one.groups.iter().map(|(id, name)| (id.to_string(), name.clone())))
        .collect();
    let groups: Vec<Choice> = named.into_iter().map(|(id, name)| Choice::new(id, name)).collect();
    let how = if to.how.is_empty() { "nobody".to_owned() } else { to.how.clone() };
    let ways = ["nobody", "all", "group", "agent", "given"];
    let shown = ways.into_iter().filter(|way| *way != "group" || !groups.is_empty());
    let now = to.clone();
    let (sum, fits) = (to.sum(), to.allocation(tickets).is_some());
    let missing = tried && !fits;
    rsx! {
        fieldset { class: "dk-bare dk-form",
            legend { class: "tr-label", {tr("daily-to")} }
            SelectField {
                label: tr("daily-to-how"),
                value: how.clone(),
                options: shown.map(|way| Choice::new(way, tr(&format!("daily-to-{way}")))).collect::<Vec<_>>(),
                hint: if how == "nobody" { None } else { who_does_not(&others) },
                on_change: {
                    let now = now.clone();
                    move |how| on_change.call(To { how, ..now.clone() })
                },
            }
            if how == "group" {
                SelectField {
                    label: tr("daily-to-which-group"),
                    value: to.group.clone(),
                    none_label: tr("daily-choose"),
                    options: groups,
                    error: missing.then(|| tr("daily-choose-one")),
                    on_change: {
                        let now = now.clone();
                        move |group| on_change.call(To { group, ..now.clone() })
                    },
                }
            }
            if how == "agent" {
                SelectField {
                    label: tr("daily-to-which-agent"),
                    value: to.agent.clone(),
                    none_label: tr("daily-choose"),
                    options: choices,
                    error: missing.then(|| tr("daily-choose-one")),
                    on_change: {
                        let now = now.clone();
                        move |agent| on_change.call(To { agent, ..now.clone() })
                    },
                }
            }
            if how == "given" {
                div { class: "dk-shares",
                    for one in takers.into_iter().filter(|one| one.accepts) {
                        NumberField {
                            key: "{one.agent}",
                            label: one.name.clone(),
                            value: to.counts.get(&one.agent).map(|count| f64::from(*count)),
                            min: 0.0,
                            max: 1_000.0,
                            on_input: {
                                let now = now.clone();
                                move |count: Option<f64>| {
                                    let mut next = now.clone();
                                    match count.and_then(whole) {
                                        Some(count) => drop(next.counts.insert(one.agent, count)),
                                        None => drop(next.counts.remove(&one.agent)),
                                    }
                                    on_change.call(next);
                                }
                            },
                        }
                    }
                }
                p {
                    class: if missing { "tr-error" } else { "dk-quiet" },
                    role: "status",
                    {tr!("daily-to-sum", sum = sum, count = tickets)}
                }
            }
        }
    }
}

/// A whole number that counts tickets.
fn whole(count: f64) -> Option<u32> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is in range, and a part of a ticket is none"
    )]
    (0.0..=1_000.0).contains(&count).then_some(count as u32)
}

/// How far the server is; the page may be closed meanwhile.
#[component]
fn BatchProgress(batch: TicketBatchNow, on_close: EventHandler<bool>) -> Element {
    let changes = use_changes();
    let mut now = use_signal(|| batch.clone());
    let mut failure = use_signal(|| None::<String>);
    use_future(move || async move {
        loop {
            let (id, ended) = (now.peek().id, now.peek().ended);
            if ended {
                changes.announce(["tickets", "documents"]);
                break;
            }
            platform::sleep(ASK_AGAIN_MS).await;
            match api::daily::batch(id).await {
                Ok(next) => {
                    failure.set(None);
                    now.set(next);
                }
                Err(fault) => failure.set(Some(fault.to_string())),
            }
        }
    });
    rsx! {
        Dialog {
            open: true,
            title: tr("daily-batch-title-short"),
            on_close: move |()| on_close.call(true),
            actions: rsx! {
                Button { label: tr("verb-close"), on_press: move |_| on_close.call(true) }
                if now.read().ended {
                    LinkButton { href: "/desk/tickets?sort=created", label: tr("daily-batch-see"), kind: ButtonKind::Primary }
                }
            },
            Failed { failure: failure() }
            BatchState { batch: now() }
        }
    }
}

/// The bar, and who got no ticket.
#[component]
pub fn BatchState(batch: TicketBatchNow) -> Element {
    let made = batch.done - i64::try_from(batch.refused.len()).unwrap_or_default();
    rsx! {
        div { class: "dk-form",
            progress { class: "progress dk-import-progress", value: "{batch.done}", max: "{batch.total}", aria_label: tr("daily-batch-progress") }
            p { class: "tr-figures", role: "status",
                if batch.ended {
                    {tr!("daily-batch-ended", made = made, count = batch.total)}
                } else {
                    {tr!("daily-batch-done", done = batch.done, count = batch.total)}
                }
            }
            if !batch.ended {
                p { class: "dk-quiet", {tr("imports-may-close")} }
            }
            if !batch.refused.is_empty() {
                p { class: "tr-label", {tr("daily-batch-refused")} }
                ul { class: "dk-plain-list dk-refused",
                    for one in batch.refused {
                        li { key: "{one.id}",
                            span { if one.name.is_empty() { {tr("daily-not-yours")} } else { "{one.name}" } }
                            span { class: "dk-quiet", {refused_words(&one.why, one.field.as_deref())} }
                        }
                    }
                }
            }
        }
    }
}

fn refused_words(why: &str, field: Option<&str>) -> String {
    let known = format!("refusal-{}", why.replace('_', "-"));
    match (why, field) {
        ("missing", Some(field)) => tr!("desk-refused-missing", fields = words::member(field)),
        (_, Some(field)) => tr!("desk-refused-invalid", field = words::member(field)),
        (_, None) if has_message(&known) => tr(&known),
        _ => tr("desk-refused-other"),
    }
}

#[cfg(test)]
mod tests {
    use truckroll_protocol::api::daily::RefusedCustomer;

    use super::*;
    use crate::sample;

    fn agent(n: u8) -> AgentId {
        AgentId::from_parts(1, [n; 10])
    }

    #[test]
    fn numbers_must_add_up_before_anything_is_asked() {
        let mut to = To { how: "given".into(), counts: [(agent(1), 3)].into(), ..To::default() };
        assert_eq!((to.sum(), to.allocation(5)), (3, None));
        to.counts.insert(agent(2), 2);
        assert!(matches!(to.allocation(5), Some(Allocation::Given { .. })));
        assert_eq!(To::default().allocation(5), Some(Allocation::Nobody));
        assert_eq!(To { how: "agent".into(), ..To::default() }.allocation(5), None, "none is chosen");
        assert_eq!((whole(2.9), whole(-1.0), whole(1e9)), (Some(2), None, None));
    }

    #[test]
    fn the_sum_is_said_and_who_takes_nothing_is_not_asked_for_a_number() {
        let one = |n: u8, name: &str, accepts| Taker {
            agent: agent(n),
            name: name.into(),
            accepts,
            state: "busy".into(),
            ..Taker::default()
        };
        for locale in Locale::ALL {
            let html = sample::render(locale, move || {
                let to = To { how: "given".into(), counts: [(agent(1), 3)].into(), ..To::default() };
                let takers = vec![one(1, "Chen", true), one(2, "Li Na", false)];
                rsx! { Giving { takers, to, tickets: 5, tried: true, on_change: |_| {} } }
            });
            assert_eq!(html.matches("<input").count(), 1, "{html}");
            assert!(html.contains("Chen") && html.contains("Li Na") && !html.contains(">daily-"), "{html}");
        }
    }

    #[test]
    fn the_end_names_who_got_no_ticket() {
        let refused =
            vec![RefusedCustomer { name: "Hua Plaza".into(), why: "not_found".into(), ..RefusedCustomer::default() }];
        let batch = TicketBatchNow { total: 12, done: 12, ended: true, refused, ..TicketBatchNow::default() };
        for locale in Locale::ALL {
            let batch = batch.clone();
            let html = sample::render(locale, move || rsx! { BatchState { batch: batch.clone() } });
            assert!(html.contains("Hua Plaza") && html.contains("11") && !html.contains(">daily-"), "{html}");
        }
    }
}
