//! Permissions: what the code and the push registrations need beside what the suite declares (MIDP 2.1, "Security for MIDP
//! Applications").

use super::calls::Need;
use super::grants::{Row, state_grants};
use super::{Declarations, PushUrl};
use crate::facts::{self, Facts, PermissionDeclared, PermissionStanding, Place, Str, Value};
use crate::program::platform::{Certainty, PermissionForm, Platform};
use std::collections::BTreeMap;

const PUSH_REGISTRY: &str = "javax.microedition.io.PushRegistry";

/// The calls that a device makes for the suite to keep a push registration: opening the connection, and taking the message
/// that arrives. The latter is asked for only when the suite reads it.
const PUSH_CALLS: [(&str, &str, &str, Certainty); 2] = [
    (
        "javax/microedition/io/Connector",
        "open",
        "(Ljava/lang/String;)Ljavax/microedition/io/Connection;",
        Certainty::Yes,
    ),
    (
        "javax/wireless/messaging/MessageConnection",
        "receive",
        "()Ljavax/wireless/messaging/Message;",
        Certainty::Unknown,
    ),
];

/// Adds what static push registrations need: PushRegistry, and what the protocol asks (MIDP 2.1, PushRegistry).
fn add_push(pushes: &[PushUrl], platform: &Platform, needs: &mut BTreeMap<Str, Need>) {
    for push in pushes {
        needs.entry(PUSH_REGISTRY.into()).or_default().add(Certainty::Yes, &push.place);
        let url = Value::text(&push.connection);
        for (class, name, descriptor, most) in PUSH_CALLS {
            for model in platform.call_models(class, name, descriptor) {
                for needed in model.permissions(&|_| Some(&url)) {
                    let certainty = needed.certainty.min(most);
                    needs.entry(needed.permission.name.into()).or_default().add(certainty, &push.place);
                }
            }
        }
    }
}

/// States one `permission` fact for every permission that is needed or declared; an item of both lists counts as required.
/// `whole` is false when there is code that was not seen, so that nothing can be called unused.
pub fn state_permissions(
    mut needs: BTreeMap<Str, Need>,
    declarations: &Declarations<'_>,
    whole: bool,
    platform: &Platform,
    facts: &mut Facts,
) {
    add_push(&declarations.pushes, platform, &mut needs);
    if !declarations.has_jad {
        // The JAD, which is not there, may register for push.
        needs.entry(PUSH_REGISTRY.into()).or_default().perhaps += 1;
    }
    let declared = platform.declared(declarations.configuration, declarations.profiles);
    // Permissions came with MIDP 2.0: a suite of MIDP 1.0 runs as an untrusted one, and the user is asked.
    let applies = declared.is_empty() || platform.api_named("MIDP-2.0").is_none_or(|midp2| declared.contains(midp2.id));
    let mut rows: BTreeMap<&str, (PermissionDeclared, &Place)> = BTreeMap::new();
    let lists = [
        (&declarations.required, PermissionDeclared::Required),
        (&declarations.optional, PermissionDeclared::Optional),
    ];
    for (items, declared) in lists {
        for (name, place) in items {
            rows.entry(name).or_insert((declared, place));
        }
    }
    for (name, need) in &needs {
        rows.entry(name).or_insert((PermissionDeclared::None, need.first.as_ref().unwrap_or(&Place::Bundle)));
    }
    if applies {
        let needed = |name: &str| needs.get(name).is_some_and(|need| need.sure > 0);
        let beside_policy: Vec<Row<'_>> = rows
            .iter()
            .map(|(name, (declared, place))| Row { name, declared: *declared, needed: needed(name), place })
            .filter(|row| row.needed || row.declared != PermissionDeclared::None)
            .collect();
        state_grants(declarations.standing, &beside_policy, platform, facts);
    }
    for (name, (declared, place)) in rows {
        let need = needs.get(name).cloned().unwrap_or_default();
        let info = platform.permission(name);
        let standing = match declared {
            PermissionDeclared::None => {
                // What is asked at run time under a vendor's own names can't be declared; and of a call with an unknown
                // URL, that may need a dozen permissions, each is said only where it is declared.
                let can_be = info.is_none_or(|p| matches!(p.form, PermissionForm::Midp | PermissionForm::Vendor));
                if need.sure == 0 || !can_be {
                    continue;
                }
                if applies { PermissionStanding::Missing } else { PermissionStanding::NotApplicable }
            }
            _ if need.sure > 0 => PermissionStanding::Matched,
            _ if need.perhaps > 0 || !whole => PermissionStanding::Undetermined,
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
