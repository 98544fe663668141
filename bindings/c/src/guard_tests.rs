//! What the guard does with panics and with what is no living object.

use core::ptr;

use super::*;
use crate::error::VNODE_RING_MESSAGE_BYTES;

struct Thing(Object<String>);
opaque!(Thing, String, 0x7001);

struct Other(Object<String>);
opaque!(Other, String, 0x7002);

type Done = Result<(), Status>;

fn no_error() -> vnode_ring_error {
    vnode_ring_error { status: 0, message: [0; VNODE_RING_MESSAGE_BYTES] }
}

#[test]
fn a_panic_stays_here_and_the_object_is_not_used_again() {
    let thing: *mut Thing = boxed("text".into());
    let mut error = no_error();
    // SAFETY: the object is alive until it is freed at the end, and used here alone.
    unsafe {
        assert_eq!(
            ask(thing, |text| {
                assert_eq!(text, "text");
                Ok(())
            }),
            VNODE_RING_OK
        );
        let panics = |_: &String| -> Done { panic!("planted") };
        assert_eq!(with(thing, &raw mut error, panics), VNODE_RING_ERR_PANIC);
        assert_eq!(error.status, VNODE_RING_ERR_PANIC);
        assert_ne!(error.message[0], 0);
        assert_eq!(ask(thing, |_| unreachable!("it is poisoned")), VNODE_RING_ERR_POISONED);
        let unused = |_: &mut String| -> Done { unreachable!("it is poisoned") };
        assert_eq!(with_mut(thing, ptr::null_mut(), unused), VNODE_RING_ERR_POISONED);
        assert!(matches!(value(thing), Err(Status(VNODE_RING_ERR_POISONED))));
        // It is still no other kind.
        assert_eq!(ask(thing.cast::<Other>(), |_| unreachable!("it is no other")), VNODE_RING_ERR_OBJECT);
        free(thing.cast::<Other>());
        free(thing);
    }
}

#[test]
fn a_panic_while_an_object_changes_poisons_it() {
    let thing: *mut Thing = boxed(String::new());
    // SAFETY: as above.
    unsafe {
        let half_way = |text: &mut String| -> Done {
            text.push_str("half");
            panic!("planted")
        };
        assert_eq!(with_mut(thing, ptr::null_mut(), half_way), VNODE_RING_ERR_PANIC);
        assert_eq!(ask(thing, |_| unreachable!("it is poisoned")), VNODE_RING_ERR_POISONED);
        free(thing);
    }
}

#[test]
fn a_panic_without_an_object_is_a_status() {
    // SAFETY: there is no error to write.
    let status = unsafe { guard(ptr::null_mut(), || -> Done { panic!("planted") }) };
    assert_eq!(status, VNODE_RING_ERR_PANIC);
}

#[test]
fn another_kind_is_refused_and_not_freed() {
    let thing: *mut Thing = boxed("text".into());
    // SAFETY: as above; kinds lie alike in memory.
    unsafe {
        assert_eq!(ask(thing.cast::<Other>(), |_| unreachable!("it is no other")), VNODE_RING_ERR_OBJECT);
        free(thing.cast::<Other>());
        assert_eq!(
            ask(thing, |text| {
                assert_eq!(text, "text");
                Ok(())
            }),
            VNODE_RING_OK
        );
        free(thing);
    }
}
