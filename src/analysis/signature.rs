//! Method descriptors, taken apart once a member.

/// How a value sits on the operand stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// boolean
    Bool,
    /// char
    Char,
    /// byte, short, int
    Int,
    /// long: two cells
    Long,
    /// float
    Float,
    /// double: two cells
    Double,
    /// object or array
    Ref,
}

impl Kind {
    /// Stack cells that it takes.
    pub fn cells(self) -> usize {
        match self {
            Kind::Long | Kind::Double => 2,
            _ => 1,
        }
    }
}

/// Parameters and result of a method.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signature {
    /// Parameters from left to right, without the receiver.
    pub params: Vec<Kind>,
    /// Result; `None` for void.
    pub result: Option<Kind>,
}

impl Signature {
    /// Reads a method descriptor (JVMS 4.3.3); `None` when it is malformed.
    pub fn parse(descriptor: &str) -> Option<Signature> {
        let (params, result) = descriptor.strip_prefix('(')?.split_once(')')?;
        let mut signature = Signature::default();
        let mut rest = params;
        while !rest.is_empty() {
            let (kind, after) = field(rest)?;
            signature.params.push(kind);
            rest = after;
        }
        if result != "V" {
            let (kind, after) = field(result)?;
            if !after.is_empty() {
                return None;
            }
            signature.result = Some(kind);
        }
        Some(signature)
    }

    /// Stack cells of all parameters.
    pub fn cells(&self) -> usize {
        self.params.iter().map(|k| k.cells()).sum()
    }
}

/// The descriptors of the parameters of a method, from left to right; those before one that is malformed.
pub fn parameters(descriptor: &str) -> impl Iterator<Item = &str> {
    let mut rest = descriptor.strip_prefix('(').and_then(|d| d.split_once(')')).map_or("", |(params, _)| params);
    std::iter::from_fn(move || {
        let (_, after) = field(rest)?;
        let one = &rest[..rest.len() - after.len()];
        rest = after;
        Some(one)
    })
}

/// The kind of the first field descriptor in `text`, and what follows it.
pub fn field(text: &str) -> Option<(Kind, &str)> {
    let element = text.trim_start_matches('[');
    let array = element.len() < text.len();
    let kind = match element.bytes().next()? {
        b'Z' => Kind::Bool,
        b'C' => Kind::Char,
        b'B' | b'S' | b'I' => Kind::Int,
        b'J' => Kind::Long,
        b'F' => Kind::Float,
        b'D' => Kind::Double,
        b'L' => return Some((Kind::Ref, element.split_once(';')?.1)),
        _ => return None,
    };
    Some((if array { Kind::Ref } else { kind }, &element[1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptors_are_taken_apart() {
        let s = Signature::parse("(ILjava/lang/String;[[JZCD)J").unwrap();
        assert_eq!(s.params, [Kind::Int, Kind::Ref, Kind::Ref, Kind::Bool, Kind::Char, Kind::Double]);
        assert_eq!(s.result, Some(Kind::Long));
        assert_eq!(s.cells(), 7);
        assert_eq!(Signature::parse("()V"), Some(Signature::default()));
        assert_eq!(parameters("(I[[JLa/B;Z)V").collect::<Vec<_>>(), ["I", "[[J", "La/B;", "Z"]);
        for bad in ["", "()", "(V)V", "(L)V", "(Lx)V", "I", "(I)VV", "([)V"] {
            assert_eq!(Signature::parse(bad), None, "{bad}");
        }
    }
}
