//! Organisation, staff, form, companies, contacts, machines and links of the demo.

use truckroll_domain::access::BuiltIn;
use truckroll_domain::assets::{AssetCommand, AssetEdit};
use truckroll_domain::companies::{CompanyCommand, CompanyEdit};
use truckroll_domain::contacts::{ContactCommand, ContactEdit};
use truckroll_domain::forms::{Choice, Form, FormField, Input};
use truckroll_domain::people::{Agent, Group, PresenceState, PresenceStates, Role};
use truckroll_domain::visits::{Address, Stage, VisitField, VisitRules};
use truckroll_domain::{
    Actor, AgentId, AssetId, Command, CompanyId, ContactId, FormId, GroupId, LinkId, Place, RuleId, Timestamp,
};
use truckroll_protocol::api::MapSettings;

use super::pictures::Pictures;
use super::source::{self, Dice, id};
use super::{PASSWORD, PAST_MS, Seed, SeedResult};
use crate::auth;
use crate::db::{Cell, Tx, insert_many};
use crate::directory::{Settings, put_definition};
use crate::forms::{StoredLink, put_link};

const NAME: &str = "Huadong Lift Service 华东电梯服务";
/// Machines that carry a printed code.
const LINKS: usize = 24;

/// The demo's staff.
pub(super) struct Staff {
    pub dispatchers: Vec<AgentId>,
    pub engineers: Vec<Engineer>,
}

/// An engineer with what his day depends on.
pub(super) struct Engineer {
    pub id: AgentId,
    pub home: Place,
    pub skills: Vec<String>,
    pub shift: (u16, u16),
}

/// A machine with its owner.
#[derive(Clone)]
pub(super) struct Machine {
    pub id: AssetId,
    pub name: String,
    pub escalator: bool,
    pub company: CompanyId,
    pub company_name: String,
    pub address: Address,
    pub place: Place,
    pub english: bool,
    /// Contact, name, phone.
    pub people: Vec<(ContactId, String, String)>,
}

pub(super) async fn staff(seed: &Seed, pictures: &Pictures) -> SeedResult<Staff> {
    let hash = tokio::task::spawn_blocking(|| auth::password::hash(PASSWORD)).await?;
    let groups = ["浦东组", "浦西组", "北区组"];
    let groups: Vec<Group> = (1..)
        .zip(groups)
        .map(|(n, name)| Group {
            id: id::<GroupId>(3, n),
            name: name.to_owned(),
            parent: None,
            supervisors: Vec::new(),
            position: i64::try_from(n).unwrap_or(0),
        })
        .collect();
    let (agents, engineers) = agents(&groups, pictures);
    let mut tx = seed.app.db.begin().await?;
    let settings = Settings {
        time_zone: seed.time_zone(),
        utc_offset_min: seed.offset_min(),
        locale: "zh-CN".to_owned(),
        map: MapSettings { center: Some(Place::new(31.2304, 121.4737)), ..MapSettings::default() },
    };
    sqlx::query(
        "insert into tenants (id, name, seq, epoch, settings, created_at) values ($1, $2, 0, 1, $3, $4) \
         on conflict (id) do nothing",
    )
    .bind(seed.tenant.to_string())
    .bind(NAME)
    .bind(serde_json::to_string(&settings)?)
    .bind(seed.now.plus_ms(-PAST_MS).ms())
    .execute(tx.on())
    .await?;
    definitions(&mut tx, seed, &groups, &agents).await?;
    crate::rules::begin_with(&mut tx, seed.tenant, id::<RuleId>(12, 1), &settings.locale).await?;
    super::customers::definitions(&mut tx, seed).await?;
    super::assets::definitions(&mut tx, seed).await?;
    super::customers::queries(&mut tx, seed, (agents[1].id, &agents[1].name)).await?;
    accounts(&mut tx, seed, &agents, &hash).await?;
    tx.commit().await?;
    seed.app.forget_directory(seed.tenant);
    let dispatchers = agents.iter().filter(|a| a.roles.contains(&Role::Dispatcher)).map(|a| a.id).collect();
    Ok(Staff { dispatchers, engineers })
}

