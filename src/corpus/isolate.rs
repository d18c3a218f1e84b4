//! Keeps a panic inside the bundle that caused it.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static ISOLATED: Cell<bool> = const { Cell::new(false) };
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Makes panics inside [`isolated`] silent and remembers where they were; all others are told as before. To be called
/// once by a program; without it the result is the same, but the panic is also written to standard error.
pub fn install_hook() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if ISOLATED.get() {
            PLACE.set(info.location().map(|at| format!("{}:{}", at.file(), at.line())));
        } else {
            before(info);
        }
    }));
}

/// Runs `work`; a panic in it becomes the reason, in one sentence.
pub fn isolated<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    ISOLATED.set(true);
    PLACE.set(None);
    let result = catch_unwind(AssertUnwindSafe(work));
    ISOLATED.set(false);
    result.map_err(|payload| {
        let place = PLACE.take().map(|at| format!(" at {at}")).unwrap_or_default();
        format!("internal error{place}: {}; please report it with this file", message(&*payload))
    })
}

fn message(payload: &(dyn Any + Send)) -> &str {
    payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_a_reason_and_the_next_run_is_unharmed() {
        let reason = isolated(|| -> u8 { panic!("lost {}", 7) }).unwrap_err();
        assert!(reason.starts_with("internal error"), "{reason}");
        assert!(reason.ends_with(": lost 7; please report it with this file"), "{reason}");
        assert_eq!(isolated(|| 3), Ok(3));
    }
}
