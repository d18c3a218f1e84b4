//! Reads the tables of `rules/framework`. Shared with the build script.

use super::words::{Confidence, Severity};
use serde::{Deserialize, Serialize};

/// The tables of the framework.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Tables {
    /// Weaknesses, in file order.
    pub weaknesses: Vec<Weakness>,
    /// Requirements, in file order.
    pub requirements: Vec<Requirement>,
    /// Releases, oldest first.
    pub releases: Vec<Release>,
}

/// A weakness of the framework, and the threat that makes use of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weakness {
    /// Id, such as `CHG-01`.
    pub id: String,
    /// Group, such as `CHG`.
    pub group: String,
    /// Title.
    pub title: String,
    /// What is weak.
    pub weakness: String,
    /// What is done with it.
    pub threat: String,
    /// How bad with complete evidence.
    pub severity: Severity,
    /// Numbers of the Common Weakness Enumeration.
    pub cwe: Vec<u32>,
    /// Requirements of TS 22.057 (S1) and TS 23.057 (S2) that it touches.
    pub requirements: Vec<String>,
    /// Keys of the sources.
    pub source: String,
    /// How sure the source is: read, in part, from memory.
    pub confidence: Confidence,
}

/// A requirement of TS 22.057 or TS 23.057.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requirement {
    /// Id, such as `S1-11.1-03`.
    pub id: String,
    /// Releases that have it, as the table writes it.
    pub releases: String,
    /// Specification and clause.
    pub clause: String,
    /// What is required, in the words of the table.
    pub text: String,
    /// Where it was read.
    pub source: String,
    /// How sure.
    pub confidence: Confidence,
    /// What the confidence rests on.
    pub basis: String,
}

/// A release of the specifications.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// Id, such as `Rel-4`.
    pub id: String,
    /// What it brought to MExE, one clause.
    pub brought: String,
    /// Where it was read.
    pub source: String,
    /// How sure.
    pub confidence: Confidence,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Releases {
    release: Vec<Release>,
}

/// Reads the three tables. An error names the file, the line and what is wrong with it.
pub fn parse(weaknesses: &str, requirements: &str, releases: &str) -> Result<Tables, String> {
    let requirements =
        rows(requirements, "requirements.tsv", |[id, releases, clause, text, source, confidence, basis]| {
            Ok(Requirement {
                id: id.into(),
                releases: releases.into(),
                clause: clause.into(),
                text: text.into(),
                source: source.into(),
                confidence: confidence.parse()?,
                basis: basis.into(),
            })
        })?;
    let weaknesses = rows(
        weaknesses,
        "weaknesses.tsv",
        |[id, group, title, weakness, threat, severity, cwe, needs, source, sure]| {
            let needs: Vec<String> = words(needs);
            if let Some(dangling) = needs.iter().find(|n| !requirements.iter().any(|r| r.id == **n)) {
                return Err(format!("there is no requirement {dangling}"));
            }
            Ok(Weakness {
                id: id.into(),
                group: group.into(),
                title: title.into(),
                weakness: weakness.into(),
                threat: threat.into(),
                severity: severity.parse()?,
                cwe: words(cwe)
                    .iter()
                    .map(|n| n.parse().map_err(|_| format!("{n} is no CWE number")))
                    .collect::<Result<_, _>>()?,
                requirements: needs,
                source: source.into(),
                confidence: sure.parse()?,
            })
        },
    )?;
    let releases: Releases = toml::from_str(releases).map_err(|e| format!("releases.toml: {e}"))?;
    let releases = releases.release;
    Ok(Tables { weaknesses, requirements, releases })
}

fn words(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|w| !w.is_empty()).map(str::to_string).collect()
}

fn rows<T, const N: usize>(
    text: &str,
    file: &str,
    row: impl Fn([&str; N]) -> Result<T, String>,
) -> Result<Vec<T>, String> {
    let lines = text.lines().enumerate().skip(1).filter(|(_, line)| !line.is_empty());
    lines
        .map(|(number, line)| {
            let cells: Vec<&str> = line.split('\t').collect();
            let cells = <[&str; N]>::try_from(cells).map_err(|c| format!("{} cells, not {N}", c.len()));
            cells.and_then(&row).map_err(|e| format!("{file}:{}: {e}", number + 1))
        })
        .collect()
}
