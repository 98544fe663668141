//! What each failure of the library is to C, written from the header.

use ::vnode_ring::{
    BuildError, CalibrationError, ChangeError, DecodeError, DecodeReason, DirectoryError, ExpireError,
    MatchError, MembershipError, PlanError, RenewError, ReplicaRuleError,
};
use vnode_ring_c::status::*;

pub(super) trait Code {
    fn code(&self) -> i32;
}

/// The library's answer as C has it.
pub(super) fn coded<T, E: Code>(answer: Result<T, E>) -> Result<T, i32> {
    answer.map_err(|error| error.code())
}

impl Code for MembershipError {
    fn code(&self) -> i32 {
        match self {
            Self::Config(_) => VNODE_RING_ERR_ARGUMENT,
            Self::TooManyNodes { .. } => VNODE_RING_ERR_LIMIT,
            Self::Node { .. }
            | Self::DuplicateId { .. }
            | Self::DuplicatePlacementId { .. }
            | Self::OtherPlacementId { .. }
            | Self::OtherVnodes { .. } => VNODE_RING_ERR_NODE,
            other => unreachable!("{other:?}"),
        }
    }
}

impl Code for BuildError {
    fn code(&self) -> i32 {
        match self {
            Self::Membership(error) => error.code(),
            Self::TooManyVnodes(_) => VNODE_RING_ERR_LIMIT,
            Self::Secret(_) => VNODE_RING_ERR_SECRET,
            other => unreachable!("{other:?}"),
        }
    }
}

impl Code for ChangeError {
    fn code(&self) -> i32 {
        match self {
            Self::NotMember { .. } => VNODE_RING_ERR_NOT_MEMBER,
            Self::AlreadyMember { .. } => VNODE_RING_ERR_ALREADY_MEMBER,
            Self::ConfigMismatch => VNODE_RING_ERR_CONFIG_MISMATCH,
            Self::Gap { .. } => VNODE_RING_ERR_GAP,
            Self::Stale { .. } | Self::NotLater { .. } => VNODE_RING_ERR_STALE,
            Self::Fork { .. } => VNODE_RING_ERR_FORK,
            Self::Conflict { .. } => VNODE_RING_ERR_CONFLICT,
            Self::Membership(error) => error.code(),
            Self::TooManyVnodes(_) => VNODE_RING_ERR_LIMIT,
            Self::NoEpochLeft => VNODE_RING_ERR_NO_EPOCH_LEFT,
            other => unreachable!("{other:?}"),
        }
    }
}

impl Code for DecodeError {
    fn code(&self) -> i32 {
        match self.reason {
            DecodeReason::Limit(_) => VNODE_RING_ERR_LIMIT,
            DecodeReason::Secret(_) => VNODE_RING_ERR_SECRET,
            _ => VNODE_RING_ERR_DECODE,
        }
    }
}

impl Code for ReplicaRuleError {
    fn code(&self) -> i32 {
        VNODE_RING_ERR_RULE
    }
}

impl Code for PlanError {
    fn code(&self) -> i32 {
        match self {
            Self::Seeds { .. } | Self::Keys { .. } | Self::KeyPositions { .. } => {
                VNODE_RING_ERR_CONFIG_MISMATCH
            }
            Self::Rule(error) => error.code(),
            Self::Change(error) => error.code(),
            other => unreachable!("{other:?}"),
        }
    }
}

impl Code for CalibrationError {
    fn code(&self) -> i32 {
        match self {
            Self::Rule(error) => error.code(),
            Self::Change(error) => error.code(),
            Self::Placement(_) => VNODE_RING_ERR_ARGUMENT,
            other => unreachable!("{other:?}"),
        }
    }
}

impl Code for DirectoryError {
    fn code(&self) -> i32 {
        match self {
            Self::GroupName { .. } => VNODE_RING_ERR_GROUP_NAME,
            Self::UnknownGroup { .. } => VNODE_RING_ERR_NO_GROUP,
            Self::GroupExists { .. } => VNODE_RING_ERR_GROUP_EXISTS,
            Self::NoEventLeft { .. } => VNODE_RING_ERR_NO_EPOCH_LEFT,
            Self::Secret { .. } => VNODE_RING_ERR_SECRET,
            Self::Change { error, .. } => error.code(),
            Self::GroupConflict { .. } | Self::StatusConflict { .. } | Self::SyncConflict { .. } => {
                VNODE_RING_ERR_CONFLICT
            }
            other => unreachable!("{other:?}"),
        }
    }
}

impl Code for MatchError {
    fn code(&self) -> i32 {
        match self {
            Self::NotSynced => VNODE_RING_ERR_NOT_SYNCED,
            Self::UnknownGroup { .. } => VNODE_RING_ERR_NO_GROUP,
            Self::EmptyGroup { .. } => VNODE_RING_ERR_EMPTY_GROUP,
            Self::AllCritical { .. } => VNODE_RING_ERR_ALL_CRITICAL,
            other => unreachable!("{other:?}"),
        }
    }
}

impl Code for RenewError {
    fn code(&self) -> i32 {
        VNODE_RING_ERR_NOT_TRACKED
    }
}

impl Code for ExpireError {
    fn code(&self) -> i32 {
        match self {
            Self::TooMany { .. } => VNODE_RING_ERR_EXPIRY_GUARD,
            Self::Directory(error) => error.code(),
            other => unreachable!("{other:?}"),
        }
    }
}
