//! Places that a user names: a local variable at an instruction.

use std::fmt;
use std::str::FromStr;

/// A local variable at an instruction, written `app.Main.run(Ljava/lang/String;)V@12:1`: class, method, descriptor,
/// bytecode offset, slot. What the variable holds before the instruction runs is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// Name of the class, with slashes.
    pub class: String,
    /// Name of the method.
    pub method: String,
    /// Its descriptor.
    pub descriptor: String,
    /// Bytecode offset.
    pub pc: u32,
    /// Slot of the variable.
    pub slot: u32,
}

impl FromStr for Spot {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parse = || {
            let (method, at) = text.rsplit_once('@')?;
            let (pc, slot) = at.split_once(':')?;
            let (name, descriptor) = method.split_at(method.find('(')?);
            let (class, method) = name.rsplit_once('.')?;
            Some(Spot {
                class: class.replace('.', "/"),
                method: method.into(),
                descriptor: descriptor.into(),
                pc: pc.parse().ok()?,
                slot: slot.parse().ok()?,
            })
        };
        parse().ok_or_else(|| format!("{text:?} is no place: write CLASS.METHOD(DESCRIPTOR)@PC:SLOT"))
    }
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Spot { class, method, descriptor, pc, slot } = self;
        write!(f, "{}.{method}{descriptor}@{pc}:{slot}", class.replace('/', "."))
    }
}

#[cfg(test)]
mod tests {
    use super::Spot;

    #[test]
    fn places_are_read_and_written() {
        let text = "app.Main.<init>(Ljava/lang/String;[I)V@12:3";
        let spot: Spot = text.parse().unwrap();
        assert_eq!((spot.class.as_str(), spot.method.as_str(), spot.pc, spot.slot), ("app/Main", "<init>", 12, 3));
        assert_eq!(spot.to_string(), text);
        for wrong in ["", "app.Main.run()V", "app.Main.run()V@1", "app.Main.run@1:2", "run()V@1:2", "a.b()V@x:1"] {
            assert!(wrong.parse::<Spot>().is_err(), "{wrong}");
        }
    }
}
