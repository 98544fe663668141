//! The command that undoes a change.

use std::fmt::Write as _;

use vnode_ring::{Delta, Node};

use crate::cli::ApplyArgs;
use crate::durable;
use crate::guard::Permille;
use crate::output::node::{line, vnode_count};
use crate::shown::Shell;

/// The longest command that is printed: systems take no longer argument.
const MAX_COMMAND_BYTES: usize = 100 << 10;

/// The shell command that undoes what `apply` with these arguments did, `undoing` being the delta back. `force` is
/// whether it would be refused without. `None` where no command line could hold it.
#[must_use]
pub fn command(args: &ApplyArgs, undoing: &Delta, force: bool) -> Option<String> {
    let output = path(args)?;
    let mut command = format!("ring-cli apply {}", Shell(&output));
    for change in undoing.changes() {
        match (change.old_node(), change.new_node()) {
            (Some(now), Some(then)) => back(&mut command, undoing, now, then),
            (now, then) => {
                flag(&mut command, "remove", now.map(Node::id));
                flag(&mut command, "add", then.map(line).as_deref());
            }
        }
        if command.len() > MAX_COMMAND_BYTES {
            return None;
        }
    }
    if force {
        command.push_str(" --force");
    }
    if args.max_moved != Permille::DEFAULT {
        flag(&mut command, "max-moved", Some(&args.max_moved.to_string()));
    }
    if args.ring.max_vnodes != vnode_ring::DEFAULT_MAX_VNODES {
        flag(&mut command, "max-vnodes", Some(&args.ring.max_vnodes.to_string()));
    }
    write!(command, " -o {}", Shell(&output)).expect("memory does not fail");
    Some(command)
}

/// Where the snapshot is, as an argument that is no flag.
fn path(args: &ApplyArgs) -> Option<String> {
    let path = args.output.to_str()?;
    let is_flag = path.starts_with('-') && !durable::is_stdout(&args.output);
    Some(if is_flag { format!("./{path}") } else { path.into() })
}

/// A node as it was: by the numbers that changed, or, where more did, anew.
fn back(command: &mut String, undoing: &Delta, now: &Node, then: &Node) {
    let rest = |node: &Node| node.clone().with_weight(1).with_vnodes(1);
    if rest(now) != rest(then) {
        flag(command, "remove", Some(now.id()));
        return flag(command, "add", Some(&line(then)));
    }
    if now.weight() != then.weight() {
        flag(command, "reweight", Some(&format!("{}={}", then.id(), then.weight())));
    }
    // Another weight takes a stated number away.
    if then.vnodes().is_some() || now.weight() == then.weight() {
        let vnodes = vnode_count(undoing.config(), then);
        flag(command, "set-vnodes", Some(&format!("{}={vnodes}", then.id())));
    }
}

fn flag(command: &mut String, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        write!(command, " --{name} {}", Shell(value)).expect("memory does not fail");
    }
}

#[cfg(test)]
#[path = "undo_tests.rs"]
mod tests;
