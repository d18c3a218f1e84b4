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
