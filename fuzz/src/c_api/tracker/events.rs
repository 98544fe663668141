//! Events that a tracker turns into changes of a directory.

use std::ptr;

use ::vnode_ring::Tracked;
use arbitrary::Arbitrary;
use vnode_ring_c::tracker::*;

use super::{HeldTracker, check};
use crate::c_api::call::{Call, Handed, Texts, Told, Twist};
use crate::c_api::directory::{HeldChange, HeldDirectory, Named, made_change, placed};
use crate::c_api::held::Others;
use crate::c_api::nodes::{self, Spoilt};
use crate::c_api::status::coded;
use crate::ops::{self, Id, Stated};

#[derive(Arbitrary, Clone, Debug)]
enum News {
    Update(Stated, Spoilt, Handed),
    Removal(Id),
}

/// What a source says, and how it is handed in.
#[derive(Arbitrary, Clone, Debug)]
pub(in crate::c_api) struct Event {
    group: Named,
    news: News,
    version: Option<ops::Told>,
    version_handed: Handed,
    texts: Texts,
    wants_outcome: bool,
}

impl Event {
    /// A member is heard of, without a version.
    pub(super) const fn first() -> Self {
        Self {
            group: Named::WEB,
            news: News::Update(Stated::of("a"), Spoilt::Not, Handed::Fine),
            version: None,
            version_handed: Handed::Fine,
            texts: Texts::FINE,
            wants_outcome: false,
        }
    }

    pub(super) fn check(
        &self,
        tracker: &mut HeldTracker,
        directory: &HeldDirectory,
        others: Others,
        twist: Twist,
    ) -> Option<HeldChange> {
        let (mut call, mut outcome, mut told) = (Call::new(twist), Told::new(), Told::new());
        let objects = (tracker.hand(&mut call, others), directory.hand(&mut call, others));
        let (group, group_len) = call.text(self.group.name(), self.texts.of(0));
        let stated = self.version.map(|ops::Told(version)| vnode_ring_event_version {
            incarnation: version.incarnation,
            counter: version.counter,
        });
        // NULL is no version.
        let crooked = if self.version_handed == Handed::Crooked { Handed::Crooked } else { Handed::Fine };
        let version = stated
            .as_ref()
            .map_or(ptr::null(), |version| call.array(std::slice::from_ref(version), crooked).0);
        let error = call.error();
        let outcome_at = if self.wants_outcome { call.optional(&mut outcome) } else { ptr::null_mut() };
        let change = call.result(&mut told);
        let (name, got) = (self.group.name(), self.version.map(|told| told.0));
        let ended = match &self.news {
            News::Update(node, spoilt, handed) => {
                let node = placed(&directory.model, name, node);
                let nodes = nodes::nodes(&[node], *spoilt, &mut call);
                let handed = if *handed == Handed::Huge { Handed::Null } else { *handed };
                let (at, _) = call.array(&nodes.all, handed);
                let status = unsafe {
                    vnode_ring_tracker_upsert(
                        objects.0, objects.1, group, group_len, at, version, error, outcome_at, change,
                    )
                };
                let model = &mut tracker.model;
                call.ended(status, || coded(model.upsert(&directory.model, name, node.update(), got)))
            }
            News::Removal(id) => {
                let (id_at, id_len) = call.text(id.0, self.texts.of(1));
                let status = unsafe {
                    vnode_ring_tracker_remove(
                        objects.0, objects.1, group, group_len, id_at, id_len, version, error, outcome_at,
                        change,
                    )
                };
                let model = &mut tracker.model;
                call.ended(status, || coded(model.remove(&directory.model, name, id.0, got)))
            }
        };
        outcome.is(ended.as_ref().map(|tracked| match tracked {
            Tracked::Change(_) => VNODE_RING_TRACKED_CHANGE,
            Tracked::NoChange => VNODE_RING_TRACKED_NO_CHANGE,
            Tracked::Ignored { .. } => VNODE_RING_TRACKED_IGNORED,
        }));
        let texts = [0, 1].map(|number| self.texts.of(number));
        check::version(tracker, (name, texts[0]), ("a", texts[1]), others, twist);
        made_change(&told, ended.map(Tracked::into_change))
    }
}
