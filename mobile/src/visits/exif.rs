//! What a picture's own file says of when and where it was taken (Exif 2.3 in a JPEG file), read before the picture is
//! made small, which loses it.
//!
//! Files come from anywhere: whatever is cut off, points outside or makes no sense is as if it were not there.

use truckroll_domain::Place;

/// When and where, as far as the file says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Exif {
    /// Date and time by the camera's clock: `2026-03-03T10:40:05`.
    pub local: Option<String>,
    /// Minutes east of UTC of that clock.
    pub offset_min: Option<i32>,
    /// Date and time in UTC, from the satellites: `2026-03-03T02:40:05`.
    pub utc: Option<String>,
    /// Where.
    pub place: Option<Place>,
}

impl Exif {
    /// Reads the file's beginning.
    #[must_use]
    pub fn read(file: &[u8]) -> Self {
        segment(file).and_then(Tiff::open).map(|tiff| tiff.read()).unwrap_or_default()
    }
}

/// The Exif segment of a JPEG file.
fn segment(file: &[u8]) -> Option<&[u8]> {
    let mut rest = file.strip_prefix(&[0xff, 0xd8])?;
    loop {
        let (&[mark, kind, high, low], _) = rest.split_first_chunk::<4>()?;
        // From the scan on there is only the picture.
        if mark != 0xff || kind == 0xda {
            return None;
        }
        let end = 2 + usize::from(u16::from_be_bytes([high, low]));
        if kind == 0xe1
            && let Some(exif) = rest.get(4..end)?.strip_prefix(b"Exif\0\0")
        {
            return Some(exif);
        }
        rest = rest.get(end..)?;
    }
}

const EXIF_PART: u16 = 0x8769;
const GPS_PART: u16 = 0x8825;
const TAKEN: u16 = 0x9003;
const TAKEN_OFFSET: u16 = 0x9011;
const CHANGED: u16 = 0x0132;
const GPS_LAT: (u16, u16) = (1, 2);
const GPS_LON: (u16, u16) = (3, 4);
const GPS_TIME: u16 = 7;
const GPS_DATE: u16 = 29;
const TEXT: u16 = 2;
const RATIONAL: u16 = 5;

/// A TIFF structure; offsets count from its beginning.
struct Tiff<'a> {
    bytes: &'a [u8],
    big: bool,
}

/// A directory's entries: tag → kind, count, where the value or its offset stands.
type Part = Vec<(u16, u16, u32, usize)>;

impl<'a> Tiff<'a> {
    fn open(bytes: &'a [u8]) -> Option<Self> {
        match bytes.get(..4)? {
            b"MM\0*" => Some(Self { bytes, big: true }),
            b"II*\0" => Some(Self { bytes, big: false }),
            _ => None,
        }
    }

