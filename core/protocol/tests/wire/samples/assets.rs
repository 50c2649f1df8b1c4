//! A table of contracts, and lift 3 as its page shows it; companies near it; the id of Zhou Min's remote client.

use truckroll_domain::assets::AssetTable;
use truckroll_domain::contacts::IdentityKind;
use truckroll_domain::fields::Label;
use truckroll_protocol::api::{
    AssetDetail, AssetTableNow, Identity, IdentityRef, NearCompany, NearQuery, Nearby, NewAssetTable, NewIdentity,
};

use super::{api, at, customers, fields, hua_plaza, lift_3};

pub fn table() -> AssetTable {
    AssetTable {
        key: "contracts".into(),
        title: Label::new("Contracts", "合同"),
        unique: "own_text".into(),
        set: fields::set(),
        archived_at: Some(at(9)),
    }
}

pub fn table_now() -> AssetTableNow {
    AssetTableNow { seq: 412, table: table(), rows: 40, by: "Dana Xu".into(), at: Some(at(13)) }
}

pub fn new_table() -> NewAssetTable {
    NewAssetTable { seq: 411, table: table() }
}

pub fn detail() -> AssetDetail {
    AssetDetail {
        row: customers::asset().project(lift_3()),
        asset: customers::asset(),
        entries: vec![fields::edited()],
        tickets: vec![api::ticket_detail().row],
        visits: vec![api::visit_detail().row],
        stored: super::service::stored_files(),
    }
}

pub fn near_query() -> NearQuery {
    NearQuery { lat: 31.2304, lon: 121.4737, radius_m: 5_000, limit: Some(20) }
}

pub fn near_company() -> NearCompany {
    NearCompany { row: customers::company().project(hua_plaza()), distance_m: 1_240 }
}

pub fn nearby() -> Nearby {
    Nearby { companies: vec![near_company()], total: 3 }
}

pub fn identity() -> Identity {
    Identity { kind: IdentityKind::Remote, id: "123456789".into(), at: at(13), by: "Dana Xu".into() }
}

pub fn new_identity() -> NewIdentity {
    NewIdentity { kind: IdentityKind::Wechat, id: "zhou-min".into(), moves: true }
}

pub fn identity_ref() -> IdentityRef {
    IdentityRef { kind: IdentityKind::Wechat, id: "zhou-min".into() }
}
