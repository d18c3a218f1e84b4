//! Whether the classes that MIDlet-<n> names can be started: public, extending MIDlet, with a public constructor without
//! parameters (MIDP 2.1, midlet/package.html). Others are refused when they are launched, not when they are installed.

use crate::bundle::{Bundle, Descriptor};
use crate::facts::{self, DescriptorConfidence, DescriptorFile, DescriptorWhat, Facts};
use crate::program::Program;
use crate::program::hierarchy::Hierarchy;
use crate::program::platform::Platform;

const MIDLET: &str = "javax/microedition/midlet/MIDlet";
const PUBLIC: u16 = 0x0001;
const INTERFACE: u16 = 0x0200;
const ABSTRACT: u16 = 0x0400;

/// States a `descriptor class-not-midlet` fact for each MIDlet that no device can start. Classes that are not there are
/// stated by `bundle`; nothing is said where a class on the way up is missing.
pub fn state_midlets(
    bundle: &Bundle<'_>,
    program: &Program,
    hierarchy: &Hierarchy,
    platform: &Platform,
    facts: &mut Facts,
) {
    for midlet in bundle.midlets() {
        let Some((file, attribute)) = bundle.attribute(&format!("MIDlet-{}", midlet.n)) else { continue };
        let Some(fault) = fault(&midlet.class.replace('.', "/"), program, hierarchy, platform) else { continue };
        let fact = facts::Descriptor {
            what: DescriptorWhat::ClassNotMidlet,
            attribute: Some(attribute.name.clone()),
            value: Some(attribute.value.clone()),
            other: Some(midlet.class.clone()),
            file: match file {
                Descriptor::Jad => DescriptorFile::Jad,
                Descriptor::Manifest => DescriptorFile::Manifest,
            },
            ota: None,
            detail: Some(fault.into()),
            source: Some("MIDP 2.1 midlet/package.html; phoneME Installer".into()),
            confidence: Some(DescriptorConfidence::High),
        };
        facts.push(fact.at(midlet.place));
    }
}

/// What keeps a device from starting a class, by its internal name.
fn fault(name: &str, program: &Program, hierarchy: &Hierarchy, platform: &Platform) -> Option<&'static str> {
    let symbol = program.symbols.find(name)?;
    let id = program.class(symbol)?;
    let class = program.class_at(id);
    if class.access & (INTERFACE | ABSTRACT) != 0 {
        return Some("an abstract class or an interface");
    }
    if hierarchy.is_subtype(program, platform, symbol, MIDLET) == Some(false) {
        return Some("does not extend MIDlet");
    }
    let constructor = program.methods_of(id).map(|method| program.method(method)).find(|method| {
        program.symbols.text(method.name) == "<init>" && program.symbols.text(method.descriptor) == "()V"
    });
    match constructor {
        None => Some("no constructor without parameters"),
        Some(method) if method.access & PUBLIC == 0 => Some("the constructor without parameters is not public"),
        Some(_) if class.access & PUBLIC == 0 => Some("not public"),
        Some(_) => None,
    }
}
