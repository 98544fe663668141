//! One call of a C function: what it is given, wrong on purpose now and then, and what must come back.

use std::ffi::{CStr, c_char, c_void};
use std::fmt::Debug;
use std::mem::{MaybeUninit, size_of};
use std::slice;

use arbitrary::{Arbitrary, Result, Unstructured};
use vnode_ring_c::error::vnode_ring_error;
use vnode_ring_c::status::{
    VNODE_RING_ERR_ARGUMENT, VNODE_RING_ERR_NULL, VNODE_RING_ERR_OBJECT, VNODE_RING_ERR_UTF8, VNODE_RING_OK,
};

/// What is in a result before the call.
const UNTOUCHED: u8 = 0xa5;

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

/// A call that is about to be made.
pub(super) struct Call {
    pub(super) twist: Twist,
    /// What it may be refused with, whatever the library says: a caller is not told in which order things are checked.
    wrong: Vec<i32>,
    error: Told<vnode_ring_error>,
    objects: u8,
    results: u8,
}

impl Call {
    pub(super) fn new(twist: Twist) -> Self {
        Self { twist, wrong: Vec::new(), error: Told::new(), objects: 0, results: 0 }
    }

    pub(super) fn wrong(&mut self, status: i32) {
        self.wrong.push(status);
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
            _ => {
                self.error.handed = true;
                self.error.place()
            }
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
        told.handed = true;
        told.place()
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
            assert!(self.wrong.contains(&status), "{status} is none of {:?}", self.wrong);
            Err(status)
        };
        assert_eq!(status, outcome.as_ref().err().copied().unwrap_or(VNODE_RING_OK));
        if self.error.handed {
            self.error.explains(status);
        } else {
            assert!(self.error.untouched());
        }
        outcome.ok()
    }
}

/// A place for a result, filled with what no call writes.
pub(super) struct Told<T> {
    value: Box<MaybeUninit<T>>,
    /// Whether the call had it.
    handed: bool,
}

impl<T> Told<T> {
    pub(super) fn new() -> Self {
        let mut value = Box::new(MaybeUninit::<T>::uninit());
        // SAFETY: there is one.
        unsafe { value.as_mut_ptr().write_bytes(UNTOUCHED, 1) };
        Self { value, handed: false }
    }

    fn place(&mut self) -> *mut T {
        self.value.as_mut_ptr()
    }

    fn untouched(&self) -> bool {
        // SAFETY: all bytes were written.
        let bytes = unsafe { slice::from_raw_parts(self.value.as_ptr().cast::<u8>(), size_of::<T>()) };
        bytes.iter().all(|&byte| byte == UNTOUCHED)
    }
}

impl<T: Copy> Told<T> {
    /// What was told, where the call had the place and succeeded; else nothing was.
    pub(super) fn where_ok(&self, ok: bool) -> Option<T> {
        let told = ok && self.handed;
        assert_ne!(told, self.untouched(), "written on success, and only then");
        // SAFETY: the call wrote it.
        told.then(|| unsafe { self.value.assume_init_read() })
    }
}

impl<T: Copy + PartialEq + Debug> Told<T> {
    pub(super) fn is(&self, expected: Option<T>) {
        if let Some(told) = self.where_ok(expected.is_some()) {
            assert_eq!(Some(told), expected);
        }
    }
}

impl<O> Told<*mut O> {
    /// The object that was made, and NULL where none was.
    pub(super) fn object(&self, ok: bool) -> Option<*mut O> {
        if ok || !self.handed {
            let object = self.where_ok(ok);
            assert!(object.is_none_or(|object| !object.is_null()));
            return object;
        }
        // SAFETY: pointers are written first.
        assert!(unsafe { self.value.assume_init_read() }.is_null());
        None
    }
}

impl Told<vnode_ring_error> {
    /// One line where the call failed.
    fn explains(&self, status: i32) {
        if status == VNODE_RING_OK {
            return assert!(self.untouched());
        }
        // SAFETY: a call that fails writes it.
        let error = unsafe { self.value.assume_init_ref() };
        assert_eq!(error.status, status);
        // SAFETY: it is as long as it is.
        let message = unsafe { slice::from_raw_parts(error.message.as_ptr().cast(), error.message.len()) };
        let message = CStr::from_bytes_until_nul(message).expect("it ends").to_str().expect("it is UTF-8");
        assert!(!message.is_empty() && !message.contains(char::is_control), "{message:?}");
    }
}
