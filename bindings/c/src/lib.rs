//! C ABI of `vnode-ring`.
//!
//! `include/vnode_ring.h` is made from the comments of these modules, and is the manual. With the feature `std` (default)
//! it is all of it; without, what reads images, for machines without an operating system.
//!
//! Every function goes through [`guard`], which lets no panic out and uses no object that does not live.

#![cfg_attr(not(feature = "std"), no_std)]
#![expect(clippy::doc_markdown, reason = "the comments become a C header")]
#![expect(clippy::missing_safety_doc, reason = "the contract is the header's introduction")]
#![expect(non_camel_case_types, reason = "the names are those of C, so that one search finds both")]

pub mod error;
mod guard;
mod keys;
mod memory;
pub mod rule;
pub mod status;
pub mod version;

#[cfg(feature = "std")]
pub mod balance;
#[cfg(feature = "std")]
pub mod bytes;
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
mod failure;
#[cfg(feature = "std")]
mod held;
#[cfg(feature = "std")]
pub mod list;
#[cfg(feature = "std")]
pub mod lookup;
#[cfg(feature = "std")]
mod moves;
#[cfg(feature = "std")]
pub mod node;
#[cfg(feature = "std")]
pub mod options;
#[cfg(feature = "std")]
pub mod plan;
#[cfg(feature = "std")]
pub mod ring;
#[cfg(feature = "std")]
pub mod shared;
#[cfg(feature = "std")]
pub mod tracker;
#[cfg(feature = "std")]
pub mod tracker_deadline;
#[cfg(feature = "std")]
pub mod width;
