//! Matches facts against rules. Rules are indexed by the kind and the head of the facts they want; joins go only from the
//! primary fact to others (a star), through a table of what they share, so that no rule costs more than facts times matchers.

use super::combine;
use super::finding::{Finding, Related};
use super::fingerprint;
use super::message;
use super::model::{Body, Condition, CountOp, Group, MatchBody, Rule, Target, Test};
use super::parse::head_words;
use super::truth::{Binding, Truth, is_unreached, matches, signature, undecided};
use super::words::{Confidence, Severity};
use crate::facts::{Fact, KINDS, Kind, Place};
use crate::limits::Limits;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Ends of messages.
const UNREACHED: &str = "; present but not reached";
pub(super) const RESTS_ON_UNREACHED: &str = "; rests on code that is present but not reached";

/// Further places and facts that one finding lists.
const LISTED: usize = 20;

/// Which matchers want a fact of some kind and head.
#[derive(Clone, Debug, Default)]
pub struct Index {
    kinds: Vec<KindIndex>,
    /// Indexes of the rules over facts, worst first, so that a limit on findings keeps the worst.
    order: Vec<u32>,
    /// Where the matchers of a rule start in the list of all.
    first: Vec<u32>,
    matchers: usize,
}

#[derive(Clone, Debug, Default)]
struct KindIndex {
    by_head: HashMap<String, Vec<Slot>>,
    any: Vec<Slot>,
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    rule: u32,
    matcher: u8,
}

impl Index {
    /// The index of these rules.
    pub fn new(rules: &[Rule]) -> Self {
        let mut index = Index { kinds: KINDS.iter().map(|_| KindIndex::default()).collect(), ..Index::default() };
        for (r, rule) in rules.iter().enumerate() {
            index.first.push(index.matchers as u32);
            let Body::Match(body) = &rule.body else { continue };
            index.order.push(r as u32);
            for (m, matcher) in body.matchers.iter().enumerate() {
                let slot = Slot { rule: r as u32, matcher: m as u8 };
                let Some(kind) = index.kinds.get_mut(matcher.kind as usize) else { continue };
                let head = KINDS[matcher.kind as usize].fields.iter().position(|f| f.head).map(|h| h as u8);
                match head_words(matcher, head) {
                    Some(words) => {
                        for word in words {
                            kind.by_head.entry(word.clone()).or_default().push(slot);
                        }
                    }
                    None => kind.any.push(slot),
                }
            }
            index.matchers += body.matchers.len();
        }
        index.order.sort_by(|a, b| {
            let (a, b) = (&rules[*a as usize], &rules[*b as usize]);
            b.severity.cmp(&a.severity).then_with(|| a.id.cmp(&b.id))
        });
        index
    }

    /// For every matcher of every rule the facts that match it or may, in the order of the facts.
    fn hits(&self, rules: &[Rule], facts: &[Fact]) -> Vec<Vec<Hit>> {
        let mut hits = vec![Vec::new(); self.matchers];
        for (number, fact) in facts.iter().enumerate() {
            let Some(kind) = self.kinds.get(fact.kind as usize) else { continue };
            let info = fact.kind.info();
            let head = info.fields.iter().find(|f| f.head).map(|f| f.name);
            // A fact whose head is not known may be what any matcher of its kind wants, but tells nothing.
            let named = head.and_then(|h| fact.text(h)).and_then(|word| kind.by_head.get(word));
            for slot in named.into_iter().flatten().chain(&kind.any) {
                let Body::Match(body) = &rules[slot.rule as usize].body else { continue };
                let matcher = &body.matchers[slot.matcher as usize];
                let truth = matches(matcher, fact);
                if truth != Truth::False {
                    let at = self.first[slot.rule as usize] as usize + slot.matcher as usize;
                    let unreached = !matcher.asks_reached && is_unreached(fact);
                    hits[at].push(Hit { fact: number as u32, truth, unreached });
                }
            }
        }
        hits
    }
}

/// A fact that a matcher wants, or may want.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    pub fact: u32,
    pub truth: Truth,
    /// A call that nothing reaches, of which the matcher does not say that it wants such.
    pub unreached: bool,
}

/// Which calls a condition is held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scope {
    /// those that are reached, or of which that is not known
    Reached,
    /// also those that are present but not reached
    Present,
}

