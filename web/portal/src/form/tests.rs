//! What a customer sees and what a browser posts, read from the rendered form.

use truckroll_domain::FormId;
use truckroll_domain::forms::{Choice, FormField, Input};

use super::*;
use crate::page::{PORTAL_CSS, PORTAL_JS};
use crate::qr;

fn field(key: &str, input: Input, required: bool) -> FormField {
    FormField { key: key.into(), label: format!("Label of {key}"), hint: format!("Hint of {key}"), input, required }
}

fn choices(count: usize) -> Input {
    let options = (0..count).map(|n| Choice { key: format!("k{n}"), label: format!("Choice {n}") }).collect();
    Input::Choice { options }
}

fn sample() -> FormPage {
    let form = Form {
        id: FormId::default(),
        title: "Report a fault".into(),
        intro: String::new(),
        locale: "en".into(),
        fields: vec![
            field("description", Input::Multiline, true),
            field("phone", Input::Phone, true),
            field("email", Input::Email, false),
            field("few", choices(2), true),
            field("many", choices(9), false),
            field("agree", Input::Checkbox, true),
            field("day", Input::Date, false),
            field("count", Input::Number, false),
        ],
        max_photos: 5,
        ask_place: true,
        published: true,
    };
    let mut page = FormPage::new(Frame::at(Locale::En, "Hua", "/f/x"), form, "/f/x", "0197-key");
    page.asset = Some("Lift 3, Hua Plaza".into());
    page
}

/// All values of `attribute="..."` in the page.
fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    let start = format!(" {attribute}=\"");
    html.split(&start).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// The tag that carries `part`.
fn tag<'a>(html: &'a str, part: &str) -> &'a str {
    let at = html.find(part).unwrap_or_else(|| panic!("{part} in {html}"));
    let start = html[..at].rfind('<').expect("inside a tag");
    &html[start..at + html[at..].find('>').expect("the tag ends")]
}

#[test]
fn every_label_and_description_leads_to_an_element_of_the_page() {
    let mut page = sample();
    page.problems = Problems::from([("phone".into(), "required"), ("few".into(), "required")]);
    page.kept = vec![KeptPhoto { hash: "a".repeat(64), name: "a.jpg".into() }];
    let html = render(&page);
    let ids = values(&html, "id");
    let unique: std::collections::BTreeSet<_> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len(), "{ids:?}");
    let mut leading: Vec<&str> = values(&html, "for");
    leading.extend(values(&html, "aria-describedby").iter().flat_map(|list| list.split(' ')));
    leading.extend(values(&html, "aria-labelledby").iter().flat_map(|list| list.split(' ')));
    leading.extend(values(&html, "href").iter().filter_map(|href| href.strip_prefix('#')));
    assert!(leading.len() > 20);
    for id in leading {
        assert!(ids.contains(&id), "{id} leads nowhere");
    }
}

#[test]
fn the_form_posts_answers_under_prefixed_names_with_key_and_honeypot() {
    let html = render(&sample());
    let form = tag(&html, "enctype=\"multipart/form-data\"");
    assert!(form.contains("method=\"post\"") && form.contains("action=\"/f/x\""), "{form}");
    assert!(tag(&html, "name=\"submission\"").contains("value=\"0197-key\""));
    assert!(tag(&html, "name=\"website\"").contains("tabindex=\"-1\""));
    assert!(tag(&html, "name=\"answer.phone\"").contains("type=\"tel\""));
    assert!(tag(&html, "name=\"answer.day\"").contains("type=\"date\""));
    assert!(html.contains("Lift 3, Hua Plaza"));
}

#[test]
fn a_problem_stands_at_its_field_and_in_the_list_on_top() {
    let mut page = sample();
    page.answers.insert("phone".into(), "12".into());
    page.answers.insert("description".into(), "\nstuck".into());
    page.problems = Problems::from([("phone".into(), "not_a_phone"), ("few".into(), "required")]);
    let html = render(&page);
    let phone = tag(&html, "id=\"q1\"");
    assert!(phone.contains("aria-invalid=\"true\"") && phone.contains("aria-describedby=\"q1-error q1-hint\""));
    assert!(phone.contains("value=\"12\""), "{phone}");
    assert!(html.contains("<a href=\"#q1\">Label of phone – This does not look like a phone number."));
    assert!(html.contains("<a href=\"#q3-0\">Label of few – Please choose one.</a>"), "{html}");
    assert!(html.contains("2 things need another look") && html.contains("<title>Please check: Report a fault"));
    assert!(!tag(&html, "id=\"q0\"").contains("aria-invalid"));
    assert!(html.contains(">\n\nstuck</textarea>"), "a leading line break survives");
}

#[test]
fn answers_are_shown_again_in_every_kind_of_input() {
    let mut page = sample();
    for (key, answer) in [("few", "k1"), ("many", "k7"), ("agree", "true"), ("count", "3.5"), ("day", "2026-03-03")] {
        page.answers.insert(key.into(), answer.into());
    }
    let html = render(&page);
    assert!(tag(&html, "id=\"q3-1\"").contains("checked") && !tag(&html, "id=\"q3-0\"").contains("checked"));
    assert!(tag(&html, "value=\"k7\"").contains("selected"));
    assert!(tag(&html, "name=\"answer.agree\"").contains("checked"));
    assert!(tag(&html, "name=\"answer.count\"").contains("value=\"3.5\""));
    assert!(tag(&html, "name=\"answer.day\"").contains("value=\"2026-03-03\""));
}

