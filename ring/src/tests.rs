//! The guarantees, tested exactly.
//!
//! Two methods make a test speak for all 2^64 keys. *Breakpoints*: answers are constant between vnode positions, so
//! each position of the old and the new ring and its successor stand for every key. *Tiny rings*: positions are cut to
//! a few bits, so that vnodes collide all the time, and every key is tried.

mod algebra;
pub(crate) mod arbitrary;
mod bounded;
mod calibration;
#[cfg(feature = "compat")]
mod compat;
mod copies;
mod guarantees;
mod history;
mod keyed;
mod limits;
pub(crate) mod oracle;
mod plans;
mod replicas;
mod stages;
mod vectors;
