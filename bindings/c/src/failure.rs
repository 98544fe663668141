//! From the library's errors to a status and a message.

use std::fmt::{self, Write as _};

use core_ring::{
    BuildError, CalibrationError, ChangeError, ConfigError, DecodeError, DecodeReason, DirectoryError,
    ExpireError, LimitsError, MatchError, MembershipError, PlanError, RenewError, ReplicaRuleError,
    SecretError, TooManyVnodes,
};

use crate::error::{Fails, Line};
use crate::secret::VNODE_RING_SECRET_BYTES;
use crate::status::{
    Status, VNODE_RING_ERR_ALL_CRITICAL, VNODE_RING_ERR_ALREADY_MEMBER, VNODE_RING_ERR_ARGUMENT,
    VNODE_RING_ERR_CONFIG_MISMATCH, VNODE_RING_ERR_CONFLICT, VNODE_RING_ERR_DECODE,
    VNODE_RING_ERR_EMPTY_GROUP, VNODE_RING_ERR_EXPIRY_GUARD, VNODE_RING_ERR_FORK, VNODE_RING_ERR_GAP,
    VNODE_RING_ERR_GROUP_EXISTS, VNODE_RING_ERR_GROUP_NAME, VNODE_RING_ERR_LIMIT,
    VNODE_RING_ERR_NO_EPOCH_LEFT, VNODE_RING_ERR_NO_GROUP, VNODE_RING_ERR_NODE, VNODE_RING_ERR_NOT_FOUND,
    VNODE_RING_ERR_NOT_MEMBER, VNODE_RING_ERR_NOT_SYNCED, VNODE_RING_ERR_NOT_TRACKED,
    VNODE_RING_ERR_OUT_OF_MEMORY, VNODE_RING_ERR_RULE, VNODE_RING_ERR_SECRET, VNODE_RING_ERR_STALE,
};

/// Why a call does nothing: a status, and a message where there is more to say.
pub(crate) struct Failure {
    status: i32,
    message: Option<String>,
}

impl Failure {
    /// A failure whose message is not one of the library's.
    pub(crate) fn new(status: i32, message: impl Into<String>) -> Self {
        Self { status, message: Some(message.into()) }
    }

    /// A secret has another number of bytes.
    pub(crate) fn secret_of(bytes: usize) -> Self {
        Self::new(
            VNODE_RING_ERR_ARGUMENT,
            format!("a secret has {VNODE_RING_SECRET_BYTES} bytes (got {bytes})"),
        )
    }

    fn of(status: i32, error: &impl fmt::Display) -> Self {
        // Where there is no memory, a message would want some.
        let message = (status != VNODE_RING_ERR_OUT_OF_MEMORY).then(|| error.to_string());
        Self { status, message }
    }
}

impl Fails for Failure {
    fn status(&self) -> i32 {
        self.status
    }

    fn describe(&self, line: &mut Line<'_>) {
        match &self.message {
            // The line takes what it has room for.
            Some(message) => drop(line.write_str(message)),
            None => Status(self.status).describe(line),
        }
    }
}

impl From<Status> for Failure {
    fn from(Status(status): Status) -> Self {
        Self { status, message: None }
    }
}

/// Errors and what they are to C.
macro_rules! failures {
    ($($error:ty => $status:expr;)*) => {
        $(impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                let status: fn(&$error) -> i32 = $status;
                Self::of(status(&error), &error)
            }
        })*
    };
}

failures! {
    MembershipError => of_membership;
    ChangeError => of_change;
    BuildError => of_build;
    DecodeError => |error| of_decode(&error.reason);
    PlanError => of_plan;
    SecretError => |_| VNODE_RING_ERR_SECRET;
    LimitsError => |_| VNODE_RING_ERR_ARGUMENT;
    ConfigError => |_| VNODE_RING_ERR_ARGUMENT;
    ReplicaRuleError => |_| VNODE_RING_ERR_RULE;
    TooManyVnodes => |_| VNODE_RING_ERR_LIMIT;
    CalibrationError => of_calibration;
    DirectoryError => of_directory;
    RenewError => |_| VNODE_RING_ERR_NOT_TRACKED;
    ExpireError => of_expiry;
}

fn of_membership(error: &MembershipError) -> i32 {
    match error {
        MembershipError::Config(_) => VNODE_RING_ERR_ARGUMENT,
        MembershipError::TooManyNodes { .. } => VNODE_RING_ERR_LIMIT,
        MembershipError::OutOfMemory(_) => VNODE_RING_ERR_OUT_OF_MEMORY,
        _ => VNODE_RING_ERR_NODE,
    }
}

