//! The demo's second asset table: contracts, one for each customer with a paid service, told apart by their number.

use truckroll_domain::assets::{AssetCommand, AssetEdit, AssetTable, Owner};
use truckroll_domain::fields::{Field, FieldKind, FieldValue, Label};
use truckroll_domain::forms::Choice;
use truckroll_domain::{AssetId, Command, CompanyId, day};

use super::source::id;
use super::{Seed, SeedResult};
use crate::db::Tx;
use crate::directory::put_definition;

/// The key of the table.
const CONTRACTS: &str = "contracts";
const DAY_MS: i64 = 86_400_000;

/// The table.
pub(super) async fn definitions(tx: &mut Tx, seed: &Seed) -> SeedResult<()> {
    let mut table = AssetTable::fresh(CONTRACTS, Label::new("Contracts", "合同"));
    let billing = [("month", "月付 Monthly"), ("quarter", "季付 Quarterly"), ("year", "年付 Yearly")];
    let options = billing.map(|(key, label)| Choice { key: key.into(), label: label.into() }).to_vec();
    table.set.fields.extend([
        Field { required: true, ..Field::new("number", Label::new("Number", "合同编号"), FieldKind::Text) },
        Field::new("billing", Label::new("Billing", "付款方式"), FieldKind::Choice { options }),
        Field { unit: "元".to_owned(), ..Field::new("fee", Label::new("Fee a year", "年费"), FieldKind::Whole) },
        Field::new("signed", Label::new("Signed on", "签订日期"), FieldKind::Date),
    ]);
    table.unique = "number".to_owned();
    put_definition(tx, seed.tenant, AssetTable::KIND, CONTRACTS, &table).await?;
    Ok(())
}

/// The contract of company `n`; none with those that pay for each call.
pub(super) fn contract(seed: &Seed, n: u64, company: (CompanyId, &str), english: bool) -> Option<Command> {
    let (billing, fee) = match n % 4 {
        0 => ("year", 48_000),
        1 => ("quarter", 18_000),
        2 => ("month", 30_000),
        _ => return None,
    };
    let days = seed.now.ms().div_euclid(DAY_MS) - i64::try_from(60 + n * 9).unwrap_or(60);
    let signed = day::plus(day::parse("1970-01-01")?, days)?.to_string();
    let name = if english { "Maintenance contract" } else { "电梯维保合同" };
    let text = |text: String| Some(FieldValue::Text(text));
    let new = AssetEdit {
        table: CONTRACTS.to_owned(),
        name: Some(name.to_owned()),
        owner: Some(Owner::Company { id: company.0, name: company.1.to_owned() }),
        fields: [
            ("number".to_owned(), text(format!("HT-2025-{n:04}"))),
            ("billing".to_owned(), text(billing.to_owned())),
            ("fee".to_owned(), Some(FieldValue::Int(fee + i64::try_from(n % 5).unwrap_or(0) * 1_200))),
            ("signed".to_owned(), text(signed)),
        ]
        .into(),
        ..AssetEdit::default()
    };
    let command = AssetCommand::Create { asset: Box::new(new) };
    Some(Command::Asset { id: id::<AssetId>(30, n), command })
}