/// A finding that rests on calls that nothing reaches is one step less bad, and matters only together with others.
pub(super) fn when_unreached(severity: Severity) -> Severity {
    severity.stepped(-1).min(Severity::Medium)
}

/// And it is one step less sure.
fn less_sure(confidence: Confidence) -> Confidence {
    if confidence == Confidence::High { Confidence::Medium } else { Confidence::Low }
}

/// A finding with the rule it comes from and the scope that its fingerprint is made of.
#[derive(Debug)]
pub(super) struct Draft {
    pub rule: u32,
    pub finding: Finding,
    /// Its severity before combinations.
    pub base: Severity,
    /// What tells it from others of the rule, without positions.
    pub identity: String,
    /// How many primary facts it stands for.
    pub count: u64,
    /// The combinations that changed it.
    pub changed_by: Vec<u32>,
}

/// Runs both strata. Also says whether a limit cut the work.
pub(super) fn evaluate(rules: &[Rule], index: &Index, facts: &[Fact], limits: &Limits) -> (Vec<Draft>, bool) {
    let hits = index.hits(rules, facts);
    let (mut drafts, cut) = match_all(rules, index, facts, limits, &hits);
    combine::apply(rules, &mut drafts);
    let cut_findings = fingerprint::finish(&mut drafts, limits.findings);
    (drafts, cut || cut_findings)
}

fn match_all(rules: &[Rule], index: &Index, facts: &[Fact], limits: &Limits, hits: &[Vec<Hit>]) -> (Vec<Draft>, bool) {
    let mut drafts = Vec::new();
    let mut pairs = Pairs { left: limits.rule_pairs, cut: false };
    let reach = Reach::new(facts);
    for r in &index.order {
        let rule = &rules[*r as usize];
        let Body::Match(body) = &rule.body else { continue };
        let first = index.first[*r as usize] as usize;
        let run = Run { number: *r, rule, body, facts, reach: &reach, hits: &hits[first..first + body.matchers.len()] };
        let room = (limits.findings as usize).saturating_sub(drafts.len());
        pairs.cut |= run.findings(&mut pairs, room, &mut drafts);
    }
    (drafts, pairs.cut)
}

/// Counts the pairs of facts that were compared.
struct Pairs {
    left: u64,
    cut: bool,
}

impl Pairs {
    fn spend(&mut self) -> bool {
        if self.left == 0 {
            self.cut = true;
            return false;
        }
        self.left -= 1;
        true
    }
}

/// One rule at work.
struct Run<'a> {
    number: u32,
    rule: &'a Rule,
    body: &'a MatchBody,
    facts: &'a [Fact],
    reach: &'a Reach<'a>,
    hits: &'a [Vec<Hit>],
}

/// How calls are reached, by place.
struct Reach<'a>(BTreeMap<&'a Place, Vec<&'a Fact>>);

impl<'a> Reach<'a> {
    fn new(facts: &'a [Fact]) -> Self {
        let mut places: BTreeMap<&Place, Vec<&Fact>> = BTreeMap::new();
        for fact in facts.iter().filter(|fact| fact.kind == Kind::Reach) {
            places.entry(&fact.place).or_default().push(fact);
        }
        Reach(places)
    }

    /// What is said of how this call is reached.
    fn of(&self, call: &Fact) -> impl Iterator<Item = &'a Fact> {
        let here = self.0.get(&call.place).filter(|_| call.kind == Kind::Call).map_or(&[][..], Vec::as_slice);
        here.iter().copied().filter(|fact| fact.text("api") == call.text("api"))
    }
}

/// The facts of another matcher that agree with a primary fact.
#[derive(Clone, Debug, Default)]
struct Partners {
    reached: Tally,
    present: Tally,
}

impl Partners {
    fn add(&mut self, hit: Hit, same: Truth) {
        self.present.add(hit, same);
        if !hit.unreached {
            self.reached.add(hit, same);
        }
    }

    fn of(&self, scope: Scope) -> &Tally {
        match scope {
            Scope::Reached => &self.reached,
            Scope::Present => &self.present,
        }
    }
}

/// How many facts agree, and the first of them.
#[derive(Clone, Debug, Default)]
struct Tally {
    sure: u32,
    perhaps: u32,
    first: Option<u32>,
}