pub(crate) fn of_change(error: &ChangeError) -> i32 {
    match error {
        ChangeError::NotMember { .. } => VNODE_RING_ERR_NOT_MEMBER,
        ChangeError::AlreadyMember { .. } => VNODE_RING_ERR_ALREADY_MEMBER,
        ChangeError::ConfigMismatch => VNODE_RING_ERR_CONFIG_MISMATCH,
        ChangeError::Gap { .. } => VNODE_RING_ERR_GAP,
        ChangeError::Stale { .. } | ChangeError::NotLater { .. } => VNODE_RING_ERR_STALE,
        ChangeError::Fork { .. } => VNODE_RING_ERR_FORK,
        ChangeError::Membership(error) => of_membership(error),
        ChangeError::TooManyVnodes(_) => VNODE_RING_ERR_LIMIT,
        ChangeError::NoEpochLeft => VNODE_RING_ERR_NO_EPOCH_LEFT,
        ChangeError::OutOfMemory(_) => VNODE_RING_ERR_OUT_OF_MEMORY,
        // Conflicts, and what later versions may refuse.
        _ => VNODE_RING_ERR_CONFLICT,
    }
}

fn of_build(error: &BuildError) -> i32 {
    match error {
        BuildError::Membership(error) => of_membership(error),
        BuildError::TooManyVnodes(_) => VNODE_RING_ERR_LIMIT,
        BuildError::Secret(_) => VNODE_RING_ERR_SECRET,
        _ => VNODE_RING_ERR_OUT_OF_MEMORY,
    }
}

fn of_decode(reason: &DecodeReason) -> i32 {
    match reason {
        DecodeReason::Limit(_) => VNODE_RING_ERR_LIMIT,
        DecodeReason::Secret(_) => VNODE_RING_ERR_SECRET,
        DecodeReason::OutOfMemory(_) => VNODE_RING_ERR_OUT_OF_MEMORY,
        _ => VNODE_RING_ERR_DECODE,
    }
}

fn of_plan(error: &PlanError) -> i32 {
    match error {
        PlanError::Rule(_) => VNODE_RING_ERR_RULE,
        PlanError::Change(error) => of_change(error),
        PlanError::UnknownNode { .. } => VNODE_RING_ERR_NOT_MEMBER,
        // Keys stand elsewhere: other seeds, secrets, key hashes, hash tags or sides.
        _ => VNODE_RING_ERR_CONFIG_MISMATCH,
    }
}

fn of_calibration(error: &CalibrationError) -> i32 {
    match error {
        CalibrationError::Change(error) => of_change(error),
        CalibrationError::Placement(_) => VNODE_RING_ERR_ARGUMENT,
        _ => VNODE_RING_ERR_RULE,
    }
}

fn of_directory(error: &DirectoryError) -> i32 {
    match error {
        DirectoryError::GroupName { .. } => VNODE_RING_ERR_GROUP_NAME,
        DirectoryError::UnknownGroup { .. } => VNODE_RING_ERR_NO_GROUP,
        DirectoryError::GroupExists { .. } => VNODE_RING_ERR_GROUP_EXISTS,
        DirectoryError::TooManyGroups { .. } => VNODE_RING_ERR_LIMIT,
        DirectoryError::NoEventLeft { .. } => VNODE_RING_ERR_NO_EPOCH_LEFT,
        DirectoryError::Secret { .. } => VNODE_RING_ERR_SECRET,
        DirectoryError::Change { error, .. } => of_change(error),
        // What the change says is not so here, and what later versions may refuse.
        _ => VNODE_RING_ERR_CONFLICT,
    }
}

impl From<MatchError> for Status {
    fn from(error: MatchError) -> Self {
        Self(of_match(&error))
    }
}

const fn of_match(error: &MatchError) -> i32 {
    match error {
        MatchError::NotSynced => VNODE_RING_ERR_NOT_SYNCED,
        MatchError::UnknownGroup { .. } => VNODE_RING_ERR_NO_GROUP,
        MatchError::EmptyGroup { .. } => VNODE_RING_ERR_EMPTY_GROUP,
        MatchError::AllCritical { .. } => VNODE_RING_ERR_ALL_CRITICAL,
        // What later versions may refuse.
        _ => VNODE_RING_ERR_NOT_FOUND,
    }
}

fn of_expiry(error: &ExpireError) -> i32 {
    match error {
        ExpireError::Directory(error) => of_directory(error),
        _ => VNODE_RING_ERR_EXPIRY_GUARD,
    }
}
