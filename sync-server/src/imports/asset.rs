//! What a row of a file does to an asset table: which row of the table it means, whom that belongs to, the command.
//!
//! A row is told by the value of the table's unique field. Without one every row is new, because nothing says which of two
//! that look alike is meant.

use truckroll_domain::assets::{Asset, AssetCommand, AssetTable, Owner};
use truckroll_domain::imports::{Outcome, Reason, Row, asset_edit};
use truckroll_domain::{AssetId, Command, Content};

use super::plan::{Batch, Changed, Known, Memory, Planner, body_of};
use crate::assets::unique;

impl Planner {
    /// The table that the file is for.
    pub(super) fn table(&self) -> Option<&AssetTable> {
        self.directory.open_table(&self.job.table)
    }

    /// The value that tells a row from the others of its table.
    pub(super) fn unique_value(&self, row: &Row) -> Option<String> {
        let table = self.table()?;
        unique::text_of(table, row.values.get(&table.unique)?).filter(|text| !text.is_empty())
    }

    /// Whom a row belongs to; `None` where it does not say. What it says and nobody is called is noted on it.
    fn owner(&self, row: &mut Row, known: &Known) -> Option<Owner> {
        let text = |key: &str| Some(row.text(key).to_owned()).filter(|text| !text.is_empty());
        if let Some(name) = text("company") {
            let found = known.companies.get(&name).map(|id| Owner::Company { id: *id, name: name.clone() });
            if found.is_none() {
                row.fault(self.job.mapping.column_of("company"), "company", Reason::CompanyNotFound, &name);
            }
            return found;
        }
        if let Some(name) = text("contact") {
            let found = known.people.get(&name).copied();
            match found {
                Some(Some(id)) => return Some(Owner::Contact { id, name }),
                Some(None) => {
                    row.fault(self.job.mapping.column_of("contact"), "contact", Reason::BadFormat, "several_people");
                }
                None => row.fault(self.job.mapping.column_of("contact"), "contact", Reason::OptionNotFound, &name),
            }
            return None;
        }
        let id = text("agent").and_then(|id| id.parse().ok())?;
        let name = self.directory.agents.get(&id).map(|agent| agent.name.clone())?;
        Some(Owner::Agent { id, name })
    }

    /// Plans a row.
    pub(super) fn asset(&self, row: &mut Row, known: &Known, memory: &Memory, batch: &mut Batch) {
        let owner = self.owner(row, known);
        let id = self.unique_value(row).and_then(|value| known.assets.get(&value)).copied();
        if id.is_some() && self.job.mapping.keep && row.faults.is_empty() {
            batch.counts.kept += 1;
            return;
        }
        match id {
            None => self.new_asset(row, owner, known, batch),
            Some(id) => self.known_asset(row, id, owner, (known, memory), batch),
        }
    }

    fn new_asset(&self, row: &mut Row, owner: Option<Owner>, known: &Known, batch: &mut Batch) {
        let (mut edit, _) = asset_edit(row, &Asset::default());
        edit.table.clone_from(&self.job.table);
        edit.owner = owner;
        let id: AssetId = self.app.fresh();
        let command = Command::Asset { id, command: AssetCommand::Create { asset: Box::new(edit) } };
        if let Some((envelope, _)) = self.tried(row, command, None, &known.holders) {
            self.write(batch, row, id.into(), Outcome::Created, "{}".to_owned(), envelope);
        }
    }

    fn known_asset(
        &self,
        row: &mut Row,
        id: AssetId,
        owner: Option<Owner>,
        (known, memory): (&Known, &Memory),
        batch: &mut Batch,
    ) {
        let Some(Content::Asset(base)) = known.bases.get(&id.into()) else {
            row.fault(None, "", Reason::PermissionDenied, "");
            return;
        };
        let (mut edit, changed) = asset_edit(row, base);
        let given = owner.filter(|owner| *owner != base.owner());
        if changed.is_empty() && given.is_none() && row.faults.is_empty() {
            batch.counts.kept += 1;
            return;
        }
        if self.is_touched(row, id.into(), memory, batch) {
            return;
        }
        edit.owner.clone_from(&given);
        let command = Command::Asset { id, command: AssetCommand::Edit { edit: Box::new(edit) } };
        let content = Content::Asset(base.clone());
        let Some((envelope, Content::Asset(after))) = self.tried(row, command, Some(content), &known.holders) else {
            return;
        };
        let values = |of: &Asset| changed.iter().map(|key| (key.clone(), of.value(key))).collect();
        let owner = given.map(|given| (base.owner(), given));
        let body = Changed { before: values(base), after: values(&after), owner, ..Changed::default() };
        self.write(batch, row, id.into(), Outcome::Updated, body_of(&body), envelope);
    }
}
