//! Permissions: what the code needs beside what the suite declares (MIDP 2.1, "Security for MIDP Applications").

use super::calls::Need;
use crate::facts::{self, Facts, PermissionDeclared, PermissionStanding, Place, Str};
use crate::program::platform::{PermissionForm, Platform};
use std::collections::BTreeMap;

/// States one `permission` fact for every permission that is needed or declared. `required` and `optional` are the
/// items of MIDlet-Permissions and MIDlet-Permissions-Opt with their places; an item in both counts as required.
pub fn state_permissions(
    needs: &BTreeMap<Str, Need>,
    required: &[(Str, Place)],
    optional: &[(Str, Place)],
    platform: &Platform,
    facts: &mut Facts,
) {
    let mut rows: BTreeMap<&str, (PermissionDeclared, &Place)> = BTreeMap::new();
    for (items, declared) in [(required, PermissionDeclared::Required), (optional, PermissionDeclared::Optional)] {
        for (name, place) in items {
            rows.entry(name).or_insert((declared, place));
        }
    }
    for name in needs.keys() {
        rows.entry(name).or_insert((PermissionDeclared::None, &Place::Bundle));
    }
    for (name, (declared, place)) in rows {
        let need = needs.get(name).copied().unwrap_or_default();
        let info = platform.permission(name);
        let standing = match declared {
            PermissionDeclared::None => {
                // What is asked at run time under a vendor's own names can't be declared; and of a call with an unknown
                // URL, that may need a dozen permissions, each is said only where it is declared.
                let can_be = info.is_none_or(|p| matches!(p.form, PermissionForm::Midp | PermissionForm::Vendor));
                if need.sure == 0 || !can_be {
                    continue;
                }
                PermissionStanding::Missing
            }
            _ if need.sure > 0 => PermissionStanding::Matched,
            _ if need.perhaps > 0 => PermissionStanding::Undetermined,
            _ => PermissionStanding::Unused,
        };
        let fact = facts::Permission {
            name: name.into(),
            needed: need.sure > 0,
            declared,
            standing,
            group: info.map(|p| p.group).filter(|g| !g.is_empty()).map(Str::from),
            calls: i64::from(need.sure),
        };
        facts.push(fact.at(place.clone()));
    }
}
