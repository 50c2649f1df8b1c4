//! The program of the dispatchers' app; everything is in the library, so that screens render in tests.

fn main() {
    truckroll_web::start();
}
