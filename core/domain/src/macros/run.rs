//! Macros as they run: each at most once, in their order, on a draft. Whatever comes, this ends and says the same again.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::fitting;
use super::{Action, Draft, Eyes, Macro, Moment, Scene, Source};
use crate::fields::{FieldKind, FieldValue, Label, ValueEdits};
use crate::tickets::form::{Effects, formula_value};
use crate::{MacroId, gather};

/// What a macro came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ran {
    /// Its conditions held.
    Then,
    /// They did not.
    Else,
}

impl Ran {
    /// Both.
    pub const ALL: [Ran; 2] = [Ran::Then, Ran::Else];
    /// The word in conditions and message keys.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Ran::Then => "then",
            Ran::Else => "else",
        }
    }
}

/// A button that was pressed and not taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pressed {
    /// The macro.
    pub id: MacroId,
    /// What it came to.
    pub ran: Ran,
}

/// Why a submit is stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The macro.
    pub id: MacroId,
    /// Its title.
    pub title: String,
    /// What it says.
    pub text: Label,
}

/// What macros come to.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Outcome {
    /// What they fill in.
    pub edits: ValueEdits,
    /// What they make of the form.
    pub effects: Effects,
    /// Whether they hide the replies.
    pub replies_hidden: bool,
    /// Whether they bring the upload of pictures to the page.
    pub pictures: bool,
    /// What stops the submit, in the order of the macros.
    pub blocks: Vec<Block>,
    /// Macros that are hidden.
    pub hidden: BTreeSet<MacroId>,
    /// Numbers to be called.
    pub calls: Vec<String>,
    /// What ran.
    pub ran: BTreeMap<MacroId, Ran>,
    /// Every value that was filled in, also where it stood there already.
    pub(super) fills: ValueEdits,
    /// Fields that were filled by the clock.
    pub(super) moving: BTreeSet<String>,
}

/// Where a form stands by its macros.
pub type Stand = Outcome;

struct Run<'a> {
    macros: &'a [Macro],
    scene: &'a Scene<'a>,
    draft: Draft,
    /// Whether what is filled in is put into the draft.
    writes: bool,
    /// Fields that were changed by what ran.
    touched: BTreeSet<String>,
    out: Outcome,
}

impl<'a> Run<'a> {
    fn begin(macros: &'a [Macro], scene: &'a Scene<'a>, draft: Draft, writes: bool, out: Outcome) -> Self {
        Self { macros, scene, draft, writes, touched: BTreeSet::new(), out }
    }

    /// All macros of a moment, in their order.
    fn moment(&mut self, moment: Moment) {
        for one in self.macros.iter().filter(|one| one.moment == moment) {
            self.carry(one);
        }
    }

    /// The macros that listen to what was changed, until none is left that has not run.
    fn follow(&mut self) {
        let listens = |one: &Macro, touched: &BTreeSet<String>| {
            one.moment == Moment::FieldChange && one.listens.iter().any(|key| touched.contains(key))
        };
        let macros = self.macros;
        let mut asked = BTreeSet::new();
        while let Some(one) = macros.iter().find(|one| !asked.contains(&one.id) && listens(one, &self.touched)) {
            asked.insert(one.id);
            self.carry(one);
        }
    }

    fn carry(&mut self, one: &Macro) {
        if self.out.hidden.contains(&one.id) || !self.scene.concerns(one, &self.draft) {
            return;
        }
        if self.scene.eyes == Eyes::Judge && one.asks_screen() {
            self.leave_open(one);
            return;
        }
        let ran = if self.scene.holds(one, &self.draft, &self.out.ran) { Ran::Then } else { Ran::Else };
        self.out.blocks.retain(|block| block.id != one.id);
        self.out.ran.insert(one.id, ran);
        self.act_all(one, ran);
    }

    /// What a macro bears on of which only a screen can know whether it ran.
    fn leave_open(&mut self, one: &Macro) {
        for action in one.actions() {
            self.out.effects.open.extend(action.bears_on().iter().cloned());
        }
    }

    fn act_all(&mut self, one: &Macro, ran: Ran) {
        let actions = if ran == Ran::Then { &one.then } else { &one.otherwise };
        for action in actions {
            self.act(one, action);
        }
    }

