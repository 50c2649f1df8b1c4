//! Signatures of another program, in both directions: the `openssl` command.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use truckroll_server::payments::providers::{Distrust, PublicKey, SigningKey};

/// What `openssl` writes, given these arguments and this input.
fn openssl(arguments: &[&str], input: &[u8]) -> Vec<u8> {
    let mut child = Command::new("openssl")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("openssl is installed");
    child.stdin.take().expect("an input").write_all(input).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "openssl {arguments:?}");
    output.stdout
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).expect("text")
}

/// HMAC-SHA256 in hexadecimal digits.
pub fn hmac(secret: &str, message: &str) -> String {
    let said = text(openssl(&["dgst", "-sha256", "-hmac", secret, "-r"], message.as_bytes()));
    said.split_whitespace().next().expect("digits").to_owned()
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> String {
    let path = folder.join(name);
    std::fs::write(&path, bytes).expect("written");
    path.to_str().expect("a path").to_owned()
}

#[test]
fn signatures_are_those_of_openssl_in_both_directions() {
    let folder = std::env::temp_dir().join(format!("payments-openssl-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let message = "GET\n/v3/certificates\n1554208460\n593BEC0C930BF1AFEB40B4A08C8FB242\n\n泵".as_bytes();
    for bits in ["2048", "4096"] {
        let private =
            text(openssl(&["genpkey", "-algorithm", "RSA", "-pkeyopt", &format!("rsa_keygen_bits:{bits}")], b""));
        let private_path = write(&folder, "private.pem", private.as_bytes());
        let public = text(openssl(&["pkey", "-pubout"], private.as_bytes()));
        let public_path = write(&folder, "public.pem", public.as_bytes());
        let oldest = text(openssl(&["rsa", "-traditional"], private.as_bytes()));
        assert!(oldest.contains("BEGIN RSA PRIVATE KEY"));
        // Theirs, verified by ours.
        let signature = STANDARD.encode(openssl(&["dgst", "-sha256", "-sign", &private_path], message));
        let key = PublicKey::read("key", &public).expect("a public key");
        assert_eq!(key.verify(message, &signature), Ok(()));
        assert_eq!(key.verify(b"other", &signature), Err(Distrust::WrongSignature));
        assert_eq!(key.verify(message, "no base64"), Err(Distrust::WrongSignature));
        // Ours, verified by theirs; PKCS #1 padding has no chance in it, so the bytes are the same.
        for private in [&private, &oldest] {
            let own = SigningKey::read("key", private).expect("a private key").sign(message).expect("signed");
            assert_eq!(own, signature);
            let path = write(&folder, "signature", &STANDARD.decode(&own).expect("base64"));
            let said = openssl(&["dgst", "-sha256", "-verify", &public_path, "-signature", &path], message);
            assert_eq!(text(said).trim(), "Verified OK");
        }
        // The key out of a certificate.
        let subject = ["req", "-x509", "-new", "-key", &private_path, "-subj", "/CN=Tenpay.com", "-days", "1"];
        let certificate = text(openssl(&subject, b""));
        let key = PublicKey::read("key", &certificate).expect("a key");
        assert_eq!(key.verify(message, &signature), Ok(()));
    }
    // A key of another kind, and one that is too short.
    let curve = text(openssl(&["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"], b""));
    assert!(SigningKey::read("key", &curve).is_err());
    assert!(PublicKey::read("key", &text(openssl(&["pkey", "-pubout"], curve.as_bytes()))).is_err());
    let short = text(openssl(&["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"], b""));
    assert!(SigningKey::read("key", &short).is_err());
    std::fs::remove_dir_all(&folder).expect("removed");
}
