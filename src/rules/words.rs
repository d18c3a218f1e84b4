//! The words that rules and findings use for how bad, how sure, and for whom; shared with the build script.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! words {
    ($(#[doc = $doc:literal])+ $name:ident { $($(#[doc = $variant_doc:literal])+ $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name {
            $($(#[doc = $variant_doc])+ $variant,)+
        }

        impl $name {
            /// All of them, lowest first.
            pub const ALL: &[$name] = &[$($name::$variant),+];

            /// The word used in rules, on the command line and in outputs.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $($name::$variant => $word,)+
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;

            fn from_str(word: &str) -> Result<Self, String> {
                $name::ALL.iter().copied().find(|v| v.as_str() == word).ok_or_else(|| {
                    let known: Vec<_> = $name::ALL.iter().map(|v| v.as_str()).collect();
                    format!("`{word}` is none of {}", known.join(", "))
                })
            }
        }
    };
}

words! {
    /// How bad it is when the finding is true.
    Severity {
        /// worth knowing, no weakness by itself
        Info = "info",
        /// a weakness of little effect
        Low = "low",
        /// a weakness that matters together with others
        Medium = "medium",
        /// costs money, data or control
        High = "high",
        /// the same, unattended or with the sandbox broken
        Critical = "critical",
    }
}

impl Severity {
    /// So many steps worse, or less bad when negative, as far as the words go.
    pub fn stepped(self, steps: i32) -> Self {
        let at = (self as i32).saturating_add(steps).clamp(0, Self::ALL.len() as i32 - 1);
        Self::ALL[at as usize]
    }
}

words! {
    /// How sure mexelint is that the finding is true.
    Confidence {
        /// a hint
        Low = "low",
        /// likely
        Medium = "medium",
        /// read off the code or the descriptor
        High = "high",
    }
}

words! {
    /// For whom a rule speaks.
    Persona {
        /// everyone
        Regular = "regular",
        /// who wants every departure from the letter
        Pedantic = "pedantic",
        /// who reads a suite by hand and wants every place of interest
        Auditor = "auditor",
    }
}
