//! What a customer is told in every state, and what is never shown.

use std::collections::BTreeMap;

use truckroll_domain::tickets::{Status, StatusFact, Ticket};
use truckroll_domain::visits::{Assignment, Attempt, Pause, Stamp, Visit, VisitOverlay};
use truckroll_domain::{AgentId, AssignmentId, LineId, Place};

use super::*;
use crate::form::KeptPhoto;

/// Tuesday 3 March 2026, 10:40 in Shanghai.
const NOW: Timestamp = Timestamp(1_772_505_600_000);
const MINUTE: i64 = 60_000;

fn at(minutes: i64) -> Timestamp {
    NOW.plus_ms(minutes * MINUTE)
}

fn page(stage: Stage) -> ProgressPage {
    ProgressPage {
        frame: Frame::at(Locale::En, "Hua", "/p/secret"),
        offset_minutes: 480,
        turns: Turns::default(),
        now: NOW,
        number: "T-2026-000412".into(),
        title: "Lift stuck".into(),
        asset: "Lift 3, Hua Plaza".into(),
        steps: Steps { stage, received: Some(at(-160)), departed: Some(at(-20)), ..Steps::default() },
        window: Some((at(-40), at(80))),
        engineer: Some(Engineer { given_name: "Wei".into(), photo: Some("/p/secret/face".into()) }),
        live: Some(Live {
            engineer: Place::new(31.24, 121.48),
            site: Place::new(31.23, 121.47),
            at: NOW.plus_ms(-20_000),
        }),
        replies: Vec::new(),
        reply: Some(ReplyForm { action: "/p/secret/replies".into(), ..ReplyForm::default() }),
        withdraw: None,
        rating: Stars::Hidden,
        receipt: None,
        sent: false,
        notices: None,
        refresh: Some(Refresh { seconds: 30, stop_href: "/p/secret?still=1".into() }),
    }
}

const STAGES: [Stage; 7] =
    [Stage::Received, Stage::Scheduled, Stage::OnTheWay, Stage::Arrived, Stage::Paused, Stage::Done, Stage::Cancelled];

#[test]
fn every_state_has_its_own_headline_in_both_languages() {
    let mut said = std::collections::BTreeSet::new();
    for locale in Locale::ALL {
        for stage in STAGES {
            let mut page = page(stage);
            page.frame.locale = locale;
            let html = render(&page);
            assert!(!html.contains("portal-now") && !html.contains("portal-step"), "{stage:?} {locale:?}");
            assert_eq!(html.matches("aria-current=\"step\"").count(), 1, "{stage:?}");
            assert_eq!(html.matches("<h1").count(), 1, "{stage:?}");
            let start = html.find("class=\"headline").expect("a headline");
            let headline = html[start..].split(['>', '<']).nth(1).expect("words").to_owned();
            assert!(said.insert(headline.clone()), "{headline} is said twice");
        }
    }
}

#[test]
fn the_position_is_shown_only_on_the_way() {
    for stage in STAGES {
        let html = render(&page(stage));
        assert_eq!(html.contains("class=\"sketch\""), stage == Stage::OnTheWay, "{stage:?}");
        assert_eq!(html.contains("km away"), stage == Stage::OnTheWay, "{stage:?}");
        assert!(!html.contains("31.2") && !html.contains("121.4"), "no coordinates in the page");
    }
    let html = render(&page(Stage::OnTheWay));
    assert!(html.contains("1.5 km away") && html.contains("straight line, 20 s ago"), "{html}");
}

#[test]
fn times_are_in_the_zone_of_the_organisation() {
    let html = render(&page(Stage::Scheduled));
    assert!(html.contains("Wei comes 10:00\u{2060}–\u{2060}12:00"), "{html}");
    assert!(html.contains("today 08:00") && html.contains("As of 10:40"));
}

#[test]
fn times_follow_the_clocks_through_their_changes() {
    let mut page = page(Stage::Scheduled);
    let (_, to) = page.window.expect("it is promised");
    page.turns = Turns::new([(i64::MIN, 480), (to.ms(), 540)]);
    let html = render(&page);
    assert!(html.contains("Wei comes 10:00\u{2060}–\u{2060}13:00"), "the window spans the change: {html}");
}

