//! The audit log as CSV (RFC 4180): UTF-8 with a byte order mark, times as ISO 8601 UTC, one line an entry. A cell that
//! a spreadsheet would take for a formula begins with an apostrophe.

use truckroll_protocol::api::AuditEntry;

/// Byte order mark and head line.
pub(super) const HEAD: &str =
    "\u{feff}at,actor,agent,agent_name,session,address,action,subject_kind,subject,subject_name,before,after\r\n";

/// A line of the file.
pub(super) fn line(entry: &AuditEntry) -> String {
    let state = |value: &serde_json::Value| if value.is_null() { String::new() } else { value.to_string() };
    let cells = [
        moment(entry.at.ms()),
        entry.actor.clone(),
        entry.agent.map(|a| a.to_string()).unwrap_or_default(),
        entry.agent_name.clone(),
        entry.session.clone().unwrap_or_default(),
        entry.address.clone(),
        entry.action.clone(),
        entry.subject_kind.clone(),
        entry.subject.clone(),
        entry.subject_name.clone(),
        state(&entry.before),
        state(&entry.after),
    ];
    let mut line = cells.iter().map(|cell| safe(cell)).collect::<Vec<_>>().join(",");
    line.push_str("\r\n");
    line
}

/// A time as ISO 8601 in UTC.
pub(crate) fn moment(ms: i64) -> String {
    // nothing outside the years that jiff knows is stored
    jiff::Timestamp::from_millisecond(ms).map(|at| at.to_string()).unwrap_or_else(|_| ms.to_string())
}

/// A cell in quotes where it needs them, and never a formula.
pub(crate) fn safe(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    let cell = if formula { format!("'{cell}") } else { cell.to_owned() };
    if cell.contains([',', '"', '\r', '\n']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_every_cell_is_one_cell() {
        for (given, written) in [
            ("", ""),
            ("Li Na", "Li Na"),
            ("=1+1", "'=1+1"),
            ("@sum(A1)", "'@sum(A1)"),
            ("-2", "'-2"),
            ("+86 21", "'+86 21"),
            ("\tx", "'\tx"),
            ("a,b", "\"a,b\""),
            ("=\"a\"", "\"'=\"\"a\"\"\""),
            ("two\nlines", "\"two\nlines\""),
        ] {
            assert_eq!(safe(given), written);
        }
    }

    #[test]
    fn a_line_has_as_many_cells_as_the_head() {
        let line = line(&AuditEntry::default());
        assert_eq!(line.matches(',').count(), HEAD.matches(',').count());
        assert!(line.starts_with("1970-01-01T00:00:00Z,"), "{line}");
    }
}
