//! What happened to a visit, in order, with both clocks: the phone's and the server's.

use dioxus::prelude::*;

use crate::badge::ShapeMark;
use crate::context::use_format;
use crate::icon::{Glyph, Icon};
use crate::tone::{Shape, Tone};
use crate::tr;

/// One line of the log.
#[derive(Clone, Debug, PartialEq)]
pub struct FlowEntry {
    /// Colour and shape of the state reached.
    pub tone: Tone,
    /// What happened, in words.
    pub title: String,
    /// Who did it.
    pub operator: Option<String>,
    /// When it happened by the clock of the device (or of the server for its own acts), ms UTC.
    pub device_ms: i64,
    /// When the server received it, ms UTC; none while it waits on the device.
    pub server_ms: Option<i64>,
    /// Recorded without network.
    pub offline: bool,
    /// A remark: a reason, a distance, a flag.
    pub note: Option<String>,
}

/// The log, oldest first. The server's time is said when it differs by a minute or more.
#[component]
pub fn FlowLog(entries: Vec<FlowEntry>) -> Element {
    let format = use_format();
    let late = |entry: &FlowEntry| entry.server_ms.filter(|server| server.abs_diff(entry.device_ms) >= 60_000);
    rsx! {
        ol { class: "tr-flow", aria_label: tr("flow-label"),
            for (index, entry) in entries.into_iter().enumerate() {
                li { key: "{index}", class: "tr-flow-entry {entry.tone.class()}",
                    span { class: "tr-flow-mark",
                        ShapeMark { shape: entry.tone.shape().unwrap_or(Shape::Ring), size: 14 }
                    }
                    div { class: "tr-flow-words",
                        p { class: "tr-flow-title",
                            span { class: "tr-flow-what", "{entry.title}" }
                            time { class: "tr-flow-time", {format.moment(entry.device_ms)} }
                        }
                        p { class: "tr-flow-detail",
                            if let Some(operator) = entry.operator.clone() {
                                span { {tr!("flow-by", name = operator)} }
                            }
                            if entry.offline {
                                span { class: "tr-flow-flag",
                                    Glyph { icon: Icon::CloudOff, size: 14 }
                                    {tr("flow-offline")}
                                }
                            }
                            if let Some(server) = late(&entry) {
                                span { {tr!("flow-server-time", time = format.moment(server))} }
                            }
                            if entry.server_ms.is_none() {
                                span { class: "tr-flow-flag",
                                    Glyph { icon: Icon::Clock, size: 14 }
                                    {tr("mark-waiting")}
                                }
                            }
                        }
                        if let Some(note) = entry.note {
                            p { class: "tr-flow-note", "{note}" }
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

    fn arrived(server_ms: Option<i64>) -> FlowEntry {
        FlowEntry {
            tone: Tone::Arrived,
            title: "arrived".to_owned(),
            operator: Some("Chen Wei".to_owned()),
            device_ms: 36_000_000,
            server_ms,
            offline: true,
            note: None,
        }
    }

    #[test]
    fn both_clocks_are_shown_when_they_differ() {
        let html = dioxus_ssr::render_element(rsx! {
            FlowLog { entries: vec![arrived(Some(39_600_000))] }
        });
        assert!(html.contains("today 10:00"), "{html}");
        assert!(html.contains("received today 11:00"), "{html}");
        assert!(html.contains("recorded offline"), "{html}");
        assert!(html.contains("by Chen Wei"), "{html}");
    }

    #[test]
    fn an_entry_still_on_the_device_says_so() {
        let html = dioxus_ssr::render_element(rsx! { FlowLog { entries: vec![arrived(None)] } });
        assert!(html.contains("not sent yet"), "{html}");
    }
}
