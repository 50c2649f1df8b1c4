//! A table's headings are called as the screens call the fields: what is exported is what people see.

use truckroll_domain::fields::{FieldSet, Noun};
use truckroll_domain::imports::{fields, heading};
use truckroll_ui::i18n::{Locale, t};

#[test]
fn tables_and_screens_have_the_same_names_for_fields() {
    for noun in Noun::IMPORTED {
        for field in fields(noun, &FieldSet::standard(noun)) {
            for locale in Locale::ALL {
                let shown = t(locale, &format!("cust-{}-{}", noun.word(), field.key.replace('_', "-")));
                assert_eq!(heading(noun, &field, locale.tag()), shown, "{noun:?} {}", field.key);
            }
        }
    }
}
