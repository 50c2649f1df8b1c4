//! Tables of what a book takes, what is called up, and how tables are read.

use super::*;

fn phrase(code: &str, title: &str, text: &str) -> Phrase {
    Phrase {
        code: code.into(),
        title: title.into(),
        text: text.into(),
        scope: Targets::everybody(),
        ..Phrase::default()
    }
}

#[test]
fn what_is_wrong_with_a_book_is_named_by_member() {
    let known = |name: &str| name == "ticket.number";
    let long = "x".repeat(MAX_TEXT + 1);
    for (one, member, problem) in [
        (phrase("bye", "Goodbye", "See {{ticket.number}}."), "", ""),
        (phrase("再见", "再见", "谢谢"), "", ""),
        (phrase("", "", "text"), "0.title", "required"),
        (phrase("a b", "A", "text"), "0.code", "not_a_code"),
        (phrase("a/b", "A", "text"), "0.code", "not_a_code"),
        (phrase(&"c".repeat(31), "A", "text"), "0.code", "too_long"),
        (phrase("a", "A", ""), "0.text", "required"),
        (phrase("a", "A", &long), "0.text", "too_long"),
        (phrase("a", "A", "{{ticket.nonsense}}"), "0.text", "unknown_placeholder"),
        (Phrase { scope: Targets::default(), ..phrase("a", "A", "text") }, "0.scope", "required"),
        (Phrase { category: "a\nb".into(), ..phrase("a", "A", "text") }, "0.category", "one_line"),
    ] {
        let found = PhraseBook { phrases: vec![one.clone()] }.check(false, known).err().unwrap_or_default();
        let found: Vec<_> = found.iter().map(|(m, p)| (m.as_str(), p.as_str())).collect();
        let wanted = if problem.is_empty() { vec![] } else { vec![(member, problem)] };
        assert_eq!(found, wanted, "{one:?}");
    }
    let twice = PhraseBook { phrases: vec![phrase("Bye", "A", "a"), phrase("bye", "B", "b")] };
    assert_eq!(twice.check(false, known).unwrap_err()["1.code"], "taken");
    let many = PhraseBook { phrases: vec![phrase("", "A", "a"); PhraseBook::MOST + 1] };
    assert_eq!(many.check(false, known).unwrap_err()[""], "too_many");
    let large = PhraseBook { phrases: vec![phrase("", "A", &"字".repeat(MAX_TEXT)); 100] };
    assert_eq!(large.check(false, known).unwrap_err()[""], "too_large");
    let mine = PhraseBook { phrases: vec![Phrase { scope: Targets::default(), ..phrase("a", "A", "text") }] };
    assert!(mine.check(true, known).is_ok(), "one's own is for nobody else");
}

#[test]
fn a_slash_that_begins_a_word_calls_up_and_its_word_is_replaced() {
    for (text, what, after) in [
        ("/by", Some("by"), "Thanks."),
        ("Hello /", Some(""), "Hello Thanks."),
        ("Hello\n/再", Some("再"), "Hello\nThanks."),
        ("1/2", None, "1/2 Thanks."),
        ("see https://example.org/a", None, "see https://example.org/a Thanks."),
        ("/bye now", None, "/bye now Thanks."),
        ("", None, "Thanks."),
        ("Hello ", None, "Hello Thanks."),
    ] {
        assert_eq!(called(text), what, "{text}");
        assert_eq!(put_in(text, "Thanks."), after, "{text}");
    }
}

#[test]
fn a_phrase_is_for_whom_it_is_for() {
    let (me, north) = (crate::AgentId::from_parts(1, [1; 10]), crate::GroupId::from_parts(1, [2; 10]));
    let of_north = Targets { groups: vec![north], ..Targets::default() };
    let book = PhraseBook {
        phrases: vec![phrase("a", "For all", "a"), Phrase { scope: of_north, ..phrase("b", "For the north", "b") }],
    };
    let titles = |groups: &[crate::GroupId]| {
        let seen = book.seen_by(Viewer { agent: Some(me), groups });
        seen.phrases.into_iter().map(|one| one.title).collect::<Vec<_>>()
    };
    assert_eq!(titles(&[]), ["For all"]);
    assert_eq!(titles(&[north]), ["For all", "For the north"]);
}

#[test]
fn rows_of_a_table_become_phrases() {
    let row = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
    let named =
        [row(&["Code", "Title", "Text", "Category"]), row(&["", " "]), row(&["/hi", "Hello", " Hi\nyou ", "Begin"])];
    let book = from_rows(named).expect("reads");
    assert_eq!(book.phrases.len(), 1);
    let one = &book.phrases[0];
    assert_eq!((one.code.as_str(), one.text.as_str(), one.category.as_str()), ("hi", "Hi\nyou", "Begin"));
    assert!(one.scope.all && book.check(false, |_| true).is_ok());
    assert_eq!(
        from_rows([row(&["hi", "Hello"])]).expect("reads").check(false, |_| true).unwrap_err()["0.text"],
        "required"
    );
    assert_eq!(from_rows([]), Err("empty"));
    assert_eq!(from_rows([row(&["code", "title"])]), Err("empty"));
    assert_eq!(from_rows(vec![row(&["", "A", "a"]); PhraseBook::MOST + 1]), Err("too_many"));
}