impl Tally {
    fn add(&mut self, hit: Hit, same: Truth) {
        match hit.truth.and(same) {
            Truth::True => {
                self.sure += 1;
                self.first.get_or_insert(hit.fact);
            }
            Truth::Unknown => self.perhaps += 1,
            Truth::False => {}
        }
    }

    fn truth(&self) -> Truth {
        match (self.sure, self.perhaps) {
            (0, 0) => Truth::False,
            (0, _) => Truth::Unknown,
            _ => Truth::True,
        }
    }

    fn count(&self, op: CountOp, n: u32) -> Truth {
        let most = self.sure.saturating_add(self.perhaps);
        let (sure, possible) = match op {
            CountOp::AtLeast => (self.sure >= n, most >= n),
            CountOp::AtMost => (most <= n, self.sure <= n),
            CountOp::Exactly => (self.sure == n && most == n, self.sure <= n && most >= n),
        };
        if sure { Truth::True } else { if possible { Truth::Unknown } else { Truth::False } }
    }
}

/// The facts of one matcher by what they share with the primary matcher.
struct Shared<'a> {
    /// For each shared variable: where the primary fact has it, where the other one does.
    targets: Vec<(&'a Target, &'a Target)>,
    /// Positions in the hits, by the text that the first variable has there.
    buckets: HashMap<String, Vec<u32>>,
    /// Positions of those whose first variable is not one known text.
    loose: Vec<u32>,
}

impl<'a> Run<'a> {
    /// Appends the findings of the rule, at most `room`; says whether there were more.
    fn findings(&self, pairs: &mut Pairs, room: usize, drafts: &mut Vec<Draft>) -> bool {
        let start = drafts.len();
        let cut = self.collect(pairs, room, drafts);
        for draft in &mut drafts[start..] {
            message::finish(&mut draft.finding.message, draft.count);
        }
        cut
    }

    fn collect(&self, pairs: &mut Pairs, room: usize, drafts: &mut Vec<Draft>) -> bool {
        let start = drafts.len();
        let mut groups: HashMap<String, usize> = HashMap::new();
        // A fact that several primary matchers want is one finding, that of the first of them.
        let mut done: HashSet<u32> = HashSet::new();
        for primary in &self.body.primary {
            let hits = &self.hits[*primary as usize];
            if hits.is_empty() {
                continue;
            }
            let tables: Vec<Option<Shared<'a>>> =
                (0..self.body.matchers.len()).map(|m| self.shared(*primary, m as u8)).collect();
            let alone: Vec<Partners> = self.hits.iter().map(|h| whole(h)).collect();
            for hit in hits {
                if hit.truth == Truth::Unknown && !self.body.report_unknown {
                    continue;
                }
                let partners = self.partners(*hit, &tables, &alone, pairs);
                let Some((scope, truth)) = self.judge(*primary, *hit, &partners) else { continue };
                if !done.insert(hit.fact) {
                    continue;
                }
                let draft = self.draft(*primary, *hit, (scope, truth), &partners);
                match self.group_key(&draft.finding).map(|key| (groups.get(&key).copied(), key)) {
                    Some((Some(at), _)) => join(&mut drafts[at], draft.finding),
                    _ if drafts.len() - start >= room => return true,
                    keyed => {
                        if let Some((None, key)) = keyed {
                            groups.insert(key, drafts.len());
                        }
                        drafts.push(draft);
                    }
                }
            }
        }
        false
    }

