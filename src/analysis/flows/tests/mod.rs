//! Small programs, each with the flows that must and must not be found.
