//! Which of our crates may use which, and which foreign crates may not occur or may occur once.
//!
//! The picture is in `ARCHITECTURE.md`: nothing points back. Tests may use more: development dependencies are not looked at.

use serde_json::Value;

/// From a crate to what it may use, both without the `truckroll-` before them.
const ARROWS: [(&str, &[&str]); 16] = [
    ("derive", &[]),
    ("domain", &["derive"]),
    ("planning", &[]),
    ("protocol", &["domain"]),
    ("replica", &["protocol", "domain"]),
    ("ui", &["domain"]),
    ("ffi", &["replica", "protocol", "domain"]),
    ("jni", &["ffi"]),
    ("mobile", &["ui", "replica", "protocol", "domain", "ffi", "jni"]),
    ("web", &["ui", "protocol", "domain"]),
    ("portal", &["domain", "ui"]),
    ("server", &["protocol", "domain", "portal"]),
    ("widget", &[]),
    ("tests", &["domain", "planning", "protocol", "replica", "ui", "server", "portal", "mobile", "web"]),
    ("rules", &["domain"]),
    ("xtask", &[]),
];
/// Used by phones only; a browser build must not see them.
const ONLY_ON_PHONES: [&str; 2] = ["ffi", "jni"];
/// rustls everywhere.
const FORBIDDEN: [&str; 4] = ["openssl", "openssl-sys", "native-tls", "tokio-native-tls"];
/// Two copies of SQLite in one program would not see each other's locks.
const ONCE: [&str; 2] = ["libsqlite3-sys", "automerge"];

/// Every broken rule as one line.
pub fn violations(metadata: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let packages = metadata["packages"].as_array().map(Vec::as_slice).unwrap_or_default();
    for package in packages {
        let Some(name) = short(&package["name"]) else {
            continue;
        };
        if package["source"].is_null() {
            edges(name, package, &mut found);
        }
    }
    let count = |name: &str| packages.iter().filter(|package| package["name"] == name).count();
    found.extend(FORBIDDEN.iter().filter(|name| count(name) > 0).map(|name| format!("{name}: use rustls")));
    found.extend(ONCE.iter().filter(|name| count(name) > 1).map(|name| format!("{name}: occurs more than once")));
    found
}

fn short(name: &Value) -> Option<&str> {
    name.as_str()?.strip_prefix("truckroll-")
}

fn edges(name: &str, package: &Value, found: &mut Vec<String>) {
    let Some((_, allowed)) = ARROWS.iter().find(|(from, _)| *from == name) else {
        found.push(format!(
            "truckroll-{name}: has no arrows; add it to ARCHITECTURE.md and to xtask/src/check/arrows.rs"
        ));
        return;
    };
    for dependency in package["dependencies"].as_array().into_iter().flatten() {
        let Some(to) = short(&dependency["name"]).filter(|_| dependency["kind"] != "dev") else {
            continue;
        };
        if !allowed.contains(&to) {
            found.push(format!("truckroll-{name} -> truckroll-{to}: not an arrow of ARCHITECTURE.md"));
        }
        let phones = dependency["target"].as_str().is_some_and(|target| target.contains("target_os"));
        if name == "mobile" && ONLY_ON_PHONES.contains(&to) && !phones {
            found.push(format!("truckroll-{name} -> truckroll-{to}: only under cfg(target_os)"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn package(name: &str, dependencies: &Value) -> Value {
        json!({ "name": name, "source": null, "dependencies": dependencies })
    }

    #[test]
    fn an_arrow_back_is_found_and_a_development_dependency_is_not() {
        let metadata = json!({ "packages": [
            package("truckroll-domain", &json!([{ "name": "truckroll-protocol", "kind": null, "target": null }])),
            package("truckroll-ui", &json!([{ "name": "truckroll-replica", "kind": "dev", "target": null }])),
            package("truckroll-server", &json!([{ "name": "truckroll-portal", "kind": null, "target": null }])),
        ]});
        assert_eq!(violations(&metadata), ["truckroll-domain -> truckroll-protocol: not an arrow of ARCHITECTURE.md"]);
    }

    #[test]
    fn the_phone_library_is_for_phones() {
        let dependency = |target: Value| {
            json!({ "packages": [
                package("truckroll-mobile", &json!([{ "name": "truckroll-ffi", "kind": null, "target": target }])),
            ]})
        };
        assert_eq!(violations(&dependency(Value::Null)).len(), 1);
        assert!(violations(&dependency(json!("cfg(target_os = \"android\")"))).is_empty());
    }

    #[test]
    fn sqlite_occurs_once_and_openssl_never() {
        let foreign = |name: &str| json!({ "name": name, "source": "registry", "dependencies": [] });
        let metadata =
            json!({ "packages": [foreign("libsqlite3-sys"), foreign("libsqlite3-sys"), foreign("openssl-sys")] });
        assert_eq!(violations(&metadata), ["openssl-sys: use rustls", "libsqlite3-sys: occurs more than once"]);
    }
}
