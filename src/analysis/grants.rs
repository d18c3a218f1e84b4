//! Permissions beside the policy of a device: what the domain of the suite gives, what it never can, and which groups may
//! not be given once for all together (MIDP 2.1, Authorization; GSM/UMTS policies). For MExE, the actions of TS 23.057.

use super::policies::{ACTIONS, DevicePolicy, Grant, Mode, Policy, Release};
use crate::facts::{
    self, ActionCell, Facts, GrantDeclared, GrantDomain, GrantStanding, Kind, PermissionDeclared, Place, Str,
};
use crate::program::platform::{PermissionForm, Platform};
use std::collections::{BTreeMap, BTreeSet};

/// The domain that a suite is in, and by whose rules.
#[derive(Clone, Copy, Debug, Default)]
pub struct Standing {
    /// The domain, and whether it is only assumed; `None` for a suite that no device installs.
    pub domain: Option<(GrantDomain, bool)>,
    /// The rules.
    pub policy: DevicePolicy,
}

/// A permission of the suite.
pub(super) struct Row<'a> {
    pub(super) name: &'a str,
    pub(super) declared: PermissionDeclared,
    pub(super) needed: bool,
    pub(super) place: &'a Place,
}

/// OTA status of a suite that asks for more than its domain has.
const AUTHORIZATION_FAILURE: i64 = 910;

/// States `grant` and `combination` facts, or `action` facts.
pub(super) fn state_grants(standing: Standing, rows: &[Row<'_>], platform: &Platform, facts: &mut Facts) {
    let Some((domain, assumed)) = standing.domain else { return };
    match standing.policy {
        DevicePolicy::Midp(policy) => {
            let used = Used { policy, domain, assumed, platform }.state(rows, facts);
            state_combinations(policy, (domain, assumed), &used, facts);
        }
        DevicePolicy::Mexe(release) => state_actions(release, (domain, assumed), facts),
    }
}

/// Function groups that the suite uses, and that can be given once for all, with the permissions.
type BlanketGroups = BTreeMap<String, BTreeSet<Str>>;

struct Used<'a> {
    policy: &'static Policy,
    domain: GrantDomain,
    assumed: bool,
    platform: &'a Platform,
}

impl Used<'_> {
    fn state(&self, rows: &[Row<'_>], facts: &mut Facts) -> BlanketGroups {
        let mut blanket = BlanketGroups::new();
        for row in rows {
            let info = self.platform.permission(row.name);
            // Prompts that are no permissions of MIDP have no group in any policy.
            if info.is_some_and(|info| !matches!(info.form, PermissionForm::Midp | PermissionForm::Vendor)) {
                continue;
            }
            let groups = info.map(|info| self.policy.groups(&info)).unwrap_or_default();
            let grants: Option<Vec<Grant>> = groups.iter().map(|group| self.policy.grant(self.domain, group)).collect();
            // Of several groups the strictest decides.
            let grant = grants.and_then(|grants| grants.into_iter().min_by_key(|grant| grant.highest));
            let standing = self.standing(row, info.is_some(), grant.map(|grant| grant.highest));
            let untrusted = self.domain == GrantDomain::Untrusted;
            let can_be_blanket = grant.is_some_and(|grant| grant.highest >= Mode::Blanket)
                && (untrusted || standing == GrantStanding::Granted);
            if can_be_blanket && (row.needed || !untrusted) {
                for group in &groups {
                    blanket.entry(group.clone()).or_default().insert(row.name.into());
                }
            }
            let refused = row.declared == PermissionDeclared::Required
                && matches!(standing, GrantStanding::BeyondDomain | GrantStanding::UnknownPermission);
            let fact = facts::Grant {
                name: row.name.into(),
                standing,
                policy: self.policy.name.into(),
                domain: self.domain,
                assumed: self.assumed,
                declared: match row.declared {
                    PermissionDeclared::Required => GrantDeclared::Required,
                    PermissionDeclared::Optional => GrantDeclared::Optional,
                    PermissionDeclared::None => GrantDeclared::None,
                },
                needed: row.needed,
                group: (!groups.is_empty()).then(|| groups.join(" / ").into()),
                default: grant.map(|grant| grant.default.as_default()),
                highest: grant.map(|grant| grant.highest.as_highest()),
                blanket: can_be_blanket,
                ota: refused.then_some(AUTHORIZATION_FAILURE),
                confidence: grant.map(|grant| grant.confidence),
            };
            facts.push(fact.at(row.place.clone()));
        }
        blanket
    }

    fn standing(&self, row: &Row<'_>, known: bool, highest: Option<Mode>) -> GrantStanding {
        let declared = row.declared != PermissionDeclared::None;
        if self.domain == GrantDomain::Untrusted {
            return match highest {
                Some(Mode::No) if row.needed => GrantStanding::NeverGrantable,
                _ if declared => GrantStanding::Ignored,
                Some(_) => GrantStanding::Granted,
                None => GrantStanding::Undetermined,
            };
        }
        match highest {
            _ if !known => GrantStanding::UnknownPermission,
            None => GrantStanding::Undetermined,
            Some(Mode::No) if declared => GrantStanding::BeyondDomain,
            Some(Mode::No) => GrantStanding::NeverGrantable,
            Some(_) if declared => GrantStanding::Granted,
            Some(_) => GrantStanding::Undeclared,
        }
    }
}

