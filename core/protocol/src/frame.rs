//! Frames: CBOR (RFC 8949), compressed with zstd (RFC 8878) where that saves bytes.
//!
//! The first byte says which: 0 = plain, 1 = zstd. Sizes are limited before and after decompression, so
//! that a few bytes cannot ask for gigabytes.

use serde::{Serialize, de::DeserializeOwned};
use truckroll_domain::decode::{Form, Node};

/// Largest frame on the wire, bytes.
pub const MAX_FRAME_BYTES: usize = 8 * 1024 * 1024;
/// Largest frame after decompression, bytes.
pub const MAX_PLAIN_BYTES: usize = 32 * 1024 * 1024;
/// Below this size compression does not pay.
const COMPRESS_FROM: usize = 160;

/// Why a frame could not be read.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// Over a limit.
    #[error("frame is larger than {0} bytes")]
    TooLarge(usize),
    /// Not a frame.
    #[error("bytes are not a frame: {0}")]
    Malformed(String),
}

/// Packs a message; `level` is zstd's (1 fast, 3 usual).
#[must_use]
pub fn pack<T: Serialize>(message: &T, level: i32) -> Vec<u8> {
    let mut plain = vec![0_u8];
    ciborium::into_writer(message, &mut plain).expect("messages have no unserialisable member");
    if plain.len() < COMPRESS_FROM {
        return plain;
    }
    match zstd::bulk::compress(&plain[1..], level) {
        Ok(mut packed) if packed.len() + 1 < plain.len() => {
            packed.insert(0, 1);
            packed
        }
        _ => plain,
    }
}

/// Unpacks a message.
///
/// # Errors
/// [`FrameError`]; nothing a peer sends makes this panic.
pub fn unpack<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, FrameError> {
    if bytes.len() > MAX_FRAME_BYTES {
        return Err(FrameError::TooLarge(MAX_FRAME_BYTES));
    }
    let malformed = |e: &dyn std::fmt::Display| FrameError::Malformed(e.to_string());
    match bytes.split_first() {
        Some((0, plain)) => ciborium::de::from_reader_with_recursion_limit(plain, 64).map_err(|e| malformed(&e)),
        Some((1, packed)) => {
            let plain = zstd::bulk::decompress(packed, plain_size(packed)?).map_err(|e| malformed(&e))?;
            ciborium::de::from_reader_with_recursion_limit(plain.as_slice(), 64).map_err(|e| malformed(&e))
        }
        _ => Err(FrameError::Malformed("unknown first byte".to_owned())),
    }
}

/// Room for what the frame says it holds: the room is taken at once, and a phone's browser never gives it back.
fn plain_size(packed: &[u8]) -> Result<usize, FrameError> {
    let said = zstd::zstd_safe::get_frame_content_size(packed).ok().flatten();
    match said.map(usize::try_from) {
        Some(Ok(size)) if size <= MAX_PLAIN_BYTES => Ok(size),
        Some(_) => Err(FrameError::TooLarge(MAX_PLAIN_BYTES)),
        None => Ok(MAX_PLAIN_BYTES),
    }
}

/// As [`unpack`], with the decoder that all of a device's types share: a small program, for a little more memory.
///
/// # Errors
/// [`FrameError`]; nothing a peer sends makes this panic.
pub fn unpack_small<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, FrameError> {
    unpack::<Node>(bytes)?.decode(Form::Compact).map_err(|e| FrameError::Malformed(e.to_string()))
}

#[cfg(test)]
mod tests {
    use truckroll_domain::{Content, Kind};

    use super::*;
    use crate::sync::{Body, Bytes, DocumentUpdate, LiveMessage, SyncResponse};

    #[test]
    fn small_frames_stay_plain_and_large_ones_shrink() {
        let small = pack(&vec![1_u8, 2], 3);
        assert_eq!(small[0], 0);
        assert_eq!(unpack::<Vec<u8>>(&small).expect("reads"), vec![1, 2]);
        let text = "lift ".repeat(1_000);
        let large = pack(&text, 3);
        assert_eq!(large[0], 1);
        assert!(large.len() < 200);
        assert_eq!(unpack::<String>(&large).expect("reads"), text);
    }

    #[test]
    fn a_frame_gets_the_room_it_asks_for_up_to_the_limit() {
        let text = "lift ".repeat(1_000);
        let honest = pack(&text, 3);
        assert!(plain_size(&honest[1..]).expect("is said") < 6_000);
        let zeros = zstd::bulk::compress(&vec![0; MAX_PLAIN_BYTES + 1], 1).expect("is packed");
        assert!(zeros.len() < 10_000, "a few bytes that ask for much");
        let bomb: Vec<u8> = std::iter::once(1).chain(zeros).collect();
        assert!(matches!(unpack::<String>(&bomb), Err(FrameError::TooLarge(MAX_PLAIN_BYTES))));
    }

    #[test]
    fn the_small_decoder_reads_what_the_large_one_reads() {
        let json = serde_json::json!({
            "k": { "e": 7, "s": 12 },
            "a": [
                { "c": "0190a0b0-0000-7000-8000-000000000001", "r": "applied" },
                { "c": "0190a0b0-0000-7000-8000-000000000002", "r": "refused",
                  "why": { "code": "too_many", "field": "photos", "limit": 9 } },
            ],
            "x": ["0190a0b0-0000-7000-8000-000000000003"],
            "f": [{ "k": "agent", "i": "1", "b": "{}" }],
            "m": true,
            "t": 1_772_505_600_000_i64,
        });
        let mut response: SyncResponse = serde_json::from_value(json).expect("is an answer");
        let id = response.drops[0];
        response.documents =
            [Body::Snapshot(Bytes(vec![0, 255, 3])), Body::Changes(vec![Bytes(vec![1]), Bytes(vec![])])]
                .into_iter()
                .map(|body| DocumentUpdate {
                    id,
                    kind: Kind::Visit,
                    seq: -4,
                    body,
                    overlay: "{}".to_owned(),
                    row: Some(Content::empty(Kind::Visit).row(id)),
                    entries: Vec::new(),
                    packed: crate::sync::PackedEntries::default(),
                })
                .collect();
        for message in [LiveMessage::Answer(Box::new(response)), LiveMessage::Poke(5), LiveMessage::Ended("x".into())] {
            let packed = pack(&message, 3);
            assert_eq!(unpack::<LiveMessage>(&packed).expect("reads"), message);
            assert_eq!(unpack_small::<LiveMessage>(&packed).expect("reads"), message);
        }
    }

    #[test]
    fn damaged_frames_are_errors() {
        for bad in [&[][..], &[2, 0], &[1, 1, 2, 3], &[0, 0xff]] {
            assert!(unpack::<String>(bad).is_err() && unpack_small::<String>(bad).is_err());
        }
    }
}
