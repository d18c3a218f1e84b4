//! The hash of the tables of one bundle. Keyed once a process, so that a crafted class file cannot fill one slot of a
//! table; no result depends on the order of a table.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::OnceLock;

/// The key of this process.
#[derive(Clone, Copy, Debug)]
pub struct Seed(u64);

impl Default for Seed {
    fn default() -> Self {
        static SEED: OnceLock<u64> = OnceLock::new();
        Seed(*SEED.get_or_init(|| RandomState::new().hash_one(0u8) | 1))
    }
}

const MIX: u64 = 0x9e37_79b9_7f4a_7c15;

/// Both halves of the 128-bit product.
fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}

impl Seed {
    /// The hash of a name.
    pub(crate) fn hash(self, bytes: &[u8]) -> u32 {
        let mut state = self.0 ^ (bytes.len() as u64).wrapping_mul(MIX);
        let (chunks, rest) = bytes.as_chunks::<8>();
        for chunk in chunks {
            state = fold(state ^ u64::from_le_bytes(*chunk), self.0 ^ MIX);
        }
        let mut last = [0u8; 8];
        last[..rest.len()].copy_from_slice(rest);
        let state = fold(state ^ u64::from_le_bytes(last), self.0 ^ MIX);
        (state ^ state >> 32) as u32
    }
}

/// For maps whose keys are a few numbers.
impl BuildHasher for Seed {
    type Hasher = Numbers;

    fn build_hasher(&self) -> Numbers {
        Numbers { state: self.0, key: self.0 ^ MIX }
    }
}

/// See [`Seed`].
pub struct Numbers {
    state: u64,
    key: u64,
}

impl Hasher for Numbers {
    fn finish(&self) -> u64 {
        self.state
    }

    fn write(&mut self, bytes: &[u8]) {
        let (chunks, rest) = bytes.as_chunks::<8>();
        for chunk in chunks {
            self.write_u64(u64::from_le_bytes(*chunk));
        }
        let mut last = [0u8; 8];
        last[..rest.len()].copy_from_slice(rest);
        self.write_u64(u64::from_le_bytes(last) ^ bytes.len() as u64);
    }

    fn write_u8(&mut self, n: u8) {
        self.write_u64(u64::from(n));
    }

    fn write_u32(&mut self, n: u32) {
        self.write_u64(u64::from(n));
    }

    fn write_usize(&mut self, n: usize) {
        self.write_u64(n as u64);
    }

    fn write_isize(&mut self, n: isize) {
        self.write_u64(n as u64);
    }

    fn write_u64(&mut self, n: u64) {
        self.state = fold(self.state ^ n, self.key);
    }
}