#[test]
fn a_problem_with_a_field_the_form_does_not_have_is_still_said() {
    let mut page = sample();
    page.problems = Problems::from([("ghost".into(), "unknown_field")]);
    assert!(render(&page).contains("<li>ghost – This form does not ask for that."));
}

#[test]
fn photos_name_their_limits_and_what_arrived_is_kept() {
    let mut page = sample();
    page.kept = vec![KeptPhoto { hash: "a".repeat(64), name: "door \"left\".jpg".into() }];
    page.photo_problems = vec![
        PhotoProblem::TooLarge { name: "big.png".into(), size: 61 * 1024 * 1024 },
        PhotoProblem::TooMany { given: 6 },
    ];
    let html = render(&page);
    assert!(html.contains("Up to 5 photos, 50 MB each."));
    assert!(html.contains("The photo “big.png” is 61 MB; the limit is 50 MB."));
    assert!(html.contains("6 photos were chosen; the limit is 5."));
    assert!(html.contains("<a href=\"#photos\">"));
    let kept = tag(&html, "name=\"kept\"");
    assert!(kept.contains("checked") && kept.contains("door &#34;left&#34;.jpg"), "{kept}");
    let input = tag(&html, "type=\"file\"");
    assert!(input.contains("accept=\"image/*\"") && input.contains("multiple") && !input.contains("capture"));
    assert!(html.contains("data-too-large=\"The photo “{name}” is {size} MB; the limit is 50 MB.\""), "{html}");
}

#[test]
fn a_form_without_photos_or_place_does_not_ask_for_them() {
    let mut page = sample();
    page.form.max_photos = 0;
    page.form.ask_place = false;
    let html = render(&page);
    assert!(!html.contains("type=\"file\"") && !html.contains("name=\"lat\""));
    page.form.max_photos = 1;
    assert!(!tag(&render(&page), "type=\"file\"").contains("multiple"));
    page.form.max_photos = i64::MAX;
    assert!(render(&page).contains("data-max=\"9\""));
}

#[test]
fn the_place_is_hidden_without_a_script_and_comes_back_when_it_was_sent() {
    let mut page = sample();
    assert!(tag(&render(&page), "data-place=\"\"").contains("hidden"));
    page.place = Some(Place { lat: 31.25, lon: 121.5, accuracy_m: Some(12.0) });
    let html = render(&page);
    assert!(tag(&html, "name=\"lat\"").contains("value=\"31.25\""));
    assert!(tag(&html, "name=\"accuracy\"").contains("value=\"12\""));
}

#[test]
fn hostile_text_stays_text_everywhere() {
    let evil = "\"><script>alert(1)</script><img src=x onerror='alert(2)'>&";
    let mut page = sample();
    page.frame.tenant_name = evil.into();
    page.asset = Some(evil.into());
    page.action = evil.into();
    page.submission = evil.into();
    page.form.title = evil.into();
    page.form.intro = evil.into();
    for field in &mut page.form.fields {
        field.key = format!("{evil}{}", field.key);
        field.label = evil.into();
        field.hint = evil.into();
        if let Input::Choice { options } = &mut field.input {
            options[0] = Choice { key: evil.into(), label: evil.into() };
        }
        page.answers.insert(field.key.clone(), evil.into());
        page.problems.insert(field.key.clone(), "required");
    }
    page.problems.insert(evil.into(), "unknown_field");
    page.kept = vec![KeptPhoto { hash: evil.into(), name: evil.into() }];
    page.photo_problems = vec![PhotoProblem::NotAPicture { name: evil.into() }];
    let html = render(&page);
    assert_eq!(html.matches("<script").count(), 1, "only ours");
    assert!(!html.contains("<img"), "{html}");
    assert!(values(&html, "action")[0].contains("&#62;"));
}

#[test]
fn nothing_is_inline_and_the_form_weighs_less_than_sixty_kilobytes() {
    let html = render(&sample());
    for inline in ["<style", " style=\"", "javascript:", " onclick", " onsubmit", "http://", "https://"] {
        assert!(!html.contains(inline), "{inline}");
    }
    assert!(html.contains("<script defer=true src=\"/portal/portal.js\"></script>"), "{html}");
    let total = html.len() + PORTAL_CSS.len() + PORTAL_JS.len();
    assert!(total < 60_000, "{total}");
}

#[test]
fn the_organisations_words_keep_their_language() {
    let mut page = sample();
    page.frame = Frame::at(Locale::ZhCn, "华升", "/f/x");
    let html = render(&page);
    assert!(html.contains("<html lang=\"zh-CN\">") && html.contains("<h1 lang=\"en\">Report a fault</h1>"));
    assert!(html.contains("<span lang=\"en\">Label of phone</span>"));
    assert!(!html.contains("portal-"), "every word is known: {html}");
}

#[test]
fn kept_photos_round_trip_and_strangers_are_refused() {
    let photo = KeptPhoto { hash: "0f".repeat(32), name: "a b.jpg".into() };
    assert_eq!(KeptPhoto::from_value(&photo.to_value()), Some(photo));
    for bad in
        ["", "abc a.jpg", &format!("{} a\n.jpg", "a".repeat(64)), &format!("{} {}", "a".repeat(64), "n".repeat(256))]
    {
        assert_eq!(KeptPhoto::from_value(bad), None, "{bad}");
    }
    assert!(qr::svg("x").is_some());
}
