//! Texts of rules: what is read, how it is written, and what is said about what cannot be read.

use super::*;

#[test]
fn a_rule_is_written_in_one_form() {
    for (text, form) in [
        ("RRULE:FREQ=DAILY", "FREQ=DAILY"),
        (" freq=weekly;wkst=mo;interval=1;byday=+1 ", ""),
        ("freq=weekly;wkst=mo;interval=1;byday=we,mo,mo", "FREQ=WEEKLY;BYDAY=MO,WE"),
        ("BYDAY=-1FR,+1MO,TU;FREQ=MONTHLY;COUNT=3", "FREQ=MONTHLY;COUNT=3;BYDAY=TU,1MO,-1FR"),
        ("FREQ=YEARLY;UNTIL=19971224", "FREQ=YEARLY;UNTIL=19971224T000000"),
        ("FREQ=YEARLY;BYMONTHDAY=-1,15,1,-2;BYSECOND=60", "FREQ=YEARLY;BYMONTHDAY=1,15,-2,-1;BYSECOND=59"),
        (
            "FREQ=YEARLY;WKST=SU;BYSETPOS=-1;BYSECOND=1;BYMINUTE=2;BYHOUR=3;BYDAY=2TU;BYMONTHDAY=4;BYYEARDAY=5;BYWEEKNO=6;BYMONTH=7;\
             INTERVAL=8;UNTIL=20300102T030405",
            "FREQ=YEARLY;INTERVAL=8;UNTIL=20300102T030405;BYMONTH=7;BYWEEKNO=6;BYYEARDAY=5;BYMONTHDAY=4;BYDAY=2TU;BYHOUR=3;BYMINUTE=2;\
             BYSECOND=1;BYSETPOS=-1;WKST=SU",
        ),
    ] {
        match Rule::parse(text) {
            Ok(rule) => assert_eq!(rule.to_string(), form, "{text}"),
            Err(_) => assert!(form.is_empty(), "{text}"),
        }
    }
}

#[test]
fn every_fault_names_its_part() {
    for (text, part, says) in [
        ("", "RRULE", "RRULE cannot be read: "),
        ("FREQ=DAILY;", "RRULE", "RRULE cannot be read: "),
        ("BYDAY=MO", "FREQ", "FREQ is missing"),
        ("FREQ=OFTEN", "FREQ", "FREQ cannot be read: OFTEN"),
        ("FREQ=DAILY;FREQ=DAILY", "FREQ", "FREQ stands there twice"),
        ("FREQ=DAILY;BYEASTER=1", "BYEASTER", "BYEASTER is no part of a rule"),
        ("FREQ=DAILY;INTERVAL=0", "INTERVAL", "INTERVAL cannot be 0, only 1 to 1000000"),
        ("FREQ=DAILY;COUNT=-1", "COUNT", "COUNT cannot be -1, only 1 to 100000"),
        ("FREQ=DAILY;COUNT=9999999999999999999999", "COUNT", "COUNT cannot be read: 99999999999999999999"),
        ("FREQ=DAILY;COUNT=1;UNTIL=20260101", "COUNT", "COUNT cannot stand together with UNTIL"),
        ("FREQ=DAILY;UNTIL=20260230", "UNTIL", "UNTIL cannot be read: 20260230"),
        ("FREQ=DAILY;UNTIL=2026010１", "UNTIL", "UNTIL cannot be read: 2026010１"),
        ("FREQ=DAILY;UNTIL=00000101", "UNTIL", "UNTIL cannot be 0, only 1 to 9999"),
        ("FREQ=DAILY;UNTIL=20260101T000000Z", "UNTIL", "UNTIL is in UTC and needs a time zone"),
        ("FREQ=DAILY;BYMONTH=13", "BYMONTH", "BYMONTH cannot be 13, only 1 to 12"),
        ("FREQ=DAILY;BYMONTH=-1", "BYMONTH", "BYMONTH cannot be -1, only 1 to 12"),
        ("FREQ=DAILY;BYMONTHDAY=-32", "BYMONTHDAY", "BYMONTHDAY cannot be -32, only 1 to 31"),
        ("FREQ=DAILY;BYMONTHDAY=", "BYMONTHDAY", "BYMONTHDAY cannot be read: "),
        ("FREQ=DAILY;BYHOUR=24", "BYHOUR", "BYHOUR cannot be 24, only 0 to 23"),
        ("FREQ=MONTHLY;BYDAY=0MO", "BYDAY", "BYDAY cannot be 0, only 1 to 53"),
        ("FREQ=MONTHLY;BYDAY=MOO", "BYDAY", "BYDAY cannot be read: MOO"),
        ("FREQ=MONTHLY;BYDAY=é", "BYDAY", "BYDAY cannot be read: é"),
        ("FREQ=WEEKLY;BYDAY=1MO", "BYDAY", "BYDAY cannot stand together with FREQ"),
        ("FREQ=DAILY;WKST=1", "WKST", "WKST cannot be read: 1"),
        ("FREQ=DAILY;BYSETPOS=367", "BYSETPOS", "BYSETPOS cannot be 367, only 1 to 366"),
        ("FREQ=DAILY;BYYEARDAY=-32768", "BYYEARDAY", "BYYEARDAY cannot be -32768, only 1 to 366"),
    ] {
        let fault = Rule::parse(text).expect_err(text);
        assert_eq!((fault.part.as_str(), fault.to_string().as_str()), (part, says), "{text}");
    }
    let long = format!("FREQ=DAILY;BYHOUR={}", "1,".repeat(MAX_TEXT / 2));
    assert_eq!(Rule::parse(&long).expect_err("is long").problem, Problem::TooLong { limit: MAX_TEXT });
    let many = format!("FREQ=DAILY;BYHOUR={}1", "1,".repeat(MAX_LIST));
    assert_eq!(Rule::parse(&many).expect_err("has many").problem, Problem::TooMany { limit: MAX_LIST });
    let hours = vec![1; MAX_LIST + 1];
    assert!(Rule::new(Parts { hours, ..Parts::new(Frequency::Daily) }).is_err());
}

