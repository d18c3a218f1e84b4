//! The run over all bundles: workers read and analyse, results come out in the order of the inputs, and no more than a
//! window of them is ever held.

use super::collect::{Planned, Source, too_big};
use super::isolate::isolated;
use super::read::{Refusal, bounded};
use crate::bundle::{File, Input};
use crate::limits::{Limits, StopFlag};
use crate::report::{Report, Status};
use crate::{Analyzer, Scratch};
use std::collections::BTreeMap;
use std::io;
use std::ops::ControlFlow;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Stack of a worker. Nothing recurses on the depth of its input; this is room for what a crate may do below us.
const STACK_BYTES: usize = 16 << 20;
/// Finished reports that may wait for a slower one before them, for each worker.
const WINDOW: usize = 16;
/// How often the clock is looked at for the deadline.
const TICK: Duration = Duration::from_millis(50);

/// Called with the name of a bundle before the work on it.
pub type Before = Box<dyn Fn(&str) + Sync>;

/// What is the same for every bundle of a run.
pub struct Job<'a> {
    /// The analysis.
    pub analyzer: &'a Analyzer,
    /// The cut-offs.
    pub limits: &'a Limits,
    /// Number of workers, at least one.
    pub threads: usize,
    /// URL that the descriptors came from.
    pub origin: Option<&'a str>,
    /// Called before a bundle is analysed, inside what keeps a panic from the other bundles.
    pub before: Option<Before>,
}

/// The state that workers and the receiving thread share.
#[derive(Default)]
struct Queue {
    next: usize,
    delivered: usize,
    stopped: bool,
    done: BTreeMap<usize, Report>,
}

/// What the watch needs to know of one worker.
#[derive(Default)]
struct Slot {
    started: Mutex<Option<Instant>>,
    stop: StopFlag,
}

/// Analyses the bundles and hands each report to `deliver`, in order, until it says stop. An error means that no worker
/// could be started.
pub fn run(job: &Job<'_>, bundles: &[Planned], mut deliver: impl FnMut(Report) -> ControlFlow<()>) -> io::Result<()> {
    let threads = job.threads.clamp(1, bundles.len().max(1));
    let queue = Mutex::new(Queue::default());
    let changed = Condvar::new();
    let slots: Vec<Slot> = (0..threads).map(|_| Slot::default()).collect();
    let over = (Mutex::new(false), Condvar::new());
    std::thread::scope(|scope| {
        let mut workers = 0;
        let mut refused = None;
        for (number, slot) in slots.iter().enumerate() {
            let (queue, changed) = (&queue, &changed);
            let work = move || worker(job, bundles, threads, slot, queue, changed);
            let builder = std::thread::Builder::new().name(format!("worker-{number}")).stack_size(STACK_BYTES);
            match builder.spawn_scoped(scope, work) {
                Ok(_) => workers += 1,
                Err(error) => refused = Some(error),
            }
        }
        if let (0, Some(error)) = (workers, refused) {
            return Err(error);
        }
        scope.spawn(|| watch(job.limits, &slots, &over));
        for index in 0..bundles.len() {
            let mut state = lock(&queue);
            let report = loop {
                match state.done.remove(&index) {
                    Some(report) => break report,
                    None => state = changed.wait(state).unwrap_or_else(PoisonError::into_inner),
                }
            };
            state.delivered += 1;
            drop(state);
            changed.notify_all();
            if deliver(report).is_break() {
                lock(&queue).stopped = true;
                changed.notify_all();
                break;
            }
        }
        *lock(&over.0) = true;
        over.1.notify_all();
        Ok(())
    })
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Takes one bundle after the other, never further ahead of the receiver than the window.
fn worker(job: &Job<'_>, bundles: &[Planned], threads: usize, slot: &Slot, queue: &Mutex<Queue>, changed: &Condvar) {
    let fresh = || Scratch { stop: slot.stop.clone(), ..Scratch::default() };
    let mut scratch = fresh();
    loop {
        let mut state = lock(queue);
        while !state.stopped && state.next < bundles.len() && state.next >= state.delivered + WINDOW * threads {
            state = changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if state.stopped || state.next >= bundles.len() {
            return;
        }
        let index = state.next;
        state.next += 1;
        drop(state);

        slot.stop.lower();
        *lock(&slot.started) = Some(Instant::now());
        let planned = &bundles[index];
        let report = isolated(|| one(job, planned, &mut scratch)).unwrap_or_else(|reason| {
            scratch = fresh();
            Report::new(&planned.name, Status::Failed(reason))
        });
        *lock(&slot.started) = None;
        let report = if slot.stop.is_raised() {
            let limit = job.limits.deadline_ms;
            let reason = format!("took longer than the limit deadline-ms of {limit} milliseconds");
            Report::new(&planned.name, Status::Failed(reason))
        } else {
            report
        };
        lock(queue).done.insert(index, report);
        changed.notify_all();
    }
}

/// Raises the flag of every worker that has been at one bundle for too long. What was found by then depends on the
/// machine, so such a bundle counts as failed, with no findings.
fn watch(limits: &Limits, slots: &[Slot], over: &(Mutex<bool>, Condvar)) {
    let deadline = Duration::from_millis(limits.deadline_ms);
    let mut finished = lock(&over.0);
    while !*finished {
        finished = over.1.wait_timeout(finished, TICK).unwrap_or_else(PoisonError::into_inner).0;
        for slot in slots {
            let started = lock(&slot.started);
            if started.is_some_and(|started| started.elapsed() > deadline) {
                slot.stop.raise();
            }
        }
    }
}

/// Reads and analyses one bundle.
fn one(job: &Job<'_>, planned: &Planned, scratch: &mut Scratch) -> Report {
    let mut gaps = Vec::new();
    let read = |source: &Option<Source>, limit, limit_name| match source {
        None => Ok(None),
        Some(Source::Bytes(name, bytes)) => Ok(Some((name.clone(), bytes.to_vec()))),
        Some(source @ Source::Path(path)) => match bounded(path, limit) {
            Ok(bytes) => Ok(Some((source.name(), bytes))),
            Err(Refusal::Io(reason)) => Err(Status::Failed(reason)),
            Err(Refusal::TooBig(size)) => Err(Status::Skipped(too_big(size, limit, limit_name))),
        },
    };
    let settled = |status| Report { notes: planned.notes.clone(), ..Report::new(&planned.name, status) };
    if let Some(status) = &planned.settled {
        return settled(status.clone());
    }
    let jad = match read(&planned.jad, job.limits.jad_bytes, "jad-bytes") {
        Ok(jad) => jad,
        Err(status) => return settled(status),
    };
    let jar = match read(&planned.jar, job.limits.jar_bytes, "jar-bytes") {
        Ok(jar) => jar,
        Err(status) if jad.is_none() => return settled(status),
        Err(status) => {
            let name = planned.jar.as_ref().map(Source::name).unwrap_or_default();
            gaps.push(format!("the JAR {name} was not read: {}", status.reasons().join("; ")));
            None
        }
    };
    if let Some(before) = &job.before {
        before(&planned.name);
    }
    let input = Input {
        name: &planned.name,
        jad: jad.as_ref().map(|(path, bytes)| File { path, bytes }),
        jar: jar.as_ref().map(|(path, bytes)| File { path, bytes }),
        pairing: planned.pairing,
        origin: job.origin,
    };
    let mut report = job.analyzer.analyze(&input, scratch);
    report.notes.extend(planned.notes.iter().cloned());
    report.add_gaps(gaps);
    report
}
