//! Stage 4. In: bundle, trust and program. Out: facts about what the code asks of the platform.

mod interpret;
mod signature;
mod strings;
mod terms;
#[cfg(test)]
mod tests;
