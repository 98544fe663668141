//! Text for people: all data through serde, as JSON and formats like it.
//!
//! Names are those of node files. What is read goes through the checks of the library and is refused with its messages;
//! names that are not known are refused too. Numbers that not every reader of JSON keeps exact are written as text, and
//! nothing is written as null, so that formats without it will do. `docs/formats.md` shows the result.

mod config;
mod delta;
mod directory;
mod membership;
mod names;
mod node;
pub(crate) mod number;
mod text;

#[cfg(test)]
mod tests;
