//! Recognises WTLS certificates (WAP-261-WTLS, 10.5.2): phones had them for gateways, and tools mixed them up with X.509.
//! They can't name a signer of code; only their names are read.

/// Names of subject and issuer, when the bytes have the outline of a WTLS certificate.
pub(super) fn recognise(bytes: &[u8]) -> Option<String> {
    let mut reader = Bytes(bytes);
    let (version, algorithm) = (reader.byte()?, reader.byte()?);
    // anonymous, ECDSA with SHA-1, RSA with SHA-1
    if version != 1 || algorithm > 2 {
        return None;
    }
    let issuer = reader.identifier()?;
    let (from, to) = (reader.seconds()?, reader.seconds()?);
    let subject = reader.identifier()?;
    // RSA, ECDH, ECDSA
    let key = reader.byte()?;
    (from <= to && (2..=4).contains(&key)).then(|| format!("subject {subject}, issuer {issuer}"))
}

/// What is left to read.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (head, tail) = self.0.split_at_checked(count)?;
        self.0 = tail;
        Some(head)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1).map(|bytes| bytes[0])
    }

    fn seconds(&mut self) -> Option<u32> {
        self.take(4)?.try_into().ok().map(u32::from_be_bytes)
    }

    /// The structure `Identifier`: a name, or what stands for one.
    fn identifier(&mut self) -> Option<String> {
        match self.byte()? {
            0 => Some("none".into()),
            1 => {
                self.take(2)?;
                let length = self.byte()?;
                let text = self.take(usize::from(length))?;
                (length > 0).then(|| String::from_utf8_lossy(text).into_owned())
            }
            2 => {
                let length = self.byte()?;
                self.take(usize::from(length))?;
                Some("a number".into())
            }
            254 => self.take(20).map(|_| "the hash of a key".into()),
            255 => {
                let length = self.byte()?;
                self.take(usize::from(length))?;
                Some("an X.509 name".into())
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::recognise;

    fn certificate() -> Vec<u8> {
        let name = |text: &str| [&[1, 0, 0x6a, text.len() as u8][..], text.as_bytes()].concat();
        let dates = [0x39, 0, 0, 0, 0x4a, 0, 0, 0];
        [&[1, 2][..], &name("Test CA"), &dates, &name("gateway.example.com"), &[2, 0, 0, 3, 1, 0, 1]].concat()
    }

    #[test]
    fn names_are_read() {
        assert_eq!(recognise(&certificate()).as_deref(), Some("subject gateway.example.com, issuer Test CA"));
    }

    #[test]
    fn what_is_cut_or_other_is_not_one() {
        let good = certificate();
        let needed = good.len() - 6;
        for length in 0..needed {
            assert_eq!(recognise(&good[..length]), None, "{length}");
        }
        assert_eq!(recognise(&[0x30, 0x82, 1, 2, 3]), None);
    }
}