    fn short(&self, at: usize) -> Option<u16> {
        let two = self.bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if self.big { u16::from_be_bytes(two) } else { u16::from_le_bytes(two) })
    }

    fn long(&self, at: usize) -> Option<u32> {
        let four = self.bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if self.big { u32::from_be_bytes(four) } else { u32::from_le_bytes(four) })
    }

    fn part(&self, at: u32) -> Option<Part> {
        let at = usize::try_from(at).ok()?;
        let count = self.short(at)?;
        (0..usize::from(count))
            .map(|n| {
                let entry = at.checked_add(2 + n * 12)?;
                Some((self.short(entry)?, self.short(entry + 2)?, self.long(entry + 4)?, entry + 8))
            })
            .collect()
    }

    fn inner(&self, part: &Part, tag: u16) -> Option<Part> {
        let (.., value) = part.iter().find(|(t, ..)| *t == tag)?;
        self.part(self.long(*value)?)
    }

    fn text(&self, part: &Part, tag: u16) -> Option<String> {
        let (_, kind, count, value) = *part.iter().find(|(t, ..)| *t == tag)?;
        let length = usize::try_from(count).ok().filter(|_| kind == TEXT && count <= 64)?;
        let from = if length <= 4 { value } else { usize::try_from(self.long(value)?).ok()? };
        let text = self.bytes.get(from..from.checked_add(length)?)?;
        Some(String::from_utf8_lossy(text).trim_end_matches('\0').trim().to_owned())
    }

    /// Three fractions: degrees, minutes, seconds of an angle or a clock.
    fn three(&self, part: &Part, tag: u16) -> Option<[f64; 3]> {
        let (_, kind, count, value) = *part.iter().find(|(t, ..)| *t == tag)?;
        if kind != RATIONAL || count != 3 {
            return None;
        }
        let from = usize::try_from(self.long(value)?).ok()?;
        let one = |n: usize| {
            let at = from.checked_add(n * 8)?;
            let (over, under) = (self.long(at)?, self.long(at + 4)?);
            (under != 0).then(|| f64::from(over) / f64::from(under))
        };
        Some([one(0)?, one(1)?, one(2)?])
    }

    fn angle(&self, gps: &Part, (side, angle): (u16, u16)) -> Option<f64> {
        let [degrees, minutes, seconds] = self.three(gps, angle)?;
        let angle = degrees + minutes / 60.0 + seconds / 3_600.0;
        match self.text(gps, side)?.as_str() {
            "N" | "E" => Some(angle),
            "S" | "W" => Some(-angle),
            _ => None,
        }
    }

    fn read(&self) -> Exif {
        let Some(first) = self.long(4).and_then(|at| self.part(at)) else { return Exif::default() };
        let taken = self.inner(&first, EXIF_PART).unwrap_or_default();
        let gps = self.inner(&first, GPS_PART).unwrap_or_default();
        let local = self.text(&taken, TAKEN).or_else(|| self.text(&first, CHANGED));
        let place = self.angle(&gps, GPS_LAT).zip(self.angle(&gps, GPS_LON)).map(|(lat, lon)| Place::new(lat, lon));
        Exif {
            local: local.and_then(|text| moment(&text)),
            offset_min: self.text(&taken, TAKEN_OFFSET).and_then(|text| offset(&text)),
            utc: self.text(&gps, GPS_DATE).zip(self.three(&gps, GPS_TIME)).and_then(
                |(date, [hour, minute, second])| {
                    moment(&format!("{date} {hour:02.0}:{minute:02.0}:{:02.0}", second.floor()))
                },
            ),
            // Cameras without a fix write zeros.
            place: place.filter(|p| p.is_valid() && (p.lat != 0.0 || p.lon != 0.0)),
        }
    }
}

/// `2026:03:03 10:40:05` as `2026-03-03T10:40:05`; `None` for cameras that never had their clock set.
fn moment(text: &str) -> Option<String> {
    let (date, time) = text.split_once(' ')?;
    let digits = |part: &str, mark: char, sizes: [usize; 3]| {
        let pieces: Vec<&str> = part.split(mark).collect();
        pieces.len() == 3
            && pieces.iter().zip(sizes).all(|(p, n)| p.len() == n && p.bytes().all(|b| b.is_ascii_digit()))
    };
    let whole = digits(date, ':', [4, 2, 2]) && digits(time, ':', [2, 2, 2]) && !date.starts_with("0000");
    whole.then(|| format!("{}T{time}", date.replace(':', "-")))
}

