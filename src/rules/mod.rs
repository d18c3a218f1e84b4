//! Stage 5. In: facts. Out: findings. Rules are data under `rules/detections`; nothing here reads the bundle.

mod finding;

pub use finding::{Confidence, Finding, Persona, Related, Severity};
