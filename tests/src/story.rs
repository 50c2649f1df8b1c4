//! Stories: what happens to a world, told once and played on every database.

use crate::{Database, World, checks};

/// Plays a story on SQLite and, where there is one, on PostgreSQL; at the end everybody's copies are equal.
///
/// # Panics
/// When the story does, or copies differ.
pub fn on_both<F: AsyncFn(&mut World)>(phones: u8, story: F) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("starts");
    runtime.block_on(async {
        for database in Database::all().await {
            let mut world = World::new(&database, phones).await;
            story(&mut world).await;
            world.settle().await;
            checks::all_copies_are_equal(&mut world).await;
            drop(world);
            database.remove().await;
        }
    });
}