fn agents(groups: &[Group], pictures: &Pictures) -> (Vec<Agent>, Vec<Engineer>) {
    let mut dice = Dice::new(60);
    let companies = source::companies();
    let portraits = &pictures.portraits;
    let desk = |n: u64, account: &str, name: &str, given: &str, role: Role| Agent {
        id: id(2, n),
        account: account.to_owned(),
        name: name.to_owned(),
        given_name: given.to_owned(),
        roles: vec![role],
        role: Some(BuiltIn::from_duty(role).id()),
        mobile: format!("+86 139 1600 00{n:02}"),
        email: format!("{account}@huadong-lift.example"),
        ..Agent::default()
    };
    let mut agents = vec![
        desk(1, "admin", "Admin", "Admin", Role::Admin),
        desk(2, "dana", "Dana Fang", "Dana", Role::Dispatcher),
        desk(3, "qian", "钱晓敏", "晓敏", Role::Dispatcher),
        desk(4, "ken", "Ken Lu", "Ken", Role::Dispatcher),
    ];
    let mut engineers = Vec::new();
    for (n, text) in (100_u64..).zip(source::engineers()) {
        let near = &companies[text.near % companies.len()];
        let home = Place::new(near.lat + dice.swing() * 0.018, near.lon + dice.swing() * 0.02);
        let group = if near.lon > 121.505 {
            0
        } else if near.lat > 31.245 {
            2
        } else {
            1
        };
        let index = usize::try_from(n - 100).unwrap_or(0);
        let photo = (index < 24).then(|| portraits[index % portraits.len()].hash.clone());
        agents.push(Agent {
            groups: vec![groups[group].id],
            skills: text.skills.clone(),
            home: Some(home),
            photo,
            shift_from_min: Some(text.shift.0),
            shift_to_min: Some(text.shift.1),
            mobile: format!("+86 138 {:04} {:04}", dice.between(1000, 9999), dice.between(1000, 9999)),
            accepting: !dice.chance(5),
            ..desk(n, text.account, text.name, text.given_name, Role::Engineer)
        });
        engineers.push(Engineer { id: id(2, n), home, skills: text.skills, shift: text.shift });
    }
    (agents, engineers)
}

async fn definitions(tx: &mut Tx, seed: &Seed, groups: &[Group], agents: &[Agent]) -> SeedResult<()> {
    for group in groups {
        put_definition(tx, seed.tenant, "group", &group.id.to_string(), group).await?;
    }
    for agent in agents {
        put_definition(tx, seed.tenant, "agent", &agent.id.to_string(), agent).await?;
    }
    let form = form();
    put_definition(tx, seed.tenant, "form", &form.id.to_string(), &form).await?;
    let rules = VisitRules {
        solution: true,
        photos: 0,
        signature: true,
        watermark: false,
        fields: vec![VisitField {
            key: "downtime_min".to_owned(),
            label: "停机时长（分钟）".to_owned(),
            input: Input::Number,
            required_at: Stage::Optional,
            retired: false,
        }],
        ..VisitRules::default()
    };
    put_definition(tx, seed.tenant, VisitRules::KIND, VisitRules::ID, &rules).await?;
    let lunch = PresenceState { key: "lunch".into(), name: "Lunch break".into(), ..PresenceState::default() };
    let states = PresenceStates(vec![lunch]);
    put_definition(tx, seed.tenant, PresenceStates::KIND, PresenceStates::ID, &states).await?;
    Ok(())
}

async fn accounts(tx: &mut Tx, seed: &Seed, agents: &[Agent], hash: &str) -> SeedResult<()> {
    // one hash for all, so that the first start is quick
    for agent in agents {
        auth::put_account(tx, seed.tenant, agent.id, &agent.account, hash).await?;
    }
    Ok(())
}

