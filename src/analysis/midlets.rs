//! MIDlet classes that are no MIDlets: what the descriptor names must extend `javax.microedition.midlet.MIDlet` (MIDP 2.1,
//! package javax.microedition.midlet) and be public with a public constructor without arguments.

use crate::facts::{self, DescriptorConfidence, DescriptorFile, DescriptorWhat, Facts, Place, Str};
use crate::program::hierarchy::Hierarchy;
use crate::program::platform::Platform;
use crate::program::{ClassId, Program};

/// A `MIDlet-<n>` attribute.
#[derive(Clone, Debug)]
pub struct MidletClass {
    /// Its number.
    pub n: u32,
    /// Class name as written, with dots.
    pub class: Str,
    /// Where it stands.
    pub place: Place,
}

const PUBLIC: u16 = 0x0001;
const ABSTRACT: u16 = 0x0400;

/// States a `descriptor class-not-midlet` fact for every class that is there and can't be started.
pub fn state_midlets(
    midlets: &[MidletClass],
    program: &Program,
    hierarchy: &Hierarchy,
    platform: &Platform,
    facts: &mut Facts,
) {
    for midlet in midlets {
        let Some(sym) = program.symbols.find(&midlet.class.replace('.', "/")) else { continue };
        let Some(class) = program.class(sym) else { continue };
        let extends = hierarchy.is_subtype(program, platform, sym, "javax/microedition/midlet/MIDlet");
        let detail = if extends == Some(false) {
            "it does not extend javax.microedition.midlet.MIDlet"
        } else if program.class_at(class).access & ABSTRACT != 0 {
            "it is abstract"
        } else if !has_constructor(program, class) {
            "it has no public constructor without arguments"
        } else {
            continue;
        };
        let fact = facts::Descriptor {
            what: DescriptorWhat::ClassNotMidlet,
            attribute: Some(format!("MIDlet-{}", midlet.n).into()),
            value: Some(midlet.class.clone()),
            other: None,
            file: if matches!(midlet.place, Place::Jad { .. }) {
                DescriptorFile::Jad
            } else {
                DescriptorFile::Manifest
            },
            ota: Some(907),
            detail: Some(detail.into()),
            source: Some("MIDP 2.1 midlet/package.html; phoneME Installer".into()),
            confidence: Some(DescriptorConfidence::High),
        };
        facts.push(fact.at(midlet.place.clone()));
    }
}

fn has_constructor(program: &Program, class: ClassId) -> bool {
    program.methods_of(class).any(|id| {
        let method = program.method(id);
        let is = |sym, text: &str| program.symbols.text(sym) == text;
        is(method.name, "<init>") && is(method.descriptor, "()V") && method.access & PUBLIC != 0
    })
}
