//! Natively a program: `rules cases SEED COUNT` prints cases, one a line; `rules judged` reads cases, one a line, and prints what
//! is made of them. In a browser a module with the same two functions.

#[cfg(target_arch = "wasm32")]
mod browser {
    //! The two functions for scripts.

    use wasm_bindgen::prelude::wasm_bindgen;

    /// As [`truckroll_rules::cases`].
    #[wasm_bindgen]
    #[must_use]
    pub fn cases(seed: u32, count: u32) -> String {
        truckroll_rules::cases(u64::from(seed), count as usize)
    }

    /// As [`truckroll_rules::judged`].
    #[wasm_bindgen]
    #[must_use]
    pub fn judged(cases: &str) -> String {
        truckroll_rules::judged(cases)
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    use std::io::Read as _;
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize| arguments.get(at).and_then(|text| text.parse().ok());
    match (arguments.first().map(String::as_str), number(1), number(2)) {
        (Some("cases"), Some(seed), Some(count)) => {
            let count = usize::try_from(count).unwrap_or_default();
            println!("{}", truckroll_rules::cases(seed, count));
        }
        (Some("judged"), ..) => {
            let mut given = String::new();
            match std::io::stdin().read_to_string(&mut given) {
                Ok(_) => println!("{}", truckroll_rules::judged(&given)),
                Err(error) => eprintln!("cannot read the cases: {error}"),
            }
        }
        _ => eprintln!("usage: rules cases SEED COUNT | rules judged <CASES"),
    }
}

#[cfg(target_arch = "wasm32")]
fn main() {}
