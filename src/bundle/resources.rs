//! Short files of the JAR that the code may read, inflated when somebody asks for them.

use super::Bundle;
use super::archive::InflateBudget;
use crate::limits::Limits;
use std::cell::RefCell;

/// Reads files of a bundle.
#[derive(Debug)]
pub struct Resources<'b> {
    bundle: &'b Bundle<'b>,
    limits: &'b Limits,
    budget: RefCell<Option<InflateBudget>>,
}

impl<'b> Resources<'b> {
    /// Nothing is read yet. All that is read together is bounded by `inflated-bytes`, one file by `resource-bytes`.
    pub fn new(bundle: &'b Bundle<'b>, limits: &'b Limits) -> Self {
        Resources { bundle, limits, budget: RefCell::new(None) }
    }

    /// The content of the file of that path; `None` when there is none, or when it is too long or broken.
    pub fn read(&self, path: &str) -> Option<Vec<u8>> {
        let archive = self.bundle.archive.as_ref()?;
        let index = archive.find(path)?;
        let longest = self.limits.resource_bytes;
        let size = archive.entries()[index].declared.filter(|size| *size <= longest)?;
        let mut budget = self.budget.borrow_mut();
        let budget = budget.get_or_insert_with(|| InflateBudget::new(self.limits));
        let mut content = Vec::new();
        let whole = archive.peek(index, size as usize, budget, &mut content);
        (whole && content.len() as u64 == size).then_some(content)
    }
}