    fn shared(&self, primary: u8, other: u8) -> Option<Shared<'a>> {
        let variables = |m: u8| {
            self.body.matchers[m as usize].predicates.iter().filter_map(|p| match p.test {
                Test::Variable(v) => Some((v, &p.target)),
                _ => None,
            })
        };
        let targets: Vec<_> = variables(other)
            .filter_map(|(v, there)| variables(primary).find(|(w, _)| *w == v).map(|(_, here)| (here, there)))
            .collect();
        let (_, first) = *targets.first()?;
        let mut shared = Shared { targets, buckets: HashMap::new(), loose: Vec::new() };
        for (position, hit) in self.hits[other as usize].iter().enumerate() {
            match Binding::of(first, &self.facts[hit.fact as usize]) {
                Binding::Text(text) => shared.buckets.entry(text.into_owned()).or_default().push(position as u32),
                _ => shared.loose.push(position as u32),
            }
        }
        Some(shared)
    }

    /// For each matcher the facts that agree with the primary one.
    fn partners(
        &self,
        primary: Hit,
        tables: &[Option<Shared<'a>>],
        alone: &[Partners],
        pairs: &mut Pairs,
    ) -> Vec<Partners> {
        let fact = &self.facts[primary.fact as usize];
        let mut all = Vec::with_capacity(tables.len());
        for (m, table) in tables.iter().enumerate() {
            let Some(table) = table else {
                all.push(alone[m].clone());
                continue;
            };
            let mut found = Partners::default();
            let hits = &self.hits[m];
            let mut compare = |position: u32| {
                let hit = hits[position as usize];
                let there = &self.facts[hit.fact as usize];
                let same = table.targets.iter().map(|(a, b)| Binding::of(a, fact).same(&Binding::of(b, there)));
                found.add(hit, same.min().unwrap_or(Truth::True));
            };
            match Binding::of(table.targets[0].0, fact) {
                Binding::Text(text) => {
                    let bucket = table.buckets.get(text.as_ref()).map_or(&[][..], Vec::as_slice);
                    merged(bucket, &table.loose).take_while(|_| pairs.spend()).for_each(&mut compare);
                }
                _ => (0..hits.len() as u32).take_while(|_| pairs.spend()).for_each(&mut compare),
            }
            all.push(found);
        }
        all
    }

    /// Whether the primary fact becomes a finding, and on what it rests: on reached code if that is enough, so that code that
    /// nothing reaches neither makes a finding worse nor takes one away.
    fn judge(&self, primary: u8, hit: Hit, partners: &[Partners]) -> Option<(Scope, Truth)> {
        let first = if hit.unreached { Scope::Present } else { Scope::Reached };
        let tried = [first, Scope::Present].into_iter().map(|scope| {
            let view = View { primary, hit, partners, scope };
            (scope, hit.truth.and(view.holds(&self.body.condition)))
        });
        let mut wanted = tried.filter(|(_, t)| *t == Truth::True || (*t == Truth::Unknown && self.body.report_unknown));
        wanted.next()
    }

    fn group_key(&self, finding: &Finding) -> Option<String> {
        let key = match self.body.group {
            Group::No => return None,
            Group::Bundle => String::new(),
            Group::Class => finding.place.class().unwrap_or_default().to_string(),
            Group::Method => signature(&finding.place).unwrap_or_else(|| finding.place.to_string()),
            Group::Message => finding.message.clone(),
        };
        // What is reached and what is not stay apart.
        Some(format!("{}{key}", if finding.unreached { "not reached\n" } else { "" }))
    }

    fn draft(&self, primary: u8, hit: Hit, (scope, truth): (Scope, Truth), partners: &[Partners]) -> Draft {
        let rule = self.rule;
        let fact = &self.facts[hit.fact as usize];
        let mut evidence = vec![fact.clone()];
        let mut related = Vec::new();
        let mut others: Vec<Option<&Fact>> = vec![None; self.body.matchers.len()];
        for m in asserted(&self.body.condition, primary) {
            let partner = partners[m as usize].of(scope).first.filter(|_| m != primary);
            let Some(other) = partner.map(|f| &self.facts[f as usize]).filter(|other| *other != fact) else { continue };
            others[m as usize] = Some(other);
            if other.place != fact.place {
                related.push(Related {
                    label: self.body.matchers[m as usize].name.replace(['-', '_'], " ").into(),
                    place: other.place.clone(),
                });
            }
            evidence.push(other.clone());
        }
        let more: Vec<Fact> = self.reach.of(fact).filter(|reach| !evidence.contains(reach)).cloned().collect();
        evidence.extend(more);
        let mut text = message::render(&self.body.message, fact, &others);
        let (mut severity, mut confidence) = (rule.severity, rule.confidence);
        let unreached = scope == Scope::Present;
        if unreached {
            severity = when_unreached(severity);
            confidence = less_sure(confidence);
            text.push_str(if hit.unreached { UNREACHED } else { RESTS_ON_UNREACHED });
        }
        if truth == Truth::Unknown {
            confidence = less_sure(confidence);
            text.push_str(&self.doubt(primary, fact, partners, scope));
        }
        let mut identity = match self.body.group {
            Group::No => format!("{}\n{}", fingerprint::scope(&fact.place), fingerprint::normalised(fact)),
            Group::Bundle => String::new(),
            Group::Class => fact.place.class().unwrap_or_default().to_string(),
            Group::Method => fingerprint::scope(&fact.place),
            Group::Message => text.clone(),
        };
        // A finding that was accepted as long as nothing reached it is another one when something does.
        if unreached {
            identity.push_str("\nnot reached");
        }
        let finding = Finding {
            rule: rule.id.as_str().into(),
            title: rule.title.as_str().into(),
            family: rule.family.as_str().into(),
            severity,
            confidence,
            persona: rule.persona,
            unreached,
            message: text,
            place: fact.place.clone(),
            related,
            evidence,
            weaknesses: rule.weaknesses.iter().map(|w| w.as_str().into()).collect(),
            cwe: rule.cwe.clone(),
            fingerprint: String::new(),
        };
        Draft { rule: self.number, base: severity, finding, identity, count: 1, changed_by: Vec::new() }
    }

    /// Says why it is not certain.
    fn doubt(&self, primary: u8, fact: &Fact, partners: &[Partners], scope: Scope) -> String {
        let mut open: Vec<String> = undecided(&self.body.matchers[primary as usize], fact);
        for (m, partner) in partners.iter().enumerate() {
            if m != primary as usize && partner.of(scope).truth() == Truth::Unknown {
                open.push(self.body.matchers[m].name.clone());
            }
        }
        open.dedup();
        match open.as_slice() {
            [] => "; not certain".to_string(),
            open => format!("; not certain, because {} could not be determined", open.join(" and ")),
        }
    }
}

