//! The program of the engineers' app: the page, and the worker that holds the store.

fn main() {
    truckroll_mobile::start();
}
