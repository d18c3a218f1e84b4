//! How the long lists of a bundle grow: doubling would leave up to half of each empty, and the memory that one suite may
//! take is bounded by its code.

/// Adds to the end of a list; a full one grows by a quarter.
pub fn push<T>(list: &mut Vec<T>, item: T) {
    if list.len() == list.capacity() {
        list.reserve_exact((list.len() / 4).max(64));
    }
    list.push(item);
}
