//! What the two engines must have in common.

use sqlx::Row as _;
use truckroll_domain::Value;
use truckroll_server::db::{Cell, bind_real, insert_many};

use crate::support::on_each_engine;

#[tokio::test]
async fn a_statement_that_first_stored_nothing_stores_numbers_afterwards() {
    on_each_engine(async |world| {
        // one transaction is one connection, which keeps its prepared statements
        let mut tx = world.app.db.begin().await.expect("begins");
        let table = "create table measures (id bigint not null, n double precision, whole bigint, word text)";
        sqlx::query(table).execute(tx.on()).await.expect("is made");
        let typed = |value| Cell::typed(value, "double precision");
        for (id, n) in [(1, Value::Null), (2, Value::Real(31.25)), (3, Value::Null)] {
            let (whole, word) = match n {
                Value::Null => (Cell::Null("bigint"), Cell::Null("text")),
                _ => (Cell::from(7), Cell::from("seven")),
            };
            let row = vec![Cell::from(id), typed(n), whole, word];
            insert_many(&mut tx, "measures", &["id", "n", "whole", "word"], vec![row], "").await.expect("is stored");
        }
        for (id, n) in [(4, None), (5, Some(0.5)), (6, None)] {
            let insert = sqlx::query("insert into measures (id, n) values ($1, $2)").bind(id);
            bind_real(insert, n).execute(tx.on()).await.expect("is stored");
        }
        let rows = sqlx::query("select n from measures order by id").fetch_all(tx.on()).await.expect("reads");
        let numbers: Vec<Option<f64>> = rows.iter().map(|row| row.get(0)).collect();
        assert_eq!(numbers, [None, Some(31.25), None, None, Some(0.5), None]);
    })
    .await;
}