#[test]
fn finished_work_shows_only_steps_that_happened() {
    let mut page = page(Stage::Done);
    page.steps.departed = None;
    page.steps.done = Some(at(-5));
    let html = render(&page);
    assert!(html.contains(">Received<") && html.contains(">Done<"));
    assert!(!html.contains(">On the way<") && !html.contains(">Scheduled<"), "{html}");
}

#[test]
fn the_receipt_names_number_and_link_and_lets_the_draft_go() {
    let mut page = page(Stage::Received);
    page.receipt = Some(Receipt { link: "https://s.example/p/secret".into() });
    let html = render(&page);
    assert!(html.contains("<p class=\"big-number\">T-2026-000412</p>"));
    assert!(html.contains("<a href=\"https://s.example/p/secret\">https://s.example/p/secret</a>"));
    assert!(html.contains("data-sent=\"yes\""));
    assert_eq!(html.matches("<h1").count(), 1);
}

#[test]
fn replies_are_shown_as_text_with_author_and_time() {
    let mut page = page(Stage::Received);
    let reply = |from_customer, text: &str| Reply {
        author: "Lin".into(),
        from_customer,
        at: at(-5),
        text: text.into(),
        files: Vec::new(),
    };
    page.replies = vec![reply(false, "line 1\n<script>alert(1)</script>"), reply(true, "ok")];
    let html = render(&page);
    assert!(html.contains("line 1\n&#60;script&#62;alert(1)&#60;/script&#62;"), "{html}");
    assert!(html.contains(">Lin<") && html.contains(">You<") && html.contains("today 10:35"));
    assert_eq!(html.matches("<script").count(), 1);
}

#[test]
fn files_of_replies_are_links_with_names_and_sizes_and_only_pictures_are_shown() {
    let mut page = page(Stage::Received);
    let file =
        |name: &str, is_picture| ReplyFile { name: name.into(), size: 2048, is_picture, href: "/t/x/file/a".into() };
    let files = vec![file("door <left>.jpg", true), file("plan.pdf", false)];
    page.replies = vec![Reply { author: String::new(), from_customer: true, at: at(-5), text: String::new(), files }];
    page.sent = true;
    let html = render(&page);
    assert!(html.contains("door &#60;left&#62;.jpg</a>") && html.contains("download=\"plan.pdf\""), "{html}");
    assert_eq!(html.matches("download=").count(), 1);
    assert!(!html.contains("class=\"said\"") && !html.contains("<img src=\"/t/x/file"), "{html}");
    assert!(html.contains("Your message has arrived.") && html.contains("data-sent=\"yes\""), "{html}");
}

#[test]
fn files_that_were_refused_are_named_and_the_others_stay() {
    for locale in Locale::ALL {
        let mut page = page(Stage::Received);
        page.frame.locale = locale;
        let form = page.reply.as_mut().expect("set above");
        form.text = "Here <it> is".into();
        form.kept = vec![KeptPhoto { hash: "a".repeat(64), name: "plan.pdf".into() }];
        form.file_problems = vec![FileProblem::TooMany, FileProblem::TooLarge { name: "film.mp4".into() }];
        let html = render(&page);
        for part in
            ["film.mp4", "name=\"kept.reply\"", "name=\"file.reply\"", "Here &#60;it&#62; is", "reply-files-error"]
        {
            assert!(html.contains(part), "{part}: {html}");
        }
        assert!(!html.contains(">publish-") && !html.contains("\"publish-") && !html.contains(">portal-"), "{html}");
        assert!(!html.contains("required="), "a file needs no words: {html}");
    }
}

#[test]
fn a_refused_reply_comes_back_with_its_text() {
    let mut page = page(Stage::Received);
    page.reply =
        Some(ReplyForm { text: "long <b>".into(), problem: Some("too_long"), ..page.reply.take().expect("set above") });
    page.refresh = None;
    let html = render(&page);
    assert!(html.contains("long &#60;b&#62;</textarea>") && html.contains("longer than 10,000 characters"));
    assert!(html.contains("aria-describedby=\"reply-text-error\"") && html.contains("for=\"reply-text\""));
    assert!(!html.contains("http-equiv") && !html.contains("data-poll"));
}