/// A primary fact with what agrees with it, as a condition sees them.
struct View<'p> {
    primary: u8,
    hit: Hit,
    partners: &'p [Partners],
    scope: Scope,
}

impl View<'_> {
    fn holds(&self, condition: &Condition) -> Truth {
        match condition {
            Condition::Matcher(m) if *m == self.primary => self.hit.truth,
            Condition::Matcher(m) => self.partners[*m as usize].of(self.scope).truth(),
            Condition::Count(m, op, n) => self.partners[*m as usize].of(self.scope).count(*op, *n),
            Condition::Not(inner) => self.holds(inner).not(),
            Condition::And(list) => list.iter().map(|c| self.holds(c)).min().unwrap_or(Truth::True),
            Condition::Or(list) => list.iter().map(|c| self.holds(c)).max().unwrap_or(Truth::False),
        }
    }
}

/// All hits, when nothing is shared.
fn whole(hits: &[Hit]) -> Partners {
    let mut partners = Partners::default();
    for hit in hits {
        partners.add(*hit, Truth::True);
    }
    partners
}

/// Two sorted lists of positions as one.
fn merged<'x>(a: &'x [u32], b: &'x [u32]) -> impl Iterator<Item = u32> + 'x {
    let (mut i, mut j) = (0, 0);
    std::iter::from_fn(move || match (a.get(i), b.get(j)) {
        (Some(x), y) if y.is_none_or(|y| x < y) => {
            i += 1;
            Some(*x)
        }
        (_, Some(y)) => {
            j += 1;
            Some(*y)
        }
        _ => None,
    })
}

/// The matchers that a condition asks to be there, in order, each once. Of alternatives that the primary fact meets by itself
/// the others are not asked for.
fn asserted(condition: &Condition, primary: u8) -> Vec<u8> {
    fn walk(condition: &Condition, primary: u8, out: &mut Vec<u8>) {
        match condition {
            Condition::Or(list) if list.contains(&Condition::Matcher(primary)) => {}
            Condition::Matcher(m) | Condition::Count(m, CountOp::AtLeast, _) if !out.contains(m) => out.push(*m),
            Condition::And(list) | Condition::Or(list) => list.iter().for_each(|c| walk(c, primary, out)),
            _ => {}
        }
    }
    let mut out = Vec::new();
    walk(condition, primary, &mut out);
    out
}

/// Adds a finding to the one that stands for its group.
fn join(draft: &mut Draft, one: Finding) {
    draft.count += 1;
    let group = &mut draft.finding;
    group.confidence = group.confidence.max(one.confidence);
    let known = group.place == one.place || group.related.iter().any(|r| r.place == one.place);
    if !known && group.related.len() < LISTED && one.place != Place::Bundle {
        group.related.push(Related { label: "also here".into(), place: one.place });
    }
    if group.evidence.len() < LISTED {
        group.evidence.extend(one.evidence.into_iter().take(1));
    }
}
