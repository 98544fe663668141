//! Places for objects.

use arbitrary::Arbitrary;

/// A place for an object.
#[derive(Arbitrary, Clone, Copy, Debug)]
pub(super) struct At(pub(super) u8);

impl At {
    pub(super) fn of<T>(self, objects: &[Option<T>]) -> usize {
        usize::from(self.0) % objects.len()
    }

    pub(super) fn get<T>(self, objects: &[Option<T>]) -> Option<&T> {
        objects[self.of(objects)].as_ref()
    }

    pub(super) fn get_mut<T>(self, objects: &mut [Option<T>]) -> Option<&mut T> {
        let at = self.of(objects);
        objects[at].as_mut()
    }

    pub(super) fn put<T>(self, objects: &mut [Option<T>], object: Option<T>) {
        if object.is_some() {
            objects[self.of(objects)] = object;
        }
    }

    pub(super) fn free<T>(self, objects: &mut [Option<T>]) {
        objects[self.of(objects)] = None;
    }
}
