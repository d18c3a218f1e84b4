//! What devices let a suite of each domain do: the tables under `rules/platform/midp/policies`, compiled in.

use crate::facts::{
    ActionCell, ActionConfidence, CombinationConfidence, CombinationEffect, GrantConfidence, GrantDefault, GrantDomain,
    GrantHighest,
};
use crate::program::platform::PermissionInfo;
use std::fmt;
use std::str::FromStr;

/// The rules that a device, or a release of MExE, is taken to have.
#[derive(Clone, Copy)]
pub enum DevicePolicy {
    /// function groups and modes of MIDP 2
    Midp(&'static Policy),
    /// the table of actions of TS 23.057
    Mexe(Release),
}

/// The policy when none is named: MSA.
const DEFAULT: &str = "msa";
/// Before the name of a release of MExE.
const MEXE: &str = "mexe-";

impl Default for DevicePolicy {
    fn default() -> Self {
        let default = POLICIES.iter().find(|policy| policy.name == DEFAULT).unwrap_or(&POLICIES[0]);
        DevicePolicy::Midp(default)
    }
}

/// The name by which it is chosen.
impl fmt::Display for DevicePolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DevicePolicy::Midp(policy) => f.write_str(policy.name),
            DevicePolicy::Mexe(release) => write!(f, "{MEXE}{}", release.slug()),
        }
    }
}

impl fmt::Debug for DevicePolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DevicePolicy({self})")
    }
}

impl DevicePolicy {
    /// All of them.
    pub fn all() -> impl Iterator<Item = DevicePolicy> {
        POLICIES.iter().map(DevicePolicy::Midp).chain(Release::ALL.into_iter().map(DevicePolicy::Mexe))
    }

    /// What it is, in words.
    pub fn title(&self) -> String {
        match self {
            DevicePolicy::Midp(policy) => format!("{} ({}, {})", policy.title, policy.source, policy.confidence),
            DevicePolicy::Mexe(release) => {
                format!(
                    "actions of TS 23.057, {release}: policy derived from clause 6.3 (Tables 5 and 6), reading unconfirmed"
                )
            }
        }
    }
}

impl FromStr for DevicePolicy {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        DevicePolicy::all().find(|policy| policy.to_string() == name).ok_or_else(|| {
            let names: Vec<String> = DevicePolicy::all().map(|policy| policy.to_string()).collect();
            format!("the policies are {}", names.join(", "))
        })
    }
}

/// A release of the specification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Release {
    /// GSM 03.57
    R98,
    /// TS 23.057 v3
    R99,
    /// v4
    Rel4,
    /// v5 and what followed
    Rel5,
}

impl Release {
    /// All of them, in order.
    pub const ALL: [Release; 4] = [Release::R98, Release::R99, Release::Rel4, Release::Rel5];

    const fn slug(self) -> &'static str {
        match self {
            Release::R98 => "r98",
            Release::R99 => "r99",
            Release::Rel4 => "rel4",
            Release::Rel5 => "rel5",
        }
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Release::R98 => "R98",
            Release::R99 => "R99",
            Release::Rel4 => "Rel-4",
            Release::Rel5 => "Rel-5",
        })
    }
}

/// How often the user is asked; each lets more pass than the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mode {
    /// never given
    No,
    /// asked each time
    Oneshot,
    /// asked once a run
    Session,
    /// asked once for all
    Blanket,
    /// nobody is asked
    Allowed,
}

impl Mode {
    pub(super) const fn as_default(self) -> GrantDefault {
        match self {
            Mode::No => GrantDefault::No,
            Mode::Oneshot => GrantDefault::Oneshot,
            Mode::Session => GrantDefault::Session,
            Mode::Blanket => GrantDefault::Blanket,
            Mode::Allowed => GrantDefault::Allowed,
        }
    }

    pub(super) const fn as_highest(self) -> GrantHighest {
        match self {
            Mode::No => GrantHighest::No,
            Mode::Oneshot => GrantHighest::Oneshot,
            Mode::Session => GrantHighest::Session,
            Mode::Blanket => GrantHighest::Blanket,
            Mode::Allowed => GrantHighest::Allowed,
        }
    }
}

/// A policy of MIDP devices.
#[derive(Debug)]
pub struct Policy {
    /// Name by which it is chosen.
    pub name: &'static str,
    /// What it is.
    pub title: &'static str,
    /// Permissions are in the groups of JTWI, else in those of MSA.
    pub jtwi_groups: bool,
    /// What a domain has no row for, while another has, is not granted.
    pub closed: bool,
    /// Where the table is from.
    pub source: &'static str,
    /// How sure that is.
    pub confidence: &'static str,
    grants: &'static [Grant],
    aliases: &'static [(&'static str, &'static str)],
    members: &'static [(&'static str, &'static str)],
    /// Groups that may not be given once for all together.
    pub exclusions: &'static [Exclusion],
}

