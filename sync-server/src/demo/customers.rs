//! What the demo's customers say beyond name and address: own fields, groups, tags, saved queries.

use truckroll_domain::companies::CompanyEdit;
use truckroll_domain::customers::{CustomerGroup, CustomerSettings, Mode, Tag, TagCategory};
use truckroll_domain::fields::{Field, FieldKind, FieldSet, FieldValue, Label, Noun};
use truckroll_domain::filter::{Condition, Filter, Operand, Operator};
use truckroll_domain::forms::Choice;
use truckroll_domain::{AgentId, DocumentId};
use truckroll_protocol::api::{KeptQuery, OrderBy, Visible};

use super::source::id;
use super::{Seed, SeedResult};
use crate::customers::saved;
use crate::db::Tx;
use crate::directory::put_definition;

/// Key, name, group above.
const GROUPS: [(&str, &str, &str); 5] = [
    ("east", "华东 East China", ""),
    ("pudong", "浦东 Pudong", "east"),
    ("puxi", "浦西 Puxi", "east"),
    ("chains", "连锁客户 Chains", ""),
    ("hotels", "酒店 Hotels", "chains"),
];
/// Key and name.
type Named = (&'static str, &'static str);
/// Category, its name, its tags.
const TAGS: [(&str, &str, &[Named]); 2] = [
    ("level", "级别 Level", &[("gold", "金牌 Gold"), ("silver", "银牌 Silver")]),
    ("care", "注意 Care", &[("night", "夜间可上门 Nights too"), ("keys", "需取钥匙 Fetch keys")]),
];

/// The definitions: two own fields, groups and tags.
pub(super) async fn definitions(tx: &mut Tx, seed: &Seed) -> SeedResult<()> {
    let mut set = FieldSet::standard(Noun::Company);
    let contracts = [("full", "全包 Full service"), ("basic", "清包 Basic"), ("call", "按次 On call")];
    let options = contracts.map(|(key, label)| Choice { key: key.into(), label: label.into() }).to_vec();
    set.fields.push(Field::new("contract", Label::new("Contract", "合同类型"), FieldKind::Choice { options }));
    let machines = Field::new("machines", Label::new("Machines", "电梯台数"), FieldKind::Whole);
    set.fields.push(Field { unit: "台".to_owned(), ..machines });
    put_definition(tx, seed.tenant, FieldSet::KIND, Noun::Company.word(), &set).await?;
    let group = |(key, name, parent): (&str, &str, &str)| CustomerGroup {
        key: key.into(),
        name: name.into(),
        parent: parent.into(),
        archived_at: None,
    };
    let tag = |(key, name): &(&str, &str)| Tag { key: (*key).into(), name: (*name).into(), archived_at: None };
    let settings = CustomerSettings {
        mode: Mode::Company,
        region: String::new(),
        groups: GROUPS.map(group).to_vec(),
        tags: TAGS
            .iter()
            .map(|(key, name, tags)| TagCategory {
                key: (*key).into(),
                name: (*name).into(),
                tags: tags.iter().map(tag).collect(),
            })
            .collect(),
    };
    put_definition(tx, seed.tenant, CustomerSettings::KIND, CustomerSettings::ID, &settings).await?;
    Ok(())
}

/// What company `n` says of itself.
pub(super) fn complete(n: u64, lon: f64, machines: i64, owner: AgentId, company: &mut CompanyEdit) {
    let group = match n % 7 {
        0 => "hotels",
        _ if lon > 121.505 => "pudong",
        _ => "puxi",
    };
    company.group = Some(group.to_owned());
    let tags: &[&str] =
        [&["gold"][..], &["silver"], &["gold", "night"], &["keys"], &[]][usize::try_from(n % 5).unwrap_or(0)];
    company.tags = tags.iter().map(|tag| ((*tag).to_owned(), true)).collect();
    company.im = n.is_multiple_of(3).then(|| vec![format!("WeChat: customer-{n}")]);
    company.source =
        Some(["展会 Fair", "转介绍 Referral", "来电 Call"][usize::try_from(n % 3).unwrap_or(0)].to_owned());
    company.owner = Some(owner);
    let contract = ["full", "basic", "full", "call"][usize::try_from(n % 4).unwrap_or(0)];
    company.fields =
        [("contract".to_owned(), FieldValue::text(contract)), ("machines".to_owned(), Some(FieldValue::Int(machines)))]
            .into();
}

/// Two queries that everybody sees.
pub(super) async fn queries(tx: &mut Tx, seed: &Seed, author: (AgentId, &str)) -> SeedResult<()> {
    let condition = |field: &str, op, value| Condition { field: field.into(), op, value };
    let text = |text: &str| Some(Operand::Text(text.to_owned()));
    let ending = Filter {
        all: vec![
            condition("service_to", Operator::WithinNextDays, Some(Operand::Int(90))),
            condition("fields.contract", Operator::Is, text("full")),
        ],
        any: Vec::new(),
    };
    let gold = Filter {
        all: vec![condition("group", Operator::Is, text("east"))],
        any: vec![
            condition("tags", Operator::Is, text("gold")),
            condition("fields.machines", Operator::AtLeast, Some(Operand::Int(5))),
        ],
    };
    let columns = |all: &[&str]| all.iter().map(|c| (*c).to_owned()).collect();
    let by = |field: &str, descending| vec![OrderBy { field: field.to_owned(), descending }];
    for (n, name, filter, order, columns) in [
        (
            1,
            "全包快到期 Full service ends soon",
            ending,
            by("service_to", false),
            columns(&["phone", "service_to", "owner", "contact.name"]),
        ),
        (
            2,
            "华东重点客户 Key customers East",
            gold,
            by("fields.machines", true),
            columns(&["group", "tags", "fields.machines"]),
        ),
    ] {
        let query = KeptQuery {
            noun: Noun::Company,
            table: String::new(),
            name: name.to_owned(),
            visible: Visible::All,
            filter,
            order,
            columns,
        };
        saved::insert(tx, seed.tenant, &id::<DocumentId>(10, n).to_string(), &query, author, seed.now).await?;
    }
    Ok(())
}
