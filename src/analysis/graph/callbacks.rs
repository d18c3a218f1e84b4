//! What the platform calls in an application, as the call graph asks for it.

/// What makes the platform call an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Trigger {
    /// The user, or the device on its own, starts the application.
    Launch,
    /// A push registration starts it.
    Push,
    /// An alarm starts it.
    Alarm,
    /// Something arrives from the network.
    Network,
    /// Another device or application asks for something.
    Peer,
    /// The user does something on the screen.
    User,
}

/// The thread of control in which the platform runs something later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Via {
    /// a thread of its own
    Thread,
    /// the thread of a timer
    Timer,
    /// the thread of the user interface
    Serial,
}

/// When the platform calls a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// As part of the life of a MIDlet or another class that the platform starts.
    Lifecycle(Trigger),
    /// When something happens, once an object is registered or, for a method of a platform class that the
    /// application overrides, once it exists.
    Event(Trigger),
    /// Later, in another thread of control.
    Starts(Via),
    /// At once, in the same thread.
    CallsBack,
}

/// A method that the platform calls.
#[derive(Clone, Copy, Debug)]
pub struct Callback<'a> {
    /// Class or interface that declares it, with slashes.
    pub interface: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Its descriptor.
    pub descriptor: &'a str,
    /// When it is called.
    pub how: How,
}

/// A platform method that registers an object.
#[derive(Clone, Copy, Debug)]
pub struct Registration<'a> {
    /// Which value is registered: 0 for the receiver, arguments from 1.
    pub argument: u32,
    /// Class or interface whose callbacks are then called on it, with slashes.
    pub interface: &'a str,
    /// Only the callbacks of this name, if given.
    pub callback: Option<&'a str>,
    /// How they are called, where it is not what the callback says.
    pub how: Option<How>,
}

/// The callbacks and registrations of a platform.
pub trait Callbacks {
    /// All callbacks.
    fn callbacks(&self) -> Vec<Callback<'_>>;

    /// What a method (by the platform class that declares it) registers.
    fn registrations<'a>(&'a self, class: &str, name: &str, descriptor: &'a str) -> Vec<Registration<'a>>;
}
