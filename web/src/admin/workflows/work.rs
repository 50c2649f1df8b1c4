//! The state of the editor: the draft, what is picked, where one looks, and the steps that were taken. Every change of the drawing
//! goes through [`Work::change`], so that it can be taken back.

use dioxus::prelude::*;
use truckroll_domain::workflows::{Fault, Workflow};
use truckroll_domain::{TemplateId, WorkflowId};
use truckroll_protocol::api::{NewWorkflow, WorkflowNow};

use super::asked::{can_be_asked, subjects};
use super::past::Past;
use super::shape::{body, whole};
use super::view::View;
use crate::admin::draft::{Draft, Replaced};
use crate::desk::conditions::Ask;
use crate::desk::customers::Book;
use crate::platform;

/// What is replaced as a whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The template whose tickets go this way.
    pub template: Option<TemplateId>,
    /// What is drawn.
    pub workflow: Workflow,
}

/// A workflow as it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    /// All of it.
    pub now: WorkflowNow,
    plan: Plan,
}

impl From<WorkflowNow> for Known {
    fn from(now: WorkflowNow) -> Self {
        let plan = Plan { template: now.design.template, workflow: now.design.draft.clone() };
        Self { now, plan }
    }
}

impl Replaced for Known {
    type Body = Plan;
    fn seq(&self) -> i64 {
        self.now.seq
    }
    fn body(&self) -> &Plan {
        &self.plan
    }
}

/// What the panel is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Picked {
    /// A node, by its key.
    Node(String),
    /// A link, by its key.
    Link(String),
    /// A note, by its place in the list.
    Note(usize),
    /// The workflow itself.
    Whole,
    /// What is wrong.
    Faults,
}

/// A menu that is open.
#[derive(Clone, Debug, PartialEq)]
pub struct Open {
    /// What it offers.
    pub of: Offer,
    /// Where on the sheet.
    pub at: (f64, f64),
}

/// What a menu offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Offer {
    /// What can be done with a node.
    Node(String),
    /// What a node can be joined to.
    Connect(String),
    /// What a link that ended nowhere leads to, there in units of the grid.
    Behind(String, (i32, i32)),
}

/// The state; copy it freely.
#[derive(Clone, Copy, PartialEq)]
pub struct Work {
    /// The draft beside what was read.
    pub draft: Draft<Known>,
    /// What is picked.
    pub picked: Signal<Option<Picked>>,
    /// Where one looks.
    pub view: Signal<View>,
    /// The menu.
    pub menu: Signal<Option<Open>>,
    /// Counts when the panel is asked to take the focus.
    pub enter: Signal<u32>,
    /// What is known of fields and people.
    pub book: ReadSignal<Book>,
    past: Signal<Past>,
    faults: Memo<Vec<Fault>>,
}

/// The state of an editor of `draft`.
pub fn use_work(draft: Draft<Known>, book: ReadSignal<Book>) -> Work {
    let faults = use_memo(move || {
        let book = book.read();
        draft.body.read().workflow.verify(&|filter| can_be_asked(&book, filter))
    });
    Work {
        draft,
        book,
        picked: use_signal(|| None),
        view: use_signal(View::default),
        menu: use_signal(|| None),
        enter: use_signal(|| 0),
        past: use_signal(Past::default),
        faults,
    }
}

/// The id of a node in the page.
#[must_use]
pub fn dom_id(key: &str) -> String {
    format!("flow-node-{key}")
}

impl Work {
    /// The drawing.
    #[must_use]
    pub fn workflow(&self) -> Workflow {
        self.draft.body.read().workflow.clone()
    }

    /// Which workflow it is.
    #[must_use]
    pub fn id(&self) -> WorkflowId {
        self.draft.read().now.design.id
    }

    /// Everything that conditions can ask about.
    #[must_use]
    pub fn subjects(&self) -> Vec<Ask> {
        subjects(&self.book.read())
    }

    /// Everything that would strand a ticket.
    #[must_use]
    pub fn faults(&self) -> Vec<Fault> {
        self.faults.read().clone()
    }

    /// Changes the drawing as one step. `about` says what it is about: the next step about the same goes on with it.
    pub fn change<R>(&self, about: &str, edit: impl FnOnce(&mut Workflow) -> R) -> R {
        let before = self.draft.body.peek().workflow.clone();
        let mut after = before.clone();
        let result = edit(&mut after);
        if after != before {
            let (mut past, mut body) = (self.past, self.draft.body);
            past.write().step(before, about);
            body.write().workflow = after;
        }
        result
    }

    /// Chooses the template.
    pub fn govern(&self, template: Option<TemplateId>) {
        let mut body = self.draft.body;
        body.write().template = template;
    }

    /// Whether a step can be taken back, and whether one was.
    #[must_use]
    pub fn steps(&self) -> (bool, bool) {
        let past = self.past.read();
        (past.can_undo(), past.can_redo())
    }

    /// Takes the last step back.
    pub fn undo(&self) {
        let (mut past, mut body) = (self.past, self.draft.body);
        let now = body.peek().workflow.clone();
        if let Some(was) = past.write().undo(now) {
            body.write().workflow = was;
        }
    }

    /// Takes the step that was taken back.
    pub fn redo(&self) {
        let (mut past, mut body) = (self.past, self.draft.body);
        let now = body.peek().workflow.clone();
        if let Some(will) = past.write().redo(now) {
            body.write().workflow = will;
        }
    }

    /// Picks something.
    pub fn pick(&self, what: Option<Picked>) {
        let mut picked = self.picked;
        if *picked.peek() != what {
            picked.set(what);
        }
    }

    /// Picks something and leads the focus to its panel.
    pub fn open(&self, what: Picked) {
        self.pick(Some(what));
        let mut enter = self.enter;
        enter += 1;
    }

    /// Whether a node is picked.
    #[must_use]
    pub fn is_picked(&self, what: &Picked) -> bool {
        self.picked.read().as_ref() == Some(what)
    }

    /// The node that is picked.
    #[must_use]
    pub fn node(&self) -> Option<String> {
        match &*self.picked.read() {
            Some(Picked::Node(key)) => Some(key.clone()),
            _ => None,
        }
    }

    /// Brings a node into sight and gives it the focus.
    pub fn go_to(&self, key: &str) {
        self.show(key);
        platform::focus(&dom_id(key));
    }

    /// Brings a node into sight.
    pub fn show(&self, key: &str) {
        let rect = self.draft.body.peek().workflow.node(key).map(body);
        if let Some(rect) = rect {
            self.look(|view| view.showing(rect));
        }
    }

    /// Looks at something else.
    pub fn look(&self, at: impl FnOnce(View) -> View) {
        let mut view = self.view;
        let now = *view.peek();
        view.set(at(now));
    }

    /// Looks at everything.
    pub fn fit(&self) {
        let drawing = whole(&self.draft.body.peek().workflow);
        self.look(|view| view.fit(drawing));
    }

    /// Opens a menu.
    pub fn offer(&self, of: Offer, at: (f64, f64)) {
        let mut menu = self.menu;
        menu.set(Some(Open { of, at }));
    }

    /// What is sent to be kept.
    #[must_use]
    pub fn sent(&self) -> NewWorkflow {
        let plan = self.draft.body.peek().clone();
        let id = self.draft.read().now.design.id;
        NewWorkflow { seq: self.draft.seq(), id, template: plan.template, workflow: plan.workflow }
    }
}
