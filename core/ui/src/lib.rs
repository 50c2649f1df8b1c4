//! What the screens of Truckroll share: words, formats, live reads and components.
//!
//! The crate knows no storage and no network. Screens of `web`, `mobile` and `web/portal` map domain
//! types to the plain props here ([`Tone`](tone::Tone), strings, milliseconds) and hand in callbacks.
//! Everything renders natively to text with `dioxus-ssr`; what only a browser can do (map, signature,
//! modal dialogs) goes through [`bridge`] to the script `assets/truckroll.js`, which an app's page loads
//! before its own module. Words come from [`i18n`], times and figures from [`format`](mod@format).
//!
//! `use truckroll_ui::prelude::*;` brings all of it, with Dioxus' own prelude beside it.

pub mod avatar;
pub mod badge;
pub mod bridge;
pub mod button;
pub mod context;
pub mod dialog;
pub mod effect;
pub mod empty;
pub mod field;
pub mod flow_log;
pub mod format;
pub mod i18n;
pub mod icon;
pub mod list_row;
pub mod long_list;
pub mod map;
pub mod nav;
pub mod offline_bar;
pub mod password;
pub mod photo_strip;
pub mod pull;
pub mod qr;
pub mod query;
pub mod score_bar;
pub mod shift;
pub mod signature_pad;
pub mod skeleton;
pub mod stars;
pub mod steps;
pub mod tabs;
pub mod theme;
pub mod toast;
pub mod tone;
mod wording;

pub use i18n::tr;

/// Everything a screen needs from this crate.
pub mod prelude {
    pub use crate::avatar::{Avatar, AvatarSize};
    pub use crate::badge::{Badge, BadgeKind, ShapeMark};
    pub use crate::button::{Button, ButtonKind, LinkButton};
    pub use crate::context::{UiContext, use_dom_id, use_format, use_locale, use_ui, use_ui_provider};
    pub use crate::dialog::{Confirm, Dialog};
    pub use crate::effect::use_watch;
    pub use crate::empty::{Empty, Notice};
    pub use crate::field::{
        CheckField, Choice, DateTimeField, NumberField, SelectField, TextAreaField, TextField, TextKind,
    };
    pub use crate::flow_log::{FlowEntry, FlowLog};
    pub use crate::format::Format;
    pub use crate::i18n::{Locale, has_message, t, tr_args};
    pub use crate::icon::{Glyph, Icon};
    pub use crate::list_row::ListRow;
    pub use crate::long_list::LongList;
    pub use crate::map::{Map, MapBase, MapCenter, MapLine, MapPin, PinDrop, PinShape};
    pub use crate::nav::{BottomTabs, NavItem, NavRail};
    pub use crate::offline_bar::OfflineBar;
    pub use crate::password::{NewPasswordField, password_problem};
    pub use crate::photo_strip::{Photo, PhotoStrip, SyncMark, SyncMarkIcon};
    pub use crate::pull::{PullOutcome, PullToSync};
    pub use crate::qr::QrCode;
    pub use crate::query::{Changes, Live, Reload, Sending, use_changes, use_changes_provider, use_live, use_send};
    pub use crate::score_bar::{ScoreBar, ScorePart};
    pub use crate::shift::{minute_clock, shift_hours, shift_tone};
    pub use crate::signature_pad::{Signature, SignaturePad};
    pub use crate::skeleton::Skeleton;
    pub use crate::stars::{Stars, StarsShown};
    pub use crate::steps::{Step, StepState, TimelineSteps};
    pub use crate::tabs::{TabItem, TabPanel, Tabs};
    pub use crate::theme::{Theme, apply_locale, apply_text_size, apply_theme};
    pub use crate::toast::{ToastAction, ToastRegion, Toasts, use_toasts, use_toasts_provider};
    pub use crate::tone::{Shape, Tone};
    pub use crate::{tl, tr};
}
