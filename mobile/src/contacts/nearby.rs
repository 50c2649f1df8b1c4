//! Customers around the phone: on the map and as a list, with the straight distance (APP-31). Works without a network.

use dioxus::prelude::*;
use truckroll_domain::companies::CompanyRow;
use truckroll_domain::{Kind, Place};
use truckroll_replica::ask::{Answer, Ask, Near};
use truckroll_ui::prelude::*;

use super::Entry;
use crate::route::use_go;
use crate::session::{use_place, use_session};
use crate::shell::{Screen, Section, coming};
use crate::store;

/// The radii that can be chosen, kilometres.
const RADII: [u32; 6] = [1, 2, 5, 10, 25, 50];
/// The one at the start.
const START_KM: u32 = 5;
/// The pin of the phone itself.
const HERE: &str = "here";
/// Pins that are on the map at once.
const PINS: usize = 200;

/// Customers around.
#[component]
pub fn NearbyScreen() -> Element {
    let session = use_session();
    let vain = use_place(use_signal(|| true).into());
    let mut km = use_signal(|| START_KM);
    let here = use_memo(move || (*session.here.read()).map(|fix| fix.place));
    let read = store::use_read(
        &[Kind::Company],
        move || {
            // before the place is known there is nobody near it
            let place = here().unwrap_or_default();
            let within_m = if here().is_some() { f64::from(km()) * 1_000.0 } else { 0.0 };
            Ask::Nearby { near: Near { place, within_m } }
        },
        |answer| match answer {
            Answer::Nearby { companies } => Some(companies),
            _ => None,
        },
    );
    let base = session.me().map(|me| {
        let map = me.map.clone();
        MapBase::of(map.pmtiles_url, map.style_url, map.raster_url, map.attribution)
    });
    let radii: Vec<Choice> =
        RADII.iter().map(|km| Choice::new(km.to_string(), tr!("distance-km", value = *km))).collect();
    rsx! {
        Screen { title: tr("dir-nearby"), back: ("/engineer/contacts".to_owned(), tr("nav-contacts")),
            div { class: "tr-stack",
                SelectField {
                    label: tr("dir-radius"),
                    value: km().to_string(),
                    options: radii,
                    on_change: move |word: String| km.set(word.parse().unwrap_or(START_KM)),
                }
                match here() {
                    None if vain() => rsx! {
                        Empty { icon: Icon::MapPin, title: tr("dir-no-place"), text: tr("dir-no-place-text") }
                    },
                    None => rsx! { p { class: "tr-muted", role: "status", {tr("dir-finding-place")} } },
                    Some(here) => rsx! {
                        if let Some(companies) = read.value() {
                            NearbyPane { companies, here, base: base.unwrap_or_default() }
                        } else {
                            {coming(read)}
                        }
                    },
                }
            }
        }
    }
}

fn pins(companies: &[(CompanyRow, f64)], here: Place, format: &Format) -> Vec<MapPin> {
    let mut pins: Vec<MapPin> = companies
        .iter()
        .take(PINS)
        .filter_map(|(row, metres)| {
            let (lat, lon) = row.lat.zip(row.lon)?;
            let label = format!("{}, {}", row.name, format.distance(*metres));
            Some(MapPin::new(row.id.clone(), lon, lat, label))
        })
        .collect();
    let mut pin = MapPin::new(HERE, here.lon, here.lat, tr("eng-map-here"));
    pin.shape = PinShape::Dot;
    pin.tone = Tone::OnTheWay;
    pins.push(pin);
    pins
}

/// Map and list.
#[component]
pub fn NearbyPane(companies: Vec<(CompanyRow, f64)>, here: Place, base: MapBase) -> Element {
    let format = use_format();
    let go = use_go();
    if companies.is_empty() {
        return rsx! {
            Empty { icon: Icon::Map, title: tr("dir-nobody-near"), text: tr("dir-nobody-near-text") }
        };
    }
    let fit_key = companies.iter().map(|(row, _)| row.id.as_str()).collect::<Vec<_>>().join(" ");
    rsx! {
        div { class: "-mx-4 h-[40dvh] min-h-60",
            Map {
                pins: pins(&companies, here, &format),
                label: tr("dir-nearby"),
                fit_key,
                base,
                on_select: move |pin: String| {
                    if pin != HERE {
                        go.to(format!("/engineer/companies/{pin}"));
                    }
                },
            }
        }
        Section { title: tr!("dir-near-count", count = companies.len()),
            ol { class: "tr-list -mx-4 -mb-4 -mt-2",
                for (company , metres) in companies {
                    li { key: "{company.id}",
                        Entry {
                            href: format!("/engineer/companies/{}", company.id),
                            name: company.name,
                            under: company.address,
                            phone: company.phone,
                            trail: format.distance(metres),
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[component]
    fn Page(companies: Vec<(CompanyRow, f64)>) -> Element {
        rsx! { NearbyPane { companies, here: sample::SITE_NEAR, base: MapBase::None } }
    }

    #[test]
    fn customers_around_are_a_list_with_distances_that_leads_to_them() {
        let row = CompanyRow {
            id: "hua".into(),
            name: "Hua Plaza".into(),
            lat: Some(31.23),
            lon: Some(121.47),
            ..CompanyRow::default()
        };
        let html = sample::render(Page, PageProps { companies: vec![(row, 1_240.0)] });
        assert!(html.contains("/engineer/companies/hua") && html.contains("1.2"), "{html}");
        let html = sample::render(Page, PageProps { companies: Vec::new() });
        assert!(html.contains("tr-empty") && !html.contains("tr-map"), "{html}");
    }
}
