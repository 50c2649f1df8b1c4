//! Writes every page in every state as HTML files, to look at:
//! `cargo run -p truckroll-portal --example pages -- <out dir>`, then open the files in a browser.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use truckroll_domain::forms::{Choice, Form, FormField, Input, Problems};
use truckroll_domain::{FormId, Place, Timestamp};
use truckroll_portal::Turns;
use truckroll_portal::error::{ErrorPage, Problem};
use truckroll_portal::form::{FormPage, KeptPhoto, PhotoProblem};
use truckroll_portal::page::{CSS_PATH, JS_PATH, SHEET_CSS, SHEET_CSS_PATH};
use truckroll_portal::progress::{
    Engineer, Live, ProgressPage, Rated, RatingForm, Receipt, Refresh, Reply, ReplyFile, ReplyForm, Stage, Stars,
    Steps, WithdrawForm,
};
use truckroll_portal::sheet::{Label, Paper, SheetPage};
use truckroll_portal::{Frame, Locale, PORTAL_CSS, PORTAL_JS, error, form, progress, qr, sheet};

/// Tuesday 3 March 2026, 10:40 in Shanghai.
const NOW: Timestamp = Timestamp(1_772_505_600_000);
const MINUTE: i64 = 60_000;

/// English or Chinese, as the page is.
fn pick(locale: Locale, english: &str, chinese: &str) -> String {
    if locale == Locale::En { english.to_owned() } else { chinese.to_owned() }
}

fn frame(locale: Locale) -> Frame {
    Frame::at(locale, pick(locale, "Hua Lift Service", "华升电梯服务"), "/f/8Qk3")
}

fn asset(locale: Locale) -> String {
    pick(locale, "Lift 3, Hua Plaza", "3 号电梯 · 华升广场")
}

fn sample_form(locale: Locale) -> Form {
    let field = |key: &str, label: String, hint: String, input: Input, required: bool| FormField {
        key: key.into(),
        label,
        hint,
        input,
        required,
    };
    let choice = |key: &str, label: String| Choice { key: key.into(), label };
    let options = vec![
        choice("nobody", pick(locale, "Nobody is inside", "轿厢内无人")),
        choice("somebody", pick(locale, "Somebody is stuck", "有人被困")),
    ];
    let floors = (1..=12).map(|n| choice(&n.to_string(), n.to_string())).collect();
    let words = |english: &str, chinese: &str| pick(locale, english, chinese);
    Form {
        id: FormId::default(),
        title: words("Report a fault", "故障报修"),
        intro: words(
            "If somebody is in danger, call the number on the machine first.",
            "如有人员危险，请先拨打设备上的紧急电话。",
        ),
        locale: locale.tag().into(),
        fields: vec![
            field("description", words("What happened?", "发生了什么？"), String::new(), Input::Multiline, true),
            field(
                "inside",
                words("Is anybody inside?", "是否有人在内？"),
                String::new(),
                Input::Choice { options },
                true,
            ),
            field(
                "phone",
                words("Your phone number", "您的电话"),
                words("We call only about this fault.", "仅用于就本次故障联系您。"),
                Input::Phone,
                true,
            ),
            field("contact_name", words("Your name", "您的姓名"), String::new(), Input::Text, false),
            field("floor", words("Floor", "楼层"), String::new(), Input::Choice { options: floors }, false),
            field("since", words("Since when", "从哪天开始"), String::new(), Input::Date, false),
            field(
                "urgent",
                words("The machine cannot be used", "设备已无法使用"),
                String::new(),
                Input::Checkbox,
                false,
            ),
        ],
        max_photos: 5,
        ask_place: true,
        published: true,
    }
}

fn empty_form(locale: Locale) -> FormPage {
    let mut page = FormPage::new(frame(locale), sample_form(locale), "/f/8Qk3", "0197-a1");
    page.asset = Some(asset(locale));
    page
}