fn form() -> Form {
    let field = |key: &str, label: &str, hint: &str, input, required| FormField {
        key: key.to_owned(),
        label: label.to_owned(),
        hint: hint.to_owned(),
        input,
        required,
    };
    let floor = |key: &str, label: &str| Choice { key: key.to_owned(), label: label.to_owned() };
    let floors = vec![
        floor("basement", "地下车库 Basement"),
        floor("ground", "一楼 Ground floor"),
        floor("low", "2–10 楼 Floors 2–10"),
        floor("high", "11 楼以上 Floor 11 and above"),
    ];
    Form {
        id: id::<FormId>(4, 1),
        title: "电梯报修 Report a fault".to_owned(),
        intro: "请留下电话和故障情况，我们会立即安排附近的师傅。 Leave your number and tell us what happened."
            .to_owned(),
        locale: "zh-CN".to_owned(),
        fields: vec![
            field("phone", "联系电话 Phone", "", Input::Phone, true),
            field("contact_name", "您的称呼 Your name", "", Input::Text, false),
            field(
                "description",
                "故障情况 What happened?",
                "是否有人被困？ Is anybody trapped?",
                Input::Multiline,
                true,
            ),
            field("floor", "停在哪一层 Floor", "", Input::Choice { options: floors }, false),
            field("email", "电子邮箱 E-mail", "", Input::Email, false),
        ],
        max_photos: 5,
        ask_place: true,
        published: true,
    }
}

/// Companies with their people and machines.
pub(super) async fn customers(seed: &mut Seed, staff: &Staff) -> SeedResult<Vec<Machine>> {
    let mut dice = Dice::new(40);
    let (chinese, english) = source::customers();
    let (mut commands, mut machines) = (Vec::new(), Vec::new());
    let start = seed.now.plus_ms(-PAST_MS - 30 * 60_000);
    for (n, text) in (1_u64..).zip(source::companies()) {
        let company = id::<CompanyId>(5, n);
        let place = Place::new(text.lat, text.lon);
        let city = if text.english { "Shanghai" } else { "上海市" };
        let address = Address {
            province: String::new(),
            city: city.to_owned(),
            district: text.district.to_owned(),
            detail: text.detail.to_owned(),
            place: Some(place),
        };
        let service_to = Timestamp(seed.now.ms() + dice.between(20, 400) * 86_400_000);
        let mut new = CompanyEdit {
            name: Some(text.name.to_owned()),
            phone: Some(text.phone.to_owned()),
            address: Some(address.clone()),
            service_from: Some(seed.now.plus_ms(-300 * 86_400_000)),
            service_to: Some(service_to),
            ..CompanyEdit::default()
        };
        let owner = staff.dispatchers[usize::try_from(n).unwrap_or(0) % staff.dispatchers.len()];
        super::customers::complete(n, text.lon, i64::try_from(3 + n % 3).unwrap_or(3), owner, &mut new);
        let command = CompanyCommand::Create { company: Box::new(new) };
        commands.push(seed.envelope(start, Command::Company { id: company, command }));
        if let Some(command) = super::assets::contract(seed, n, (company, text.name), text.english) {
            commands.push(seed.envelope(start, command));
        }
        let names = if text.english { &english } else { &chinese };
        let mut people = Vec::new();
        for k in 0..2_u64 {
            let contact = id::<ContactId>(6, n * 10 + k);
            let name = *dice.pick(names);
            let phone =
                format!("13{}{:04}{:04}", dice.between(5, 10), dice.between(1000, 9999), dice.between(1000, 9999));
            let position = match (text.english, k) {
                (true, 0) => "Facility manager",
                (true, _) => "Front desk",
                (false, 0) => "物业经理",
                (false, _) => "值班室",
            };
            let new = ContactEdit {
                name: Some(name.to_owned()),
                phone: Some(phone.clone()),
                position: Some(position.to_owned()),
                company: Some(company),
                company_name: Some(text.name.to_owned()),
                ..ContactEdit::default()
            };
            let command = ContactCommand::Create { contact: Box::new(new) };
            commands.push(seed.envelope(start, Command::Contact { id: contact, command }));
            people.push((contact, name.to_owned(), phone));
        }
        for k in 0..(3 + n % 3) {
            let escalator = k >= 2 && n % 2 == 0;
            let name = match (text.english, escalator) {
                (true, true) => format!("Escalator E{}", k - 1),
                (true, false) => format!("Lift {}", k + 1),
                (false, true) => format!("{} 号扶梯", k - 1),
                (false, false) => format!("{} 号电梯", k + 1),
            };
            let model = if escalator {
                *dice.pick(&["Schindler 9300", "KONE TravelMaster 110", "三菱 J 型"])
            } else {
                *dice.pick(&["Otis Gen2", "KONE MonoSpace 500", "三菱 LEHY-III", "日立 HGE", "Schindler 5500"])
            };
            let asset = id::<AssetId>(7, n * 10 + k);
            let new = AssetEdit {
                name: Some(name.clone()),
                model: Some(model.to_owned()),
                serial_number: Some(format!("SH{:02}-{:05}", n, dice.between(10_000, 99_999))),
                company: Some(company),
                company_name: Some(text.name.to_owned()),
                address: Some(address.clone()),
                ..AssetEdit::default()
            };
            let command = AssetCommand::Create { asset: Box::new(new) };
            commands.push(seed.envelope(start, Command::Asset { id: asset, command }));
            machines.push(Machine {
                id: asset,
                name,
                escalator,
                company,
                company_name: text.name.to_owned(),
                address: address.clone(),
                place,
                english: text.english,
                people: people.clone(),
            });
        }
    }
    seed.act(Actor::System, commands).await?;
    Ok(machines)
}

