//! Hua Plaza: the company, Zhou Min who answers for it, and its lift 3.

use truckroll_domain::Command;
use truckroll_domain::assets::{Asset, AssetCommand, AssetEdit, Owner};
use truckroll_domain::companies::{Company, CompanyCommand, CompanyEdit};
use truckroll_domain::contacts::{CompanyLink, Contact, ContactCommand, ContactEdit};
use truckroll_domain::fields::FieldValue;
use truckroll_domain::visits::{Address, Customer};

use super::{Named, at, dana, fields, hua_plaza, lift_3, picture, site, zhou_min};

pub fn address() -> Address {
    Address {
        province: "Shanghai".into(),
        city: "Shanghai".into(),
        district: "Huangpu".into(),
        detail: "Nanjing Road 100, basement 2".into(),
        place: Some(site()),
    }
}

pub fn customer() -> Customer {
    Customer {
        company: Some(hua_plaza()),
        company_name: "Hua Plaza".into(),
        contact: Some(zhou_min()),
        contact_name: "Zhou Min".into(),
        phone: "+86 21 5000 2222".into(),
    }
}

pub fn company() -> Company {
    Company {
        schema: 1,
        name: "Hua Plaza".into(),
        phone: "+86 21 5000 0000".into(),
        mobile: "138 0000 1111".into(),
        im: vec!["WeChat: hua-plaza".into()],
        group: "north".into(),
        tags: [("gold".to_owned(), true)].into(),
        category: "Full service".into(),
        serial_number: "HP-0001".into(),
        source: "Fair".into(),
        owner_group: Some(super::id(77)),
        files: [(picture("contract").hash, "contract.jpg".to_owned())].into(),
        fields: fields::values(),
        deleted_at: None,
        merged_into: None,
        email: "office@huaplaza.example".into(),
        website: "https://huaplaza.example".into(),
        address: address(),
        owner: Some(dana()),
        service_from: Some(at(-500_000)),
        service_to: Some(at(500_000)),
        remark: "Goods entrance at the back.".into(),
        created_at: at(-600_000),
    }
}

pub fn contact() -> Contact {
    Contact {
        schema: 1,
        name: "Zhou Min".into(),
        phone: "+86 136 0000 2222".into(),
        landline: "021 5000 2222".into(),
        im: vec!["WeChat: zhou".into()],
        companies: [(hua_plaza(), CompanyLink { name: "Hua Plaza".into(), first: true })].into(),
        national_id: "310101199002280000".into(),
        birth_date: "1990-02-28".into(),
        gender: "female".into(),
        tags: [("key_holder".to_owned(), true)].into(),
        fields: fields::values(),
        deleted_at: None,
        merged_into: None,
        email: "zhou.min@huaplaza.example".into(),
        position: "Facility manager".into(),
        company: Some(hua_plaza()),
        company_name: "Hua Plaza".into(),
        owner: Some(dana()),
        remark: "Call before noon.".into(),
        created_at: at(-599_000),
    }
}

pub fn asset() -> Asset {
    Asset {
        schema: 1,
        table: "lifts".into(),
        contact: Some(zhou_min()),
        agent: Some(dana()),
        owner_name: "Zhou Min".into(),
        fields: fields::values(),
        created_by: "Dana Xu".into(),
        deleted_at: None,
        name: "Lift 3".into(),
        model: "Shangti S-200".into(),
        serial_number: "S200-0417".into(),
        company: Some(hua_plaza()),
        company_name: "Hua Plaza".into(),
        address: address(),
        remark: "Machine room on the roof.".into(),
        created_at: at(-598_000),
    }
}

pub fn company_edit() -> CompanyEdit {
    CompanyEdit {
        name: Some("Hua Plaza East".into()),
        phone: Some("+86 21 5000 0001".into()),
        mobile: Some("138 0000 2222".into()),
        im: Some(vec!["WeChat: hua-east".into()]),
        group: Some("east".into()),
        tags: [("gold".to_owned(), false), ("vip".to_owned(), true)].into(),
        category: Some("Basic".into()),
        serial_number: Some("HP-0002".into()),
        source: Some("Call".into()),
        owner_group: Some(super::id(78)),
        files: [(picture("plan").hash, Some("plan.jpg".to_owned())), (picture("contract").hash, None)].into(),
        fields: fields::edits(),
        clear: ["place".to_owned()].into(),
        seen: [("name".to_owned(), FieldValue::text("Hua Plaza"))].into(),
        email: Some("east@huaplaza.example".into()),
        website: Some("https://east.huaplaza.example".into()),
        address: Some(address()),
        owner: Some(dana()),
        service_from: Some(at(0)),
        service_to: Some(at(600_000)),
        remark: Some("Moved.".into()),
    }
}