fn refused_form(locale: Locale) -> FormPage {
    let mut page = empty_form(locale);
    page.answers = BTreeMap::from([
        ("description".into(), pick(locale, "The door opens and closes all the time.", "门一直反复开关。")),
        ("phone".into(), "12".into()),
        ("floor".into(), "7".into()),
    ]);
    page.problems = Problems::from([("phone".into(), "not_a_phone"), ("inside".into(), "required")]);
    page.photo_problems = vec![PhotoProblem::TooLarge { name: "IMG_2207.png".into(), size: 61 * 1024 * 1024 }];
    page.kept = vec![KeptPhoto { hash: "a".repeat(64), name: "IMG_2206.jpg".into() }];
    page
}

fn at(minutes: i64) -> Timestamp {
    NOW.plus_ms(minutes * MINUTE)
}

fn progress_at(locale: Locale, stage: Stage) -> ProgressPage {
    let reached = |wanted: &[Stage], minutes: i64| wanted.contains(&stage).then(|| at(minutes));
    use Stage::{Arrived, Cancelled, Done, OnTheWay, Paused, Scheduled};
    let steps = Steps {
        stage,
        received: Some(at(-160)),
        scheduled: reached(&[Scheduled, OnTheWay, Arrived, Paused, Done, Cancelled], -140),
        departed: reached(&[OnTheWay, Arrived, Paused, Done], -65),
        arrived: reached(&[Arrived, Paused, Done], -40),
        done: reached(&[Done], -5),
        cancelled: reached(&[Cancelled], -30),
        withdrawn: false,
    };
    let somebody = stage != Stage::Received;
    let over = matches!(stage, Done | Cancelled);
    ProgressPage {
        frame: frame(locale),
        offset_minutes: 480,
        turns: Turns::default(),
        now: NOW,
        number: "T-2026-000412".into(),
        title: pick(locale, "The door opens and closes all the time", "门一直反复开关"),
        asset: asset(locale),
        steps,
        window: somebody.then(|| (at(-40), at(80))),
        engineer: somebody.then(|| Engineer { given_name: pick(locale, "Wei", "伟"), photo: None }),
        live: (stage == OnTheWay).then(|| Live {
            engineer: Place::new(31.2398, 121.4890),
            site: Place::new(31.2304, 121.4737),
            at: NOW.plus_ms(-20_000),
        }),
        replies: Vec::new(),
        reply: Some(ReplyForm {
            action: "/p/s3cret/replies".into(),
            submission: "0197-b2".into(),
            ..ReplyForm::default()
        }),
        withdraw: (stage == Stage::Received).then(|| WithdrawForm {
            action: "/p/s3cret/withdraw".into(),
            submission: "0197-b4".into(),
            ..WithdrawForm::default()
        }),
        rating: Stars::Hidden,
        receipt: None,
        sent: false,
        notices: None,
        refresh: (!over).then(|| Refresh { seconds: 30, stop_href: "/p/s3cret?still=1".into() }),
    }
}

fn talked(mut page: ProgressPage) -> ProgressPage {
    let locale = page.frame.locale;
    page.replies = vec![
        Reply {
            author: pick(locale, "Lin", "林"),
            from_customer: false,
            at: at(-150),
            files: Vec::new(),
            text: pick(
                locale,
                "Is anybody still in the cabin?\nPlease keep the doors closed.",
                "轿厢里还有人吗？\n请先不要强行开门。",
            ),
        },
        Reply {
            author: String::new(),
            from_customer: true,
            at: at(-148),
            text: pick(locale, "No, it is empty. The guard is at the entrance.", "没有人，保安在门口。"),
            files: vec![ReplyFile {
                name: pick(locale, "door.jpg", "门.jpg"),
                size: 204_800,
                is_picture: true,
                href: "/p/s3cret/file/a".into(),
            }],
        },
    ];
    page
}

