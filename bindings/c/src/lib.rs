//! C ABI of `vnode-ring`.
//!
//! `include/vnode_ring.h` is made from the comments of these modules, and is the manual. With the feature `std` (default)
//! it is all of it; without, what reads images, for machines without an operating system.
//!
//! Every function goes through [`guard`], which lets no panic out and uses no object that does not live.

#![cfg_attr(not(feature = "std"), no_std)]
#![expect(clippy::doc_markdown, reason = "the comments become a C header")]
#![expect(clippy::missing_safety_doc, reason = "the contract is the header's introduction")]
#![cfg_attr(
    feature = "std",
    expect(non_camel_case_types, reason = "the names are those of C, so that one search finds both")
)]
#![cfg_attr(not(feature = "std"), expect(dead_code, reason = "rings take more than views"))]

pub mod error;
#[cfg_attr(not(feature = "std"), path = "failure_small.rs")]
mod failure;
mod guard;
mod keys;
mod memory;
pub mod node;
pub mod options;
pub mod secret;
pub mod stamp;
pub mod status;
pub mod version;
pub mod view;
pub mod view_lookup;

#[cfg(feature = "std")]
pub mod balance;
#[cfg(feature = "std")]
pub mod bytes;
#[cfg(feature = "std")]
pub mod change;
#[cfg(feature = "std")]
pub mod delta;
#[cfg(feature = "std")]
pub mod directory;
#[cfg(feature = "std")]
pub mod directory_change;
#[cfg(feature = "std")]
pub mod directory_changes;
#[cfg(feature = "std")]
pub mod directory_match;
#[cfg(feature = "std")]
pub mod directory_member;
#[cfg(feature = "std")]
pub mod directory_shared;
#[cfg(feature = "std")]
pub mod directory_step;
#[cfg(feature = "std")]
mod held;
#[cfg(feature = "std")]
mod lender;
#[cfg(feature = "std")]
pub mod list;
#[cfg(feature = "std")]
pub mod lookup;
#[cfg(feature = "std")]
mod moves;
#[cfg(feature = "std")]
pub mod plan;
#[cfg(feature = "std")]
pub mod positions;
#[cfg(feature = "std")]
pub mod ring;
#[cfg(feature = "std")]
pub mod rule;
#[cfg(feature = "std")]
pub mod shared;
#[cfg(feature = "std")]
pub mod tracker;
#[cfg(feature = "std")]
pub mod tracker_deadline;
#[cfg(feature = "std")]
pub mod width;

/// The library does not panic, but for its defects. Without an operating system there is nobody to tell.
#[cfg(all(not(feature = "std"), target_os = "none"))]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}
