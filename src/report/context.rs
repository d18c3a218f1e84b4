//! How the call of a finding is reached and how its values came to be, for every format alike. In: a finding with its
//! evidence. Out: [`Context`]. Texts are raw: to be escaped by every output.

use crate::facts::{Fact, FieldValue, Kind};
use crate::rules::Finding;
use serde::Serialize;

/// What is known of the call that a finding is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Context<'a> {
    /// Whether something leads to the call; `None` when that was not told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reached: Option<bool>,
    /// What sets it off.
    pub triggers: Vec<&'a str>,
    /// Threads and timers between that and the call.
    pub via: Vec<&'a str>,
    /// It is in a loop.
    #[serde(rename = "loop", skip_serializing_if = "Option::is_none")]
    pub in_loop: Option<bool>,
    /// It is guarded by what only code set off by the user writes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gated: Option<bool>,
    /// It is reached with no event of the user, and not gated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unattended: Option<bool>,
    /// Arguments whose text was decoded at run time.
    pub decoded: Vec<&'a str>,
    /// App properties whose value stands in an argument.
    pub properties: Vec<&'a str>,
    /// The shortest way from each trigger.
    pub chains: Vec<Chain<'a>>,
}

/// A way to a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Chain<'a> {
    /// What sets it off.
    pub trigger: &'a str,
    /// Threads and timers, in the order of the way.
    pub via: Vec<&'a str>,
    /// Methods from the entry point to the one that makes the call: `class.name(descriptor)`.
    pub methods: Vec<&'a str>,
}

fn texts<'a>(fact: &'a Fact, field: &str) -> Vec<&'a str> {
    match fact.get(field) {
        Some(FieldValue::Texts(list)) => list.iter().map(|text| &**text).collect(),
        _ => Vec::new(),
    }
}

impl<'a> Context<'a> {
    /// The context of a finding; `None` when its first fact is no call, or nothing is known of how the call is reached and its
    /// values came to be.
    pub fn of(finding: &'a Finding) -> Option<Self> {
        let call = finding.evidence.first().filter(|fact| fact.kind == Kind::Call)?;
        let context = Context {
            reached: call.bool("reached"),
            triggers: texts(call, "triggers"),
            via: texts(call, "via"),
            in_loop: call.bool("loop"),
            gated: call.bool("gated"),
            unattended: call.bool("unattended"),
            decoded: texts(call, "decoded"),
            properties: texts(call, "properties"),
            chains: chains(finding, call),
        };
        let known = context.reached.is_some()
            || context.in_loop.is_some()
            || !context.triggers.is_empty()
            || !context.decoded.is_empty()
            || !context.properties.is_empty();
        known.then_some(context)
    }

    /// What sets the call off, in words: `launch, by way of a thread; in a loop; no event of the user`. `None` when that is not
    /// known, or nothing does.
    pub fn set_off(&self) -> Option<String> {
        if self.triggers.is_empty() {
            return None;
        }
        let mut out = self.triggers.join(", ");
        if !self.via.is_empty() {
            let words: Vec<&str> = self.via.iter().map(|v| if *v == "serial" { "callSerially" } else { v }).collect();
            out.push_str(&format!(", by way of {}", words.join(", ")));
        }
        if self.in_loop == Some(true) {
            out.push_str("; in a loop");
        }
        if self.gated == Some(true) {
            out.push_str("; gated by the user");
        }
        if self.unattended == Some(true) {
            out.push_str("; unattended");
        }
        Some(out)
    }
}

/// The ways to a call: those that the `reach` facts of its place and kind among the evidence tell.
fn chains<'a>(finding: &'a Finding, call: &Fact) -> Vec<Chain<'a>> {
    let here = finding.evidence.iter().filter(|fact| fact.kind == Kind::Reach && fact.place == call.place);
    here.filter(|fact| fact.text("api") == call.text("api"))
        .filter_map(|fact| {
            Some(Chain { trigger: fact.text("trigger")?, via: texts(fact, "via"), methods: texts(fact, "chain") })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;
    use crate::rules::RuleSet;

    /// What a rule finds in these facts.
    fn finding(rule: &str, texts: &[&str]) -> Finding {
        let mut facts: Vec<_> = texts.iter().map(|t| Fact::parse(t).unwrap()).collect();
        facts.sort();
        let (findings, _) = RuleSet::builtin().evaluate(&facts, &Limits::default());
        findings.into_iter().find(|f| &*f.rule == rule).unwrap()
    }

    #[test]
    fn the_chains_are_those_of_the_same_place_and_kind() {
        let finding = finding(
            "unattended-premium-message",
            &[
                r#"call message.send address="sms://7132" reached=true triggers=[launch,user] via=[thread] loop=true unattended=true at=A.m()V@3"#,
                r#"reach message.send trigger=user via=[] chain=["A.n()V","A.m()V"] at=A.m()V@3"#,
                r#"reach message.send trigger=launch via=[thread] chain=["A.startApp()V","A.run()V","A.m()V"] at=A.m()V@3"#,
                r#"reach rms.open trigger=push via=[] chain=["A.m()V"] at=A.m()V@3"#,
                r#"reach message.send trigger=alarm via=[] chain=["A.m()V"] at=A.m()V@4"#,
            ],
        );
        let context = Context::of(&finding).unwrap();
        let chains: Vec<_> = context.chains.iter().map(|c| (c.trigger, c.via.join(" "), c.methods.join(" "))).collect();
        assert_eq!(
            chains,
            [
                ("launch", "thread".into(), "A.startApp()V A.run()V A.m()V".into()),
                ("user", String::new(), "A.n()V A.m()V".into())
            ]
        );
        assert_eq!(context.set_off().unwrap(), "launch, user, by way of thread; in a loop; unattended");
    }

    #[test]
    fn without_anything_known_there_is_no_context() {
        let call = r#"call message.send address="sms://7132" triggers=[] via=[] decoded=[] at=A.m()V@3"#;
        assert_eq!(Context::of(&finding("sms-to-short-code", &[call])), None);
    }
}