#[test]
fn the_rating_asks_with_five_labelled_radios_and_shows_what_was_given() {
    let mut page = page(Stage::Done);
    page.rating = Stars::Ask(RatingForm {
        action: "/p/secret/rating".into(),
        problem: Some("required"),
        ..RatingForm::default()
    });
    let html = render(&page);
    for star in 1..=5 {
        assert!(html.contains(&format!("for=\"star-{star}\"")) && html.contains(&format!("id=\"star-{star}\"")));
    }
    assert!(html.contains("Please choose 1 to 5 stars.") && html.contains("aria-invalid=\"true\""));
    page.rating = Stars::Given(Rated { stars: 4, comment: "Quick & tidy".into(), complaints: None });
    let html = render(&page);
    assert!(html.contains("aria-label=\"4 stars of 5\"") && html.contains("Quick &#38; tidy"), "{html}");
    assert_eq!(html.matches("tr-glyph full").count(), 4);
    page.rating = Stars::Given(Rated { stars: i64::MAX, ..Rated::default() });
    assert_eq!(render(&page).matches("tr-glyph full").count(), 5);
}

#[test]
fn nothing_is_inline_and_the_page_can_be_told_to_stand_still() {
    let html = render(&page(Stage::OnTheWay));
    for inline in ["<style", " style=\"", "javascript:", " onclick"] {
        assert!(!html.contains(inline), "{inline}");
    }
    assert!(html.contains("href=\"/p/secret?still=1\"") && html.contains("content=\"30\""));
}

fn stamp(minutes: i64) -> Option<Stamp> {
    Some(Stamp { at: at(minutes), place: None, distance_m: None, reason: String::new(), offline: true })
}

fn visited(attempt: Attempt) -> (Visit, VisitOverlay) {
    let id = AssignmentId::default();
    let assignment = Assignment {
        agent: AgentId::default(),
        agent_name: "Wang Wei".into(),
        at: at(-100),
        by: "Lin".into(),
        reason: String::new(),
        ended_at: None,
        late: None,
        late_at: None,
    };
    let visit = Visit { attempts: BTreeMap::from([(id, attempt)]), ..Visit::default() };
    let overlay =
        VisitOverlay { assignments: BTreeMap::from([(id, assignment)]), current: Some(id), ..VisitOverlay::default() };
    (visit, overlay)
}

#[test]
fn steps_follow_the_facts_of_the_attempt_that_counts() {
    let ticket = Ticket { created_at: at(-160), ..Ticket::default() };
    let stage = |attempt: Attempt| {
        let (visit, overlay) = visited(attempt);
        Steps::of(&ticket, Some((&visit, &overlay))).stage
    };
    let paused = BTreeMap::from([(LineId::default(), Pause { from: at(-3), to: None, reason: String::new() })]);
    let way = Attempt { departed: stamp(-30), ..Attempt::default() };
    let there = Attempt { arrived: stamp(-10), ..way.clone() };
    assert_eq!(Steps::of(&ticket, None).stage, Stage::Received);
    assert_eq!(stage(Attempt::default()), Stage::Scheduled);
    assert_eq!(stage(way.clone()), Stage::OnTheWay);
    assert_eq!(stage(there.clone()), Stage::Arrived);
    assert_eq!(stage(Attempt { pauses: paused, ..there.clone() }), Stage::Paused);
    assert_eq!(stage(Attempt { completed: stamp(-1), ..there.clone() }), Stage::Done);
    assert_eq!(stage(Attempt { rejected: stamp(-1), ..there }), Stage::Received);
}