#[test]
fn an_end_in_utc_is_what_clocks_of_the_zone_show() {
    let zone = TimeZone::get("America/New_York").expect("is a zone");
    for (text, until) in [
        ("19970902T130000Z", "1997-09-02T09:00:00"),
        ("19971202T130000Z", "1997-12-02T08:00:00"),
        ("19970902", "1997-09-02T00:00:00"),
    ] {
        let rule = Rule::parse_in(&format!("FREQ=DAILY;UNTIL={text}"), &zone).expect("a rule");
        assert_eq!(rule.parts().end, End::Until(at(until)), "{text}");
    }
}

#[test]
fn a_rule_is_its_text_in_json_and_a_wrong_one_is_refused_with_its_fault() {
    let monday = rule("FREQ=WEEKLY;BYDAY=MO");
    let json = serde_json::to_string(&monday).expect("writes");
    assert_eq!(json, r#""FREQ=WEEKLY;BYDAY=MO""#);
    assert_eq!(crate::decode::from_json::<Rule>(&json).expect("reads"), monday);
    let fault = crate::decode::from_json::<Rule>(r#""FREQ=DAILY;BYMONTH=13""#).expect_err("is wrong");
    assert!(fault.to_string().contains("BYMONTH cannot be 13"), "{fault}");
}

#[test]
fn only_the_written_form_is_a_civil_time() {
    for (text, is) in [
        ("2026-03-02T09:00:00", true),
        ("2026-03-02T09:00:00.25", true),
        ("2026-03-02T09:00", false),
        ("2026-03-02T09:00:00.", false),
        ("2026-03-02T09:00:60", false),
        ("2026-03-02 09:00:00", false),
        ("2026-03-02T09:00:00Z", false),
        ("0000-03-02T09:00:00", false),
    ] {
        assert_eq!(local::parse(text).map(local::written), is.then(|| "2026-03-02T09:00:00".to_owned()), "{text}");
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_back_the_same(rule in any_rule()) {
        let text = rule.to_string();
        prop_assert_eq!(Rule::parse(&text), Ok(rule.clone()), "{}", &text);
        let json = serde_json::to_string(&rule).expect("writes");
        prop_assert_eq!(crate::decode::from_json::<Rule>(&json).expect("reads"), rule);
    }

    #[test]
    fn no_text_does_harm(
        text in "\\PC{0,60}",
        parts in vec(("FREQ|COUNT|UNTIL|INTERVAL|BYDAY|BYMONTHDAY|BYSETPOS|WKST|\\PC{1,3}", "[A-Z0-9,+\\-T]{0,18}|\\PC{0,5}|MONTHLY"), 0..6),
    ) {
        let joined = parts.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(";");
        for text in [text, joined] {
            if let Ok(rule) = Rule::parse(&text) {
                prop_assert_eq!(Rule::parse(&rule.to_string()), Ok(rule));
            }
            let _ = local::parse(&text);
        }
    }
}