/// What a domain gives for a function group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The domain.
    pub domain: GrantDomain,
    /// The function group; `*` is any.
    pub group: &'static str,
    /// The mode to begin with.
    pub default: Mode,
    /// The most that the user can choose.
    pub highest: Mode,
    /// What there is to know beside.
    pub note: &'static str,
    /// Where the row is from.
    pub source: &'static str,
    /// How sure that is.
    pub confidence: GrantConfidence,
}

/// Two sets of groups of which not both may be given once for all.
#[derive(Debug)]
pub struct Exclusion {
    /// One side.
    pub one: &'static [&'static str],
    /// The other.
    pub other: &'static [&'static str],
    /// What a device does.
    pub effect: CombinationEffect,
    /// Where the row is from.
    pub source: &'static str,
    /// How sure that is.
    pub confidence: CombinationConfidence,
}

/// An action of TS 23.057.
#[derive(Debug)]
pub struct Action {
    /// Its name in facts.
    pub name: &'static str,
    /// Its name in the table.
    pub title: &'static str,
    /// The release that brought it.
    pub from: Release,
    cells: [ActionCell; 4],
    /// Kinds of calls that are such an action.
    pub kinds: &'static [&'static str],
    /// What it covers.
    pub note: &'static str,
    /// Where the row is from.
    pub source: &'static str,
    /// How sure that is.
    pub confidence: ActionConfidence,
}

impl Action {
    /// What a domain may do.
    pub fn cell(&self, domain: GrantDomain) -> ActionCell {
        self.cells[domain as usize]
    }
}

impl Policy {
    /// The function groups of a permission in this policy; none when the tables put it in none.
    pub fn groups(&self, permission: &PermissionInfo<'_>) -> Vec<String> {
        if let Some((_, group)) = self.members.iter().find(|(name, _)| *name == permission.name) {
            return vec![(*group).to_string()];
        }
        let groups = if self.jtwi_groups { permission.group_jtwi } else { permission.group };
        let alias =
            |group: &str| self.aliases.iter().find(|(from, _)| *from == group).map_or(group, |(_, is)| *is).to_string();
        groups.split(" / ").filter(|group| !group.is_empty()).map(alias).collect()
    }

    /// What the domain gives for a group; `None` when the table does not say.
    pub fn grant(&self, domain: GrantDomain, group: &str) -> Option<Grant> {
        let row = |name: &str| self.grants.iter().find(|grant| grant.domain == domain && grant.group == name);
        if let Some(grant) = row(group).or_else(|| row("*")) {
            return Some(*grant);
        }
        // The row of another domain proves that the policy knows the group.
        let other = self.grants.iter().find(|grant| grant.group == group).filter(|_| self.closed)?;
        Some(Grant { domain, default: Mode::No, highest: Mode::No, note: "", ..*other })
    }
}

include!(concat!(env!("OUT_DIR"), "/policies.rs"));

#[cfg(test)]
mod tests {
    use super::*;
    use crate::program::platform::Platform;

    fn grant(policy: &str, domain: GrantDomain, permission: &str) -> Option<(Mode, Mode)> {
        let policy = POLICIES.iter().find(|known| known.name == policy).unwrap();
        let info = Platform::builtin().permission(permission).unwrap();
        let groups = policy.groups(&info);
        let grant = policy.grant(domain, groups.first()?)?;
        Some((grant.default, grant.highest))
    }

    #[test]
    fn the_tables_say_what_their_sources_say() {
        use GrantDomain::{Operator, ThirdParty, Untrusted};
        let (http, send) = ("javax.microedition.io.Connector.http", "javax.wireless.messaging.sms.send");
        let socket = "javax.microedition.io.Connector.socket";
        let apdu = "javax.microedition.apdu.sat";
        assert_eq!(grant("msa", Untrusted, http), Some((Mode::Oneshot, Mode::Session)));
        assert_eq!(grant("msa", Operator, http), Some((Mode::Allowed, Mode::Allowed)));
        assert_eq!(grant("midp21", ThirdParty, send), Some((Mode::Oneshot, Mode::Oneshot)));
        assert_eq!(grant("midp21", Untrusted, socket), Some((Mode::Oneshot, Mode::Session)), "an alias");
        assert_eq!(grant("att", Untrusted, send), Some((Mode::No, Mode::No)), "known to the operator's domain only");
        assert_eq!(grant("motorola", Untrusted, send), None, "the table is not whole");
        assert_eq!(grant("msa", ThirdParty, apdu), None, "in no group");
    }

    #[test]
    fn policies_have_names() {
        let names: Vec<String> = DevicePolicy::all().map(|policy| policy.to_string()).collect();
        assert_eq!(
            names.join(" "),
            "msa full jtwi midp20 midp21 symbian-msa s60 att motorola mexe-r98 mexe-r99 mexe-rel4 mexe-rel5"
        );
        for name in names {
            assert_eq!(name.parse::<DevicePolicy>().unwrap().to_string(), name);
        }
        assert!("nokia".parse::<DevicePolicy>().unwrap_err().starts_with("the policies are msa, full"));
        assert_eq!(DevicePolicy::default().to_string(), "msa");
    }
}