    fn act(&mut self, one: &Macro, action: &Action) {
        match action {
            Action::Set { field, value, only_if_empty } => self.fill(field, value, *only_if_empty),
            Action::Block { text } => {
                self.out.blocks.push(Block { id: one.id, title: one.title.clone(), text: text.clone() });
            }
            Action::Allow => self.out.blocks.clear(),
            Action::ReadOnly { fields, who } => {
                if who.includes(self.scene.viewer, &self.draft.ticket, &self.draft.overlay) {
                    self.out.effects.all_read_only |= fields.is_empty();
                    self.out.effects.read_only.extend(fields.iter().cloned());
                }
            }
            Action::HideMacros { macros } => self.out.hidden.extend(macros.iter().copied()),
            Action::Show { fields, replies } => {
                fields.iter().for_each(|key| self.out.effects.show(key));
                self.out.replies_hidden &= !replies;
            }
            Action::Hide { fields, replies } => {
                fields.iter().for_each(|key| self.out.effects.hide(key));
                self.out.replies_hidden |= replies;
            }
            Action::Pictures => self.out.pictures = true,
            Action::Call { field } => {
                let number = self.draft.value(field).map(|value| value.typed()).unwrap_or_default();
                if !number.is_empty() && self.writes && !self.out.calls.contains(&number) {
                    self.out.calls.push(number);
                }
            }
        }
    }

    fn fill(&mut self, key: &str, source: &Source, only_if_empty: bool) {
        let Some(kind) = self.fillable(key).cloned() else { return };
        let value = match source {
            Source::Nothing => None,
            source => {
                // what does not fit is left out: a macro is written for more tickets than one
                let Some(given) = self.value_of(source, &kind) else { return };
                match fitting(key, &kind, &given) {
                    Some(value) => value,
                    None => return,
                }
            }
        };
        if matches!(source, Source::Now | Source::Formula { .. }) {
            self.out.moving.insert(key.to_owned());
        }
        self.out.fills.insert(key.to_owned(), value.clone());
        let before = self.draft.value(key);
        if !self.writes || only_if_empty && before.is_some() {
            return;
        }
        self.draft.set(key, value.as_ref(), self.scene.clock.now);
        let after = self.draft.value(key);
        if after != before {
            self.touched.insert(key.to_owned());
            self.out.edits.insert(key.to_owned(), after);
        }
    }

    /// The kind of a field that may be filled here: one of the form, which neither its template nor a macro before makes
    /// read-only for who works on it.
    fn fillable(&self, key: &str) -> Option<&FieldKind> {
        let field = self.scene.paper.set.field(key).filter(|field| field.archived_at.is_none())?;
        if self.out.effects.locks(key) {
            return None;
        }
        if field.system {
            return super::SETTABLE.contains(&key).then_some(&field.kind);
        }
        let fits = match self.scene.paper.template {
            Some(template) => template.field(key).is_some_and(|asked| !asked.read_only.includes(self.scene.viewer)),
            None => true,
        };
        let typed = !field.kind.has_rows() && !matches!(field.kind, FieldKind::Computed { .. });
        (fits && typed).then_some(&field.kind)
    }

    fn value_of(&self, source: &Source, kind: &FieldKind) -> Option<FieldValue> {
        let (paper, clock) = (self.scene.paper, self.scene.clock);
        let effects = &self.out.effects;
        let formula = |text: &str| formula_value(paper, &self.draft.ticket, &self.draft.overlay, clock, effects, text);
        match source {
            Source::Fixed { value } => Some(value.clone()),
            Source::Field { key } => match paper.set.kind(key) {
                Some(FieldKind::Computed { formula: text }) => formula(text),
                _ => self.draft.value(key),
            },
            Source::Now if *kind == FieldKind::Date => FieldValue::text(&clock.offsets.local(clock.now).0.to_string()),
            Source::Now => Some(FieldValue::Int(clock.now.ms())),
            Source::Me => self.scene.viewer.agent.map(|agent| FieldValue::Text(agent.to_string())),
            Source::Formula { text } => formula(text),
            Source::Nothing => None,
        }
    }
}

