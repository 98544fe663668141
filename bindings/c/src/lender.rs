//! What readers lend.

use core_ring::{Directory, DirectoryReader, Ring, RingReader};

use crate::guard::{Opaque, object};
use crate::held::Held;

/// A reader of the library's.
pub(crate) trait Reads {
    type Value;
    /// What it reads as it is now, which the reader keeps until it is asked again.
    fn read(&mut self) -> &Self::Value;
}

impl Reads for RingReader {
    type Value = Ring;

    #[inline]
    fn read(&mut self) -> &Ring {
        self.ring()
    }
}

impl Reads for DirectoryReader {
    type Value = Directory;

    #[inline]
    fn read(&mut self) -> &Directory {
        self.directory()
    }
}

/// A reader and the object that it lends as what it reads.
pub(crate) struct Lender<R, O> {
    reader: R,
    lent: Box<O>,
}

impl<R: Reads, O: Opaque<Value = Held<R::Value>>> Lender<R, O> {
    pub(crate) fn new(mut reader: R) -> Self {
        let lent = Box::new(object(Held::Lent(reader.read())));
        Self { reader, lent }
    }

    /// The object, which is what is read now.
    #[inline]
    pub(crate) fn lend(&mut self) -> *const O {
        *self.lent.object_mut().value_mut() = Held::Lent(self.reader.read());
        &raw const *self.lent
    }
}
