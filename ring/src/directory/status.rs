//! How an observer sees a member.

use core::fmt;

/// How an observer sees a member: outside the membership, so that it moves no vnode and is in no delta.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Nothing is known against it.
    #[default]
    Passing,
    /// Something is wrong, but it serves.
    Warning,
    /// It does not serve: keys go to the next node of their preference list.
    Critical,
}

impl Status {
    const ALL: [Self; 3] = [Self::Passing, Self::Warning, Self::Critical];

    /// The name used in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Passing => "passing",
            Self::Warning => "warning",
            Self::Critical => "critical",
        }
    }

    /// The status of that name.
    ///
    /// ```
    /// use vnode_ring::Status;
    ///
    /// assert_eq!(Status::from_name("critical"), Some(Status::Critical));
    /// assert_eq!(Status::from_name("dead"), None);
    /// ```
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