fn pages(locale: Locale) -> Vec<(String, String)> {
    let mut pages: Vec<(String, String)> = vec![
        ("form".into(), form::render(&empty_form(locale))),
        ("form-problems".into(), form::render(&refused_form(locale))),
    ];
    let mut receipt = progress_at(locale, Stage::Received);
    receipt.receipt = Some(Receipt { link: "https://service.example/p/4f9c2b7d1e8a4b30a6c5d2f1907e3b8c".into() });
    pages.push(("receipt".into(), progress::render(&receipt)));
    for (name, stage) in [
        ("received", Stage::Received),
        ("scheduled", Stage::Scheduled),
        ("on-the-way", Stage::OnTheWay),
        ("arrived", Stage::Arrived),
        ("paused", Stage::Paused),
        ("cancelled", Stage::Cancelled),
    ] {
        pages.push((format!("progress-{name}"), progress::render(&talked(progress_at(locale, stage)))));
    }
    let mut done = talked(progress_at(locale, Stage::Done));
    let ask = RatingForm { action: "/p/s3cret/rating".into(), submission: "0197-c3".into(), ..RatingForm::default() };
    done.rating = Stars::Ask(RatingForm { stars: Some(4), ..ask.clone() });
    pages.push(("progress-done".into(), progress::render(&done)));
    done.rating = Stars::Ask(RatingForm { problem: Some("required"), ..ask });
    pages.push(("progress-rating-missing".into(), progress::render(&done)));
    done.rating =
        Stars::Given(Rated {
            stars: 4, comment: pick(locale, "Quick and tidy.", "又快又干净。"), complaints: None
        });
    done.reply = None;
    pages.push(("progress-rated".into(), progress::render(&done)));
    for (name, problem) in [
        ("not-found", Problem::NotFound),
        ("form-closed", Problem::FormClosed),
        ("too-many", Problem::TooMany { retry_at: NOW.plus_ms(95_000) }),
        ("too-large", Problem::TooLarge { limit: 300 * 1024 * 1024 }),
        ("unreadable", Problem::Unreadable),
        ("unavailable", Problem::Unavailable),
    ] {
        let retry = !matches!(problem, Problem::NotFound | Problem::FormClosed);
        let page = ErrorPage {
            frame: frame(locale),
            problem,
            now: NOW,
            offset_minutes: 480,
            turns: Turns::default(),
            retry_href: retry.then(|| "/f/8Qk3".to_owned()),
        };
        pages.push((format!("error-{name}"), error::render(&page)));
    }
    for (name, paper, count) in [("sheet-a4", Paper::A4, 5), ("sheet-a6", Paper::A6, 2)] {
        let labels = (1..=count).map(|n| label(locale, n)).collect();
        pages.push((name.into(), sheet::render(&SheetPage { frame: frame(locale), paper, labels })));
    }
    pages
}

fn label(locale: Locale, number: usize) -> Label {
    let link = format!("https://service.example/f/8Qk3?asset={number}");
    Label {
        asset: pick(locale, &format!("Lift {number}"), &format!("{number} 号电梯")),
        site: pick(locale, "Hua Plaza", "华升广场"),
        qr_svg: qr::svg(&link).unwrap_or_default(),
        link,
    }
}

fn write(folder: &Path, path: &str, text: &str) -> io::Result<()> {
    let file = folder.join(path.trim_start_matches('/'));
    if let Some(parent) = file.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(file, text)
}

fn main() -> io::Result<()> {
    let folder = env::args_os().nth(1).map_or_else(|| PathBuf::from("portal-pages"), PathBuf::from);
    write(&folder, CSS_PATH, PORTAL_CSS)?;
    write(&folder, SHEET_CSS_PATH, SHEET_CSS)?;
    write(&folder, JS_PATH, PORTAL_JS)?;
    for locale in Locale::ALL {
        for (name, html) in pages(locale) {
            write(&folder, &format!("{}/{name}.html", locale.tag()), &html)?;
        }
    }
    println!("{}", folder.display());
    Ok(())
}
