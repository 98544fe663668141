//! What the benchmarks share: fixed inputs, and every implementation that they measure.

pub mod clock;
mod fixtures;
pub mod heap;
pub mod limit;
pub mod peers;
pub mod report;
pub mod rounds;
mod text;
pub mod turns;

pub use fixtures::{KEY_BYTES, Shape, key_text, keys, node_name, node_number};
pub use text::grouped;