/// `+08:00` as minutes.
fn offset(text: &str) -> Option<i32> {
    let (sign, clock) = match text.split_at_checked(1)? {
        ("+", clock) => (1, clock),
        ("-", clock) => (-1, clock),
        _ => return None,
    };
    let (hours, minutes) = clock.split_once(':')?;
    let (hours, minutes): (u8, u8) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours <= 14 && minutes < 60).then(|| sign * (i32::from(hours) * 60 + i32::from(minutes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes TIFF structures, so that the tests need no binary files.
    struct Writer {
        bytes: Vec<u8>,
        big: bool,
    }

    impl Writer {
        fn short(&mut self, n: u16) {
            self.bytes.extend(if self.big { n.to_be_bytes() } else { n.to_le_bytes() });
        }
        fn long(&mut self, n: usize) {
            let n = u32::try_from(n).expect("small");
            self.bytes.extend(if self.big { n.to_be_bytes() } else { n.to_le_bytes() });
        }
        /// A directory whose values follow it; `None` points to what comes after the directory.
        fn part(&mut self, entries: &[(u16, u16, Vec<u8>)]) {
            let mut value_at = self.bytes.len() + 2 + entries.len() * 12 + 4;
            self.short(u16::try_from(entries.len()).expect("few"));
            let mut values = Vec::new();
            for (tag, kind, value) in entries {
                self.short(*tag);
                self.short(*kind);
                self.long(if *kind == RATIONAL { value.len() / 8 } else { value.len() });
                if *kind == 4 || value.len() <= 4 {
                    let mut short = value.clone();
                    short.resize(4, 0);
                    self.bytes.extend(short);
                } else {
                    self.long(value_at);
                    value_at += value.len();
                    values.extend(value.iter().copied());
                }
            }
            self.long(0);
            self.bytes.extend(values);
        }
        fn number(&self, n: usize) -> Vec<u8> {
            let n = u32::try_from(n).expect("small");
            if self.big { n.to_be_bytes().to_vec() } else { n.to_le_bytes().to_vec() }
        }
        fn three(&self, parts: [(usize, usize); 3]) -> Vec<u8> {
            parts.iter().flat_map(|(a, b)| [self.number(*a), self.number(*b)].concat()).collect()
        }
    }

    /// A photo taken in Shanghai on 3 March 2026, 10:40:05.
    pub fn shanghai(big: bool) -> Vec<u8> {
        let text = |said: &str| [said.as_bytes(), b"\0"].concat();
        let build = |exif_at: usize, gps_at: usize| {
            let mut w = Writer { bytes: if big { b"MM\0*".to_vec() } else { b"II*\0".to_vec() }, big };
            w.long(8);
            let (exif, gps) = (w.number(exif_at), w.number(gps_at));
            w.part(&[(CHANGED, TEXT, text("2026:03:04 09:00:00")), (EXIF_PART, 4, exif), (GPS_PART, 4, gps)]);
            let exif_at = w.bytes.len();
            w.part(&[(TAKEN, TEXT, text("2026:03:03 10:40:05")), (TAKEN_OFFSET, TEXT, text("+08:00"))]);
            let gps_at = w.bytes.len();
            let (lat, lon) = (w.three([(31, 1), (13, 1), (4_944, 100)]), w.three([(121, 1), (28, 1), (2_532, 100)]));
            let time = w.three([(2, 1), (40, 1), (500, 100)]);
            w.part(&[
                (1, TEXT, text("N")),
                (2, RATIONAL, lat),
                (3, TEXT, text("E")),
                (4, RATIONAL, lon),
                (GPS_TIME, RATIONAL, time),
                (GPS_DATE, TEXT, text("2026:03:03")),
            ]);
            (w.bytes, exif_at, gps_at)
        };
        let (_, exif_at, gps_at) = build(0, 0);
        let (tiff, ..) = build(exif_at, gps_at);
        let length = u16::try_from(tiff.len() + 8).expect("small").to_be_bytes();
        [&[0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xe1][..], &length, b"Exif\0\0", &tiff, &[0xff, 0xda]].concat()
    }

    #[test]
    fn a_photo_says_when_and_where_it_was_taken_in_either_byte_order() {
        for big in [true, false] {
            let exif = Exif::read(&shanghai(big));
            assert_eq!(exif.local.as_deref(), Some("2026-03-03T10:40:05"));
            assert_eq!(exif.utc.as_deref(), Some("2026-03-03T02:40:05"));
            assert_eq!(exif.offset_min, Some(480));
            let place = exif.place.expect("a place");
            assert!((place.lat - 31.230_4).abs() < 1e-6 && (place.lon - 121.473_7).abs() < 1e-6, "{place:?}");
        }
    }

    #[test]
    fn no_cut_and_no_changed_byte_makes_reading_fail() {
        let good = shanghai(false);
        for end in 0..good.len() {
            let _ = Exif::read(&good[..end]);
        }
        for at in 0..good.len() {
            for byte in [0, 1, 0x7f, 0xff] {
                let mut bad = good.clone();
                bad[at] = byte;
                let place = Exif::read(&bad).place;
                assert!(place.is_none_or(|p| p.is_valid()), "{at}");
            }
        }
        for other in [&b""[..], b"\x89PNG\r\n", &[0xff, 0xd8, 0xff, 0xda, 0, 2]] {
            assert_eq!(Exif::read(other), Exif::default());
        }
    }

    #[test]
    fn a_clock_that_was_never_set_says_nothing() {
        assert_eq!(moment("0000:00:00 00:00:00"), None);
        assert_eq!(moment("2026:03:03"), None);
        assert_eq!(offset("-03:30"), Some(-210));
        assert_eq!(offset("+99:00"), None);
    }
}
