//! A directory against what it should be, over random changes.

mod histories;
mod matching;
pub(super) mod model;
mod refusals;
