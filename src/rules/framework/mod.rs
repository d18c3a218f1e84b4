//! The security analysis behind the rules: weaknesses, the requirements they touch, the releases that have those.

use super::words;

mod tables;

use std::sync::OnceLock;
pub use tables::{Release, Requirement, Weakness};

static BLOB: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/framework.bin"));

/// The tables of `rules/framework`, in memory once asked for.
#[derive(Debug)]
pub struct Framework {
    tables: tables::Tables,
}

impl Framework {
    /// The built-in tables.
    pub fn builtin() -> &'static Framework {
        static FRAMEWORK: OnceLock<Framework> = OnceLock::new();
        // The blob is written by the build script of this very build, and a test reads it.
        FRAMEWORK.get_or_init(|| Framework { tables: postcard::from_bytes(BLOB).unwrap_or_default() })
    }

    /// The tables of other files: the text of `weaknesses.tsv`, `requirements.tsv` and `releases.toml`. An error names the
    /// file, the line and what is wrong with it.
    pub fn parse(weaknesses: &str, requirements: &str, releases: &str) -> Result<Framework, String> {
        Ok(Framework { tables: tables::parse(weaknesses, requirements, releases)? })
    }

    /// All weaknesses, in the order of the table.
    pub fn weaknesses(&self) -> &[Weakness] {
        &self.tables.weaknesses
    }

    /// All requirements, in the order of the table.
    pub fn requirements(&self) -> &[Requirement] {
        &self.tables.requirements
    }

    /// The releases, oldest first.
    pub fn releases(&self) -> &[Release] {
        &self.tables.releases
    }

    /// The weakness of that id, such as `CHG-01`.
    pub fn weakness(&self, id: &str) -> Option<&Weakness> {
        self.tables.weaknesses.iter().find(|w| w.id == id)
    }

    /// The requirement of that id, such as `S1-11.1-03`.
    pub fn requirement(&self, id: &str) -> Option<&Requirement> {
        self.tables.requirements.iter().find(|r| r.id == id)
    }

    /// The requirements that a weakness touches, in the order in which the weakness names them.
    pub fn requirements_of(&self, weakness: &Weakness) -> Vec<&Requirement> {
        weakness.requirements.iter().filter_map(|id| self.requirement(id)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{Confidence, Severity};

    #[test]
    fn the_tables_are_whole() {
        let framework = Framework::builtin();
        assert_eq!(framework.weaknesses().len(), 187);
        assert_eq!(framework.requirements().len(), 171);
        let releases: Vec<_> = framework.releases().iter().map(|r| r.id.as_str()).collect();
        assert_eq!(releases, ["R98", "R99", "Rel-4", "Rel-5", "Rel-6"]);
    }

    #[test]
    fn a_weakness_leads_to_its_requirements() {
        let framework = Framework::builtin();
        let weakness = framework.weakness("CHG-01").unwrap();
        assert_eq!(weakness.title, "SMS to a constant short code");
        assert_eq!((weakness.severity, weakness.confidence), (Severity::Critical, Confidence::High));
        assert_eq!(weakness.cwe, [506, 451]);
        let clauses: Vec<_> = framework.requirements_of(weakness).iter().map(|r| r.clause.as_str()).collect();
        assert_eq!(clauses, ["22.057 11.2", "23.057 6.3.2 Table 6", "23.057 6.3.1; 22.057 11.1"]);
        assert!(framework.weakness("CHG-99").is_none());
    }

    #[test]
    fn tables_with_errors_name_the_line() {
        let head = "h\n";
        let error = Framework::parse("h\nX-1\tX\n", head, "release = []").unwrap_err();
        assert_eq!(error, "weaknesses.tsv:2: 2 cells, not 10");
        let row = "h\nX-1\tX\tt\tw\tt\thigh\t\tS1-0\ts\thigh\n";
        assert_eq!(
            Framework::parse(row, head, "release = []").unwrap_err(),
            "weaknesses.tsv:2: there is no requirement S1-0"
        );
    }
}