#[test]
fn a_reopened_visit_is_not_done_and_a_cancelled_one_says_so() {
    let ticket = Ticket { created_at: at(-160), ..Ticket::default() };
    let (visit, mut overlay) = visited(Attempt { arrived: stamp(-10), completed: stamp(-5), ..Attempt::default() });
    overlay.reopened_at = Some(at(-2));
    let steps = Steps::of(&ticket, Some((&visit, &overlay)));
    assert_eq!((steps.stage, steps.done), (Stage::Arrived, None));
    overlay.cancelled_at = Some(at(-1));
    assert_eq!(Steps::of(&ticket, Some((&visit, &overlay))).stage, Stage::Cancelled);
}

#[test]
fn a_ticket_solved_without_a_visit_is_done() {
    let fact = StatusFact { status: Status::Resolved, at: at(-7), by: "Lin".into() };
    let statuses = BTreeMap::from([(LineId::default(), fact)]);
    let ticket = Ticket { created_at: at(-160), statuses, ..Ticket::default() };
    let steps = Steps::of(&ticket, None);
    assert_eq!((steps.stage, steps.done), (Stage::Done, Some(at(-7))));
}

#[test]
fn who_was_not_content_reads_where_he_is_heard_as_far_as_the_organisation_says() {
    let mut page = page(Stage::Done);
    let mut given = |phone: &str, email: &str| {
        let complaints = Complaints { phone: phone.into(), email: email.into() };
        page.rating = Stars::Given(Rated { stars: 1, comment: String::new(), complaints: Some(complaints) });
        render(&page)
    };
    let both = given("+86 21 5555 0000", "care@hua.example");
    assert!(both.contains("tel:+862155550000") && both.contains("mailto:care@hua.example"), "{both}");
    let phone = given("+86 21 5555 0000", "");
    assert!(phone.contains("tel:") && !phone.contains("mailto:"), "{phone}");
    page.rating = Stars::Given(Rated { stars: 1, ..Rated::default() });
    assert!(!render(&page).contains("tel:"));
}

#[test]
fn notices_are_offered_by_a_script_of_ours_and_only_where_something_is_told() {
    assert!(!render(&page(Stage::Scheduled)).contains("notices"));
    for locale in Locale::ALL {
        let mut page = page(Stage::Scheduled);
        page.frame.locale = locale;
        page.notices = Some(Notices { key: "BPk".into(), action: "/t/x/notices".into() });
        let html = render(&page);
        let card = html.split("<section").find(|part| part.contains("data-notices")).expect("a card");
        assert!(card.contains("hidden") && card.contains("data-key=\"BPk\""), "{card}");
        assert!(html.contains(&format!("src=\"{NOTICES_JS_PATH}\"")), "{html}");
        assert!(!card.contains("portal-notices"), "{card}");
    }
    for text in [NOTICES_JS, WORKER_JS] {
        assert!(!text.contains("http://") && !text.contains("https://"));
        for needs_more_rights in ["eval(", "innerHTML", "new Function", ".style"] {
            assert!(!text.contains(needs_more_rights), "{needs_more_rights}");
        }
        assert!(text.len() < 4_000, "{}", text.len());
    }
    assert_eq!(NOTICES_JS.matches("requestPermission").count(), 1, "asked in one place");
}

#[test]
fn a_request_is_taken_back_once_and_the_page_says_so() {
    for locale in Locale::ALL {
        let mut asked = page(Stage::Received);
        asked.frame.locale = locale;
        asked.withdraw = Some(WithdrawForm { action: "/t/secret/withdraw".into(), ..WithdrawForm::default() });
        let html = render(&asked);
        assert!(
            html.contains("action=\"/t/secret/withdraw\"") && !html.contains("<details class=\"card\" open"),
            "{html}"
        );
        let mut back = asked.clone();
        if let Some(form) = &mut back.withdraw {
            (form.reason, form.problem) = ("It runs again".into(), Some("too_long"));
        }
        let html = render(&back);
        assert!(html.contains("It runs again") && html.contains("withdraw-error"), "{html}");
        let mut taken = page(Stage::Received);
        taken.frame.locale = locale;
        taken.steps = taken.steps.withdrawn(at(-1));
        let html = render(&taken);
        assert!(!html.contains("portal-") && !html.contains("/withdraw\""), "every word is there: {html}");
        assert_eq!(html.matches("aria-current=\"step\"").count(), 1);
    }
}
