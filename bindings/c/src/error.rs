//! What an error says beside its status.

use core::ffi::c_char;
use core::fmt;

use crate::status::{self, Status};

/// The bytes of a message, with the 0 at its end.
pub const VNODE_RING_MESSAGE_BYTES: usize = 508;

/// Why a call failed. The caller owns it: declare one and hand its address to as many calls as you like, or NULL where the
/// status is enough. It is written only when a call fails.
#[repr(C)]
pub struct vnode_ring_error {
    /// The status that the call returned.
    pub status: i32,
    /// One line for people, with the values, the limit and what to do; UTF-8, ends with a 0, cut where it would be too
    /// long. Its words may change between versions.
    pub message: [c_char; VNODE_RING_MESSAGE_BYTES],
}

/// Why a call does nothing.
pub(crate) trait Fails {
    fn status(&self) -> i32;
    fn describe(&self, line: &mut Line<'_>);
}

impl Fails for Status {
    fn status(&self) -> i32 {
        self.0
    }

    fn describe(&self, line: &mut Line<'_>) {
        line.push(status::text(self.0).to_bytes());
    }
}

/// Writes a failure where the caller wants it.
///
/// # Safety
/// `error` is NULL or can be written.
pub(crate) unsafe fn write(error: *mut vnode_ring_error, failure: &impl Fails) {
    if error.is_null() || !error.is_aligned() {
        return;
    }
    // SAFETY: the caller vouches that it can be written, and zeros are a value of each field.
    let error = unsafe {
        error.write_bytes(0, 1);
        &mut *error
    };
    error.status = failure.status();
    failure.describe(&mut Line { rest: &mut error.message });
}

/// Room for one line, which ends with a 0.
pub(crate) struct Line<'a> {
    rest: &'a mut [c_char],
}

impl Line<'_> {
    /// Appends text as far as there is room.
    fn push(&mut self, text: &[u8]) {
        let room = self.rest.len().saturating_sub(1);
        let mut end = text.len().min(room);
        // Not in the middle of a character.
        while end < text.len() && end > 0 && text.get(end).is_some_and(|byte| byte & 0xc0 == 0x80) {
            end -= 1;
        }
        let (here, rest) = core::mem::take(&mut self.rest).split_at_mut_checked(end).unwrap_or_default();
        for (to, &from) in here.iter_mut().zip(text) {
            *to = c_char::from_ne_bytes([from]);
        }
        // What was cut off ends the line.
        self.rest = if end < text.len() { &mut [] } else { rest };
    }
}

impl fmt::Write for Line<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.push(text.as_bytes());
        Ok(())
    }
}