/// The macros of the form being opened, on the stored ticket, as they bear on the form.
fn opened_form(macros: &[Macro], scene: &Scene<'_>, stored: &Draft) -> Outcome {
    let out = Outcome { effects: Effects::of_node(&stored.ticket, &stored.overlay), ..Outcome::default() };
    let mut run = Run::begin(macros, scene, stored.clone(), true, out);
    run.moment(Moment::PageLoad);
    if scene.eyes == Eyes::Judge {
        let draft = stored.clone();
        for one in macros.iter().filter(|one| one.moment == Moment::Button && scene.concerns(one, &draft)) {
            run.leave_open(one);
        }
    }
    run.out
}

/// What the macros of the form being opened fill in, with what that sets off.
#[must_use]
pub fn opened(macros: &[Macro], scene: &Scene<'_>, stored: &Draft) -> Outcome {
    let out = Outcome { effects: Effects::of_node(&stored.ticket, &stored.overlay), ..Outcome::default() };
    let mut run = Run::begin(macros, scene, stored.clone(), true, out);
    run.moment(Moment::PageLoad);
    run.follow();
    run.out
}

/// Where a form stands: the macros of its opening on the stored ticket, those that listen to what differs from it in the draft,
/// and the buttons that were pressed. Nothing is filled in by asking.
#[must_use]
pub fn stand(macros: &[Macro], scene: &Scene<'_>, stored: &Draft, now: &Draft, buttons: &[Pressed]) -> Stand {
    let mut out = opened_form(macros, scene, stored);
    out.edits.clear();
    out.calls.clear();
    let mut run = Run::begin(macros, scene, now.clone(), false, out);
    run.touched = gather::set(now.differs(stored));
    run.follow();
    for button in buttons {
        if let Some(one) = macros.iter().find(|one| one.id == button.id) {
            run.out.ran.insert(one.id, button.ran);
            run.act_all(one, button.ran);
        }
    }
    run.out
}

/// Goes on from where a form stands.
fn going_on<'a>(
    macros: &'a [Macro],
    scene: &'a Scene<'a>,
    stored: &Draft,
    now: &Draft,
    buttons: &[Pressed],
) -> Run<'a> {
    let out = stand(macros, scene, stored, now, buttons);
    Run::begin(macros, scene, now.clone(), true, out)
}

/// What changing these fields of a draft sets off.
#[must_use]
pub fn changed(
    macros: &[Macro],
    scene: &Scene<'_>,
    stored: &Draft,
    now: &Draft,
    buttons: &[Pressed],
    keys: &[String],
) -> Outcome {
    let mut run = going_on(macros, scene, stored, now, buttons);
    run.touched = gather::set(keys.iter().cloned());
    run.follow();
    run.out
}

/// What pressing a button does; `None` where it is not offered.
#[must_use]
pub fn pressed(
    macros: &[Macro],
    scene: &Scene<'_>,
    stored: &Draft,
    now: &Draft,
    buttons: &[Pressed],
    id: MacroId,
) -> Option<Outcome> {
    let mut run = going_on(macros, scene, stored, now, buttons);
    let one = offered(macros, scene, now, &run.out).find(|one| one.id == id)?;
    run.carry(one);
    run.follow();
    Some(run.out)
}

/// The buttons a form offers.
pub fn offered<'a>(
    macros: &'a [Macro],
    scene: &'a Scene<'a>,
    now: &'a Draft,
    stands: &Stand,
) -> impl Iterator<Item = &'a Macro> + use<'a> {
    let hidden = stands.hidden.clone();
    macros
        .iter()
        .filter(move |one| one.moment == Moment::Button && !hidden.contains(&one.id) && scene.concerns(one, now))
}

/// What submitting a draft sets off: what is filled in at last, and what stops it.
#[must_use]
pub fn submitted(macros: &[Macro], scene: &Scene<'_>, stored: &Draft, now: &Draft, buttons: &[Pressed]) -> Outcome {
    let mut run = going_on(macros, scene, stored, now, buttons);
    run.moment(Moment::Submit);
    run.follow();
    run.out
}
