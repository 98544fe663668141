//! One call of a C function: what it is given, wrong on purpose now and then, and which status must come back.

use std::ffi::{CStr, c_char, c_void};
use std::mem::size_of;

use arbitrary::{Arbitrary, Result, Unstructured};
use vnode_ring_c::error::vnode_ring_error;
use vnode_ring_c::status::{
    VNODE_RING_ERR_ARGUMENT, VNODE_RING_ERR_NULL, VNODE_RING_ERR_OBJECT, VNODE_RING_ERR_UTF8, VNODE_RING_OK,
    vnode_ring_strerror,
};

pub(super) use super::told::{Told, listed};

/// What is wrong with the pointers of a call; results and objects are told by their number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Twist {
    None,
    NoError,
    CrookedError,
    NullResult(u8),
    CrookedResult(u8),
    NullObject(u8),
    CrookedObject(u8),
    OtherKind(u8),
}

impl<'a> Arbitrary<'a> for Twist {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let byte = u8::arbitrary(u)?;
        Ok(match byte % 64 {
            40..44 => Self::NoError,
            44 => Self::CrookedError,
            45..51 => Self::NullResult(byte % 3),
            51..55 => Self::CrookedResult(byte % 3),
            55..58 => Self::NullObject(byte % 2),
            58..60 => Self::CrookedObject(byte % 2),
            60..64 => Self::OtherKind(byte % 2),
            _ => Self::None,
        })
    }
}

/// How an array or a text is handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Handed {
    Fine,
    Null,
    Huge,
    Crooked,
    NotUtf8,
}

impl<'a> Arbitrary<'a> for Handed {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        Ok(match u8::arbitrary(u)? % 32 {
            28 => Self::Null,
            29 => Self::Huge,
            30 => Self::Crooked,
            31 => Self::NotUtf8,
            _ => Self::Fine,
        })
    }
}

/// One of the texts of a call, handed in otherwise than the rest.
#[derive(Arbitrary, Clone, Copy, Debug)]
pub(super) struct Texts {
    which: u8,
    handed: Handed,
}

impl Texts {
    pub(super) const FINE: Self = Self { which: 0, handed: Handed::Fine };

    pub(super) fn of(self, number: u8) -> Handed {
        if self.which % 3 == number { self.handed } else { Handed::Fine }
    }
}

/// A call that is about to be made.
pub(super) struct Call {
    pub(super) twist: Twist,
    /// What it may be refused with, whatever the library says: a caller is not told in which order things are checked.
    wrong: Vec<i32>,
    /// What may be noticed before that.
    first: Vec<i32>,
    error: Told<vnode_ring_error>,
    objects: u8,
    results: u8,
}

impl Call {
    pub(super) fn new(twist: Twist) -> Self {
        Self { twist, wrong: Vec::new(), first: Vec::new(), error: Told::new(), objects: 0, results: 0 }
    }

    pub(super) fn wrong(&mut self, status: i32) {
        self.wrong.push(status);
    }

    /// What a call that is wrong may be refused with before anybody sees what is wrong.
    pub(super) fn first(&mut self, status: Option<i32>) {
        self.first.extend(status);
    }

    /// The next object; `other` is one of another kind.
    pub(super) fn object<O>(&mut self, object: *mut O, other: *mut c_void) -> *mut O {
        let number = self.objects;
        self.objects += 1;
        if object.is_null() || self.twist == Twist::NullObject(number) {
            self.wrong(VNODE_RING_ERR_NULL);
            return std::ptr::null_mut();
        }
        if self.twist == Twist::CrookedObject(number) {
            self.wrong(VNODE_RING_ERR_OBJECT);
            return object.wrapping_byte_add(1);
        }
        if self.twist == Twist::OtherKind(number) {
            self.wrong(VNODE_RING_ERR_OBJECT);
            return other.cast();
        }
        object
    }

    pub(super) fn error(&mut self) -> *mut vnode_ring_error {
        match self.twist {
            Twist::NoError => std::ptr::null_mut(),
            // Where a message would go is no reason to refuse a call.
            Twist::CrookedError => self.error.place().wrapping_byte_add(1),
            _ => self.error.handed(),
        }
    }

    /// Where the next result goes.
    pub(super) fn result<T>(&mut self, told: &mut Told<T>) -> *mut T {
        self.place(told, true)
    }

    /// The same for one that may be NULL.
    pub(super) fn optional<T>(&mut self, told: &mut Told<T>) -> *mut T {
        self.place(told, false)
    }

    fn place<T>(&mut self, told: &mut Told<T>, must: bool) -> *mut T {
        let number = self.results;
        self.results += 1;
        if self.twist == Twist::NullResult(number) {
            if must {
                self.wrong(VNODE_RING_ERR_NULL);
            }
            return std::ptr::null_mut();
        }
        if self.twist == Twist::CrookedResult(number) && align_of::<T>() > 1 {
            self.wrong(VNODE_RING_ERR_ARGUMENT);
            return told.place().wrapping_byte_add(1);
        }
        told.handed()
    }

    pub(super) fn array<T>(&mut self, values: &[T], handed: Handed) -> (*const T, usize) {
        let (array, length) = self.array_mut(values.as_ptr().cast_mut(), values.len(), handed);
        (array, length)
    }

    pub(super) fn array_mut<T>(&mut self, array: *mut T, length: usize, handed: Handed) -> (*mut T, usize) {
        match handed {
            Handed::Null => {
                if length > 0 {
                    self.wrong(VNODE_RING_ERR_NULL);
                }
                (std::ptr::null_mut(), length)
            }
            Handed::Huge => {
                self.wrong(VNODE_RING_ERR_ARGUMENT);
                let smallest = isize::MAX as usize / size_of::<T>() + 1;
                (array, if length % 2 == 0 { usize::MAX } else { smallest })
            }
            Handed::Crooked if align_of::<T>() > 1 => {
                if length > 0 {
                    self.wrong(VNODE_RING_ERR_ARGUMENT);
                }
                (array.wrapping_byte_add(1), length)
            }
            _ => (array, length),
        }
    }

    pub(super) fn bytes(&mut self, bytes: &[u8], handed: Handed) -> (*const c_void, usize) {
        let (bytes, length) = self.array(bytes, handed);
        (bytes.cast(), length)
    }

    pub(super) fn text(&mut self, text: &str, handed: Handed) -> (*const c_char, usize) {
        if handed == Handed::NotUtf8 {
            self.wrong(VNODE_RING_ERR_UTF8);
            return (c"a\xff".as_ptr(), 2);
        }
        let (bytes, length) = self.array(text.as_bytes(), handed);
        (bytes.cast(), length)
    }

    /// Compares the status with what the library answers, and the error with the status.
    pub(super) fn ended<T>(
        self,
        status: i32,
        library: impl FnOnce() -> std::result::Result<T, i32>,
    ) -> Option<T> {
        let outcome = if self.wrong.is_empty() {
            library()
        } else {
            let mut may = self.wrong.iter().chain(&self.first);
            assert!(may.any(|&may| may == status), "{status} is none of {:?}", self.wrong);
            Err(status)
        };
        assert_eq!(status, outcome.as_ref().err().copied().unwrap_or(VNODE_RING_OK));
        self.error.explains(status);
        // SAFETY: a text that ends with a 0.
        let words = unsafe { CStr::from_ptr(vnode_ring_strerror(status)) };
        assert_ne!(words, c"unknown status");
        outcome.ok()
    }
}