fn state_combinations(
    policy: &'static Policy,
    (domain, assumed): (GrantDomain, bool),
    used: &BlanketGroups,
    facts: &mut Facts,
) {
    for exclusion in policy.exclusions {
        for one in exclusion.one {
            for other in exclusion.other {
                let (Some(first), Some(second)) = (used.get(*one), used.get(*other)) else { continue };
                let permissions: BTreeSet<Str> = first.union(second).cloned().collect();
                let fact = facts::Combination {
                    one: (*one).into(),
                    other: (*other).into(),
                    policy: policy.name.into(),
                    domain: match domain {
                        GrantDomain::Operator => facts::CombinationDomain::Operator,
                        GrantDomain::Manufacturer => facts::CombinationDomain::Manufacturer,
                        GrantDomain::ThirdParty => facts::CombinationDomain::ThirdParty,
                        GrantDomain::Untrusted => facts::CombinationDomain::Untrusted,
                    },
                    assumed,
                    effect: exclusion.effect,
                    permissions: permissions.into_iter().collect(),
                    confidence: Some(exclusion.confidence),
                };
                facts.push(fact.at(Place::Bundle));
            }
        }
    }
}

fn state_actions(release: Release, (domain, assumed): (GrantDomain, bool), facts: &mut Facts) {
    let mut calls: BTreeMap<Str, i64> = BTreeMap::new();
    for fact in facts.iter().filter(|fact| fact.kind == Kind::Call) {
        if let Some(api) = fact.text("api") {
            *calls.entry(api.into()).or_default() += 1;
        }
    }
    for action in ACTIONS.iter().filter(|action| action.from <= release) {
        let count: i64 = action.kinds.iter().filter_map(|kind| calls.get(*kind)).sum();
        if count == 0 {
            continue;
        }
        let cell = action.cell(domain);
        let may = match cell {
            ActionCell::Yes => "allowed",
            ActionCell::User => "allowed with the user's permission",
            ActionCell::No => "never allowed",
            ActionCell::Open => "not known",
        };
        let detail = format!(
            "{}: {may} ({}); policy derived from TS 23.057 clause 6.3, reading unconfirmed ({}), confidence {}",
            action.title,
            action.note,
            action.source,
            action.confidence.as_str()
        );
        let fact = facts::Action {
            name: action.name.into(),
            release: release.to_string().into(),
            domain: match domain {
                GrantDomain::Operator => facts::ActionDomain::Operator,
                GrantDomain::Manufacturer => facts::ActionDomain::Manufacturer,
                GrantDomain::ThirdParty => facts::ActionDomain::ThirdParty,
                GrantDomain::Untrusted => facts::ActionDomain::Untrusted,
            },
            assumed,
            cell,
            calls: count,
            confidence: Some(action.confidence),
            detail: detail.into(),
        };
        facts.push(fact.at(Place::Bundle));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Fact;
    use PermissionDeclared::{None as Undeclared, Optional, Required};

    const HTTP: &str = "javax.microedition.io.Connector.http";
    const READ: &str = "javax.microedition.pim.ContactList.read";
    const PAY: &str = "javax.microedition.payment.process";
    const APDU: &str = "javax.microedition.apdu.aid";
    const SEND: &str = "javax.wireless.messaging.sms.send";

    fn state(policy: &str, domain: GrantDomain, rows: &[(&str, PermissionDeclared, bool)]) -> Facts {
        let mut facts = Facts::new(100);
        let standing = Standing { domain: Some((domain, false)), policy: policy.parse().unwrap() };
        let place = Place::Bundle;
        let rows: Vec<Row<'_>> =
            rows.iter().map(|&(name, declared, needed)| Row { name, declared, needed, place: &place }).collect();
        state_grants(standing, &rows, Platform::builtin(), &mut facts);
        facts
    }

    /// Standing, highest mode, blanket and status of the one permission.
    fn one(policy: &str, domain: GrantDomain, row: (&str, PermissionDeclared, bool)) -> String {
        let facts = state(policy, domain, &[row]);
        let fact = facts.iter().next().unwrap();
        let ota = fact.int("ota").map_or(String::new(), |ota| format!(" {ota}"));
        let blanket = if fact.bool("blanket") == Some(true) { " blanket" } else { "" };
        format!("{} {}{blanket}{ota}", fact.text("standing").unwrap(), fact.text("highest").unwrap_or("?"))
    }

    #[test]
    fn trusted_suites_have_what_they_declare_and_their_domain_has() {
        let third = GrantDomain::ThirdParty;
        assert_eq!(one("msa", third, (HTTP, Required, true)), "granted blanket blanket");
        assert_eq!(one("msa", third, (HTTP, Undeclared, true)), "undeclared blanket");
        assert_eq!(one("midp21", third, (SEND, Required, true)), "granted oneshot");
        assert_eq!(one("att", third, (READ, Required, true)), "beyond-domain no 910");
        assert_eq!(one("att", third, (READ, Optional, true)), "beyond-domain no");
        assert_eq!(one("att", third, (READ, Undeclared, true)), "never-grantable no");
        assert_eq!(one("msa", third, ("com.example.Own", Required, false)), "unknown-permission ? 910");
        assert_eq!(one("motorola", third, (SEND, Required, true)), "undetermined ?", "the table does not say");
        assert_eq!(one("s60", GrantDomain::Operator, (SEND, Required, true)), "granted allowed blanket");
    }

    #[test]
    fn untrusted_suites_have_what_their_domain_has() {
        let untrusted = GrantDomain::Untrusted;
        assert_eq!(one("msa", untrusted, (HTTP, Required, true)), "ignored session");
        assert_eq!(one("msa", untrusted, (HTTP, Undeclared, true)), "granted session");
        assert_eq!(one("msa", untrusted, (PAY, Undeclared, true)), "never-grantable no");
        assert_eq!(one("msa", untrusted, (APDU, Required, false)), "ignored no", "nobody reads the list");
        assert_eq!(
            one("s60", untrusted, ("javax.microedition.io.PushRegistry", Undeclared, true)),
            "granted blanket blanket"
        );
    }

    #[test]
    fn a_suite_that_no_device_installs_has_no_grants() {
        let mut facts = Facts::new(10);
        let row = Row { name: HTTP, declared: Required, needed: true, place: &Place::Bundle };
        state_grants(Standing::default(), &[row], Platform::builtin(), &mut facts);
        assert_eq!(facts.iter().count(), 0);
    }

    #[test]
    fn groups_that_leak_together_are_named() {
        let combination = |policy: &str, rows: &[(&str, PermissionDeclared, bool)]| -> Vec<String> {
            let facts = state(policy, GrantDomain::ThirdParty, rows);
            facts.iter().filter(|fact| fact.kind == Kind::Combination).map(Fact::to_text).collect()
        };
        let both = [(HTTP, Required, true), (READ, Required, true)];
        let due = format!(
            "combination \"Net Access\" other=\"Read User Data Access\" policy=msa domain=third-party assumed=false \
             effect=warned permissions=[{HTTP},{READ}] confidence=high at=bundle"
        );
        assert_eq!(combination("msa", &both), [due]);
        assert_eq!(combination("att", &both), [""; 0], "session at most");
        assert_eq!(combination("msa", &both[..1]), [""; 0]);
        assert!(combination("midp21", &both)[0].contains("effect=refused"));
    }

    #[test]
    fn actions_of_mexe_by_release() {
        let stated = |policy: &str, domain: GrantDomain| -> Vec<(String, String)> {
            let mut facts = Facts::new(10);
            for call in
                ["call card.exchange at=A.m()V@1", "call identity.read at=A.m()V@2", "call card.exchange at=A.m()V@3"]
            {
                facts.push(Fact::parse(call).unwrap());
            }
            let standing = Standing { domain: Some((domain, true)), policy: policy.parse().unwrap() };
            state_grants(standing, &[], Platform::builtin(), &mut facts);
            let text = |fact: &Fact, field: &str| fact.text(field).unwrap().to_string();
            let actions = facts.iter().filter(|fact| fact.kind == Kind::Action);
            actions
                .map(|fact| (text(fact, "name"), format!("{} {}", text(fact, "cell"), fact.int("calls").unwrap())))
                .collect()
        };
        let row = |name: &str, cell: &str| (name.to_string(), cell.to_string());
        assert_eq!(stated("mexe-r99", GrantDomain::ThirdParty), [row("sim-low-level", "no 2")]);
        assert_eq!(
            stated("mexe-rel5", GrantDomain::Operator),
            [row("sim-low-level", "yes 2"), row("subscriber-number", "user 1")]
        );
        assert_eq!(stated("mexe-rel5", GrantDomain::Untrusted)[1], row("subscriber-number", "no 1"));
    }
}