/// Printed codes on machines, and one for everywhere else.
pub(super) async fn links(seed: &Seed, machines: &[Machine]) -> SeedResult<()> {
    let mut tx = seed.app.db.begin().await?;
    sqlx::query("delete from form_links where tenant_id = $1").bind(seed.tenant.to_string()).execute(tx.on()).await?;
    let first = machines.iter().take(LINKS).map(|m| (Some(m.id), format!("{} · {}", m.name, m.company_name)));
    let all = std::iter::once((None, "Website 官网".to_owned())).chain(first);
    for (n, (asset, label)) in (1_u64..).zip(all) {
        let link = StoredLink {
            tenant: seed.tenant,
            id: id::<LinkId>(8, n),
            form: form().id,
            asset,
            label,
            created_at: seed.now.plus_ms(-PAST_MS),
            revoked_at: None,
        };
        put_link(&mut tx, &link).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Last positions, one row an engineer.
pub(super) async fn write_positions(seed: &Seed, known: &[(AgentId, Place, Timestamp)]) -> SeedResult<()> {
    let mut tx = seed.app.db.begin().await?;
    let rows: Vec<Vec<Cell>> = known
        .iter()
        .map(|(agent, place, at)| {
            vec![
                seed.tenant.to_string().into(),
                agent.to_string().into(),
                truckroll_domain::Value::Real(place.lat).into(),
                truckroll_domain::Value::Real(place.lon).into(),
                truckroll_domain::Value::Real(12.0).into(),
                at.ms().into(),
            ]
        })
        .collect();
    let conflict = "(tenant_id, agent_id) do update set lat = excluded.lat, lon = excluded.lon, at = excluded.at";
    insert_many(&mut tx, "positions", &["tenant_id", "agent_id", "lat", "lon", "accuracy_m", "at"], rows, conflict)
        .await?;
    tx.commit().await?;
    for (agent, place, at) in known {
        seed.app.positions.moved(seed.tenant, *agent, *place, *at);
    }
    Ok(())
}