pub fn contact_edit() -> ContactEdit {
    ContactEdit {
        name: Some("Zhou Min".into()),
        phone: Some("+86 136 0000 3333".into()),
        landline: Some("021 5000 3333".into()),
        im: Some(vec!["WeChat: zhou-min".into()]),
        companies: [(hua_plaza(), Some(CompanyLink { name: "Hua Plaza East".into(), first: false }))].into(),
        national_id: Some("310101199002280001".into()),
        birth_date: Some("1990-02-27".into()),
        gender: Some("female".into()),
        tags: [("key_holder".to_owned(), false)].into(),
        fields: fields::edits(),
        clear: ["owner".to_owned()].into(),
        seen: [("name".to_owned(), FieldValue::text("Zhou Min"))].into(),
        email: Some("zhou@huaplaza.example".into()),
        position: Some("Head of facilities".into()),
        company: Some(hua_plaza()),
        company_name: Some("Hua Plaza East".into()),
        owner: Some(dana()),
        remark: Some("Prefers messages.".into()),
    }
}

pub fn asset_edit() -> AssetEdit {
    AssetEdit {
        table: "lifts".into(),
        owner: Some(Owner::Contact { id: zhou_min(), name: "Zhou Min".into() }),
        fields: fields::edits(),
        seen: [("model".to_owned(), FieldValue::text("Shangti S-200"))].into(),
        name: Some("Lift 3 east".into()),
        model: Some("Shangti S-210".into()),
        serial_number: Some("S210-0417".into()),
        company: Some(hua_plaza()),
        company_name: Some("Hua Plaza East".into()),
        address: Some(address()),
        remark: Some("New drive.".into()),
    }
}

pub fn company_commands() -> Vec<CompanyCommand> {
    vec![
        CompanyCommand::Create { company: Box::new(company_edit()) },
        CompanyCommand::Edit { edit: Box::new(company_edit()) },
        CompanyCommand::Delete,
        CompanyCommand::Restore,
        CompanyCommand::Merge { into: hua_plaza() },
        CompanyCommand::Unmerge,
    ]
}

pub fn contact_commands() -> Vec<ContactCommand> {
    vec![
        ContactCommand::Create { contact: Box::new(contact_edit()) },
        ContactCommand::Edit { edit: Box::new(contact_edit()) },
        ContactCommand::Delete,
        ContactCommand::Restore,
        ContactCommand::Merge { into: zhou_min() },
        ContactCommand::Unmerge,
    ]
}

pub fn asset_commands() -> Vec<AssetCommand> {
    vec![
        AssetCommand::Create { asset: Box::new(asset_edit()) },
        AssetCommand::Edit { edit: Box::new(asset_edit()) },
        AssetCommand::Delete,
        AssetCommand::Restore,
    ]
}

pub fn owners() -> Named<Owner> {
    let all = [
        Owner::Company { id: hua_plaza(), name: "Hua Plaza".into() },
        Owner::Contact { id: zhou_min(), name: "Zhou Min".into() },
        Owner::Agent { id: dana(), name: "Dana Xu".into() },
        Owner::Tenant,
    ];
    all.into_iter().map(|owner| (owner.word(), owner)).collect()
}

pub fn commands() -> Named<Command> {
    let mut all = Vec::new();
    for command in company_commands() {
        all.push((command.name(), Command::Company { id: hua_plaza(), command }));
    }
    for command in contact_commands() {
        all.push((command.name(), Command::Contact { id: zhou_min(), command }));
    }
    for command in asset_commands() {
        all.push((command.name(), Command::Asset { id: lift_3(), command }));
    }
    all
}
