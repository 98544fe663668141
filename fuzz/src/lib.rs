//! What the fuzz targets do with their input, one module each, so that the committed seeds also go through them in
//! `cargo test`, without nightly and without a fuzzer.

#[cfg(not(vnode_ring_fuzz))]
compile_error!("the targets need positions of few bits: set RUSTFLAGS=\"--cfg vnode_ring_fuzz\"");

pub mod c_api;
pub mod delta_decode;
pub mod directory_decode;
pub mod human_decode;
pub mod image_parse;
#[cfg(fuzzing)]
pub mod node_files;
pub mod ring_vs_oracle;
pub mod seeds;
pub mod snapshot_decode;
pub mod tracker;
pub mod tracker_decode;
pub mod transition_decode;

mod decode;
mod envelope;
mod model;
mod ops;

/// The body of a target.
pub type Target = fn(&[u8]);

/// The targets of the library by the names of their binaries and of their folders of seeds.
pub const TARGETS: [(&str, Target); 10] = [
    ("c_api", c_api::target),
    ("delta_decode", delta_decode::target),
    ("directory_decode", directory_decode::target),
    ("human_decode", human_decode::target),
    ("image_parse", image_parse::target),
    ("ring_vs_oracle", ring_vs_oracle::target),
    ("snapshot_decode", snapshot_decode::target),
    ("tracker", tracker::target),
    ("tracker_decode", tracker_decode::target),
    ("transition_decode", transition_decode::target),
];

#[cfg(test)]
mod tests;
