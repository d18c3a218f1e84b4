//! What the platform calls in an application, as the call graph asks for it.

use crate::program::platform::Platform;
pub use crate::program::platform::{Callback, How, Registration, Trigger, Via};

/// The callbacks and registrations of a platform.
pub trait Callbacks {
    /// All callbacks, in a fixed order.
    fn callbacks(&self) -> Vec<Callback<'_>>;

    /// What a call of a method registers; the class (with slashes) is that which declares it.
    fn registrations<'a>(&'a self, class: &str, name: &str, descriptor: &'a str) -> Vec<Registration<'a>>;
}

impl Callbacks for Platform {
    fn callbacks(&self) -> Vec<Callback<'_>> {
        Platform::callbacks(self).collect()
    }

    fn registrations<'a>(&'a self, class: &str, name: &str, descriptor: &'a str) -> Vec<Registration<'a>> {
        Platform::registrations(self, class, name, descriptor).collect()
    }
}
