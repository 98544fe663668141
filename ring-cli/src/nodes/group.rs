//! Which of the groups of a node file makes the ring.

use std::collections::{BTreeSet, HashMap};

use ahash::RandomState;

use crate::cli::RingArgs;
use crate::failure::Failure;
use crate::input::{Entry, InputError};
use crate::shown::Excerpt;

/// The group of nodes that state none.
pub const DEFAULT_GROUP: &str = "default";

/// How many groups an error lists.
const SHOWN_GROUPS: usize = 20;

pub(super) fn group_of(entry: &Entry) -> &str {
    entry.group.as_deref().unwrap_or(DEFAULT_GROUP)
}

/// An id may stand once in each group.
pub(super) fn refuse_duplicates(name: &str, entries: &[Entry]) -> Result<(), Failure> {
    let mut lines: HashMap<_, usize, RandomState> = HashMap::default();
    for entry in entries {
        if let Some(line) = lines.insert((group_of(entry), entry.node.id()), entry.line) {
            let (id, group) = (Excerpt(entry.node.id()), Excerpt(group_of(entry)));
            let message = format!("id {id} is in group {group} already, at line {line}");
            return Err(InputError { line: Some(entry.line), message }.in_file(name));
        }
    }
    Ok(())
}

pub(super) fn choose_group(args: &RingArgs, name: &str, entries: &[Entry]) -> Result<String, Failure> {
    let groups: BTreeSet<&str> = entries.iter().map(group_of).collect();
    let list = || {
        let mut names: Vec<String> =
            groups.iter().take(SHOWN_GROUPS).map(|group| Excerpt(group).to_string()).collect();
        if let more @ 1.. = groups.len() - names.len() {
            names.push(format!("and {more} more"));
        }
        names.join(", ")
    };
    match (&args.group, groups.first()) {
        (Some(wanted), _) if groups.contains(wanted.as_str()) => Ok(wanted.clone()),
        (Some(wanted), None) => {
            Err(Failure::Input(format!("{name}: no group {wanted:?}; the file has no nodes")))
        }
        (Some(wanted), _) => {
            Err(Failure::Input(format!("{name}: no group {wanted:?}; the groups are {}", list())))
        }
        (None, Some(only)) if groups.len() == 1 => Ok((*only).into()),
        (None, None) => Ok(DEFAULT_GROUP.into()),
        (None, _) => {
            Err(Failure::Input(format!("{name}: choose a group with --group; the groups are {}", list())))
        }
    }
}
