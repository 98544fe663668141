//! The one way to say a change on the command line: flags in their order.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgGroup, ArgMatches, Args, Command, Error, FromArgMatches, Id};
use vnode_ring::{ChangeError, Delta, Limits, Membership, Node, Outcome};

use crate::binary;
use crate::failure::{self, Failure};
use crate::input;
use crate::shown::{Excerpt, Got};

/// One flag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A node joins.
    Add(Node),
    /// A node leaves.
    Remove(String),
    /// A node gets another weight.
    Reweight(String, u32),
    /// A node gets a number of vnodes that its weight does not give.
    SetVnodes(String, u32),
    /// A node takes the place of another one.
    Replace(String, String),
    /// What a delta file says.
    Delta(PathBuf),
}

/// The changes of a command, in their order on the command line; at least one, unless the command can do without.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeArgs {
    /// The flags.
    pub steps: Vec<Step>,
}

/// A flag: its name, what it takes, its help, and how its value is read.
type Flag = (&'static str, &'static str, &'static str, fn(&str) -> Result<Step, String>);

const FLAGS: [Flag; 6] = [
    ("add", "LINE", "Let a node join: a line of a plain node file, or a JSON object", add),
    ("remove", "ID", "Let a node leave", |id| Ok(Step::Remove(id.into()))),
    ("reweight", "ID=W", "Set the weight of a node; 0 drains it", |text| {
        number(text, "W").map(|(id, weight)| Step::Reweight(id, weight))
    }),
    ("set-vnodes", "ID=N", "Set the vnodes of a node, instead of what its weight gives", |text| {
        number(text, "N").map(|(id, vnodes)| Step::SetVnodes(id, vnodes))
    }),
    ("replace", "OLD=NEW", "Put a new node in the place of one, with exactly its keys", |text| {
        pair(text).map(|(old, new)| Step::Replace(old.into(), new.into()))
    }),
    ("delta", "FILE", "Make the changes of a delta file; `-` is standard input", |path| {
        Ok(Step::Delta(path.into()))
    }),
];

/// What errors call all flags of one change.
const ALL: &str = "the changes together";
/// The name of all flags for the parser.
pub(crate) const GROUP: &str = "changes";
const HEADING: &str = "Changes, made in this order; an ID=V is split at its last =";

impl ChangeArgs {
    /// The delta files that are read.
    pub fn deltas(&self) -> impl Iterator<Item = &Path> {
        self.steps.iter().filter_map(|step| match step {
            Step::Delta(path) => Some(&**path),
            _ => None,
        })
    }

    /// The membership after the changes. Those that follow one another are one change.
    ///
    /// # Errors
    /// When a change is refused.
    pub fn make(&self, membership: &Membership, limits: Limits) -> Result<Membership, Failure> {
        let mut changed = membership.clone();
        for steps in self.steps.chunk_by(|a, b| !a.is_delta() && !b.is_delta()) {
            let (flag, delta) = match steps {
                [Step::Delta(path)] => {
                    (format!("--delta {}", path.display()), binary::read_delta(path, limits)?)
                }
                _ => (ALL.into(), one_change(&changed, steps)?),
            };
            if changed.apply(&delta).map_err(|error| refused(&flag, &error))? == Outcome::NoChange {
                failure::note(&format_args!("{flag}: nothing changes: the ring is there already"));
            }
        }
        Ok(changed)
    }
}

fn one_change(membership: &Membership, steps: &[Step]) -> Result<Delta, Failure> {
    let mut changes = membership.change();
    for step in steps {
        let (flag, outcome) = match step {
            Step::Add(node) => ("--add", changes.add(node.clone())),
            Step::Remove(id) => ("--remove", changes.remove(id)),
            Step::Reweight(id, weight) => ("--reweight", changes.reweight(id, *weight)),
            Step::SetVnodes(id, vnodes) => ("--set-vnodes", changes.set_vnodes(id, *vnodes)),
            Step::Replace(old, new) => ("--replace", changes.replace(old, Node::new(new))),
            Step::Delta(_) => continue,
        };
        changes = outcome.map_err(|error| refused(flag, &error))?;
    }
    changes.delta().map_err(|error| refused(ALL, &error))
}

fn refused(flag: &str, error: &ChangeError) -> Failure {
    Failure::Input(format!("{flag}: {error}"))
}

impl Step {
    const fn is_delta(&self) -> bool {
        matches!(self, Self::Delta(_))
    }
}

impl Args for ChangeArgs {
    fn group_id() -> Option<Id> {
        Some(GROUP.into())
    }

    fn augment_args(command: Command) -> Command {
        let command = FLAGS.iter().fold(command, |command, &(name, value, help, read)| {
            command.arg(
                Arg::new(name)
                    .long(name)
                    .value_name(value)
                    .help(help)
                    .help_heading(HEADING)
                    .action(ArgAction::Append)
                    .allow_hyphen_values(true)
                    .value_parser(move |text: &str| read(text)),
            )
        });
        let names = FLAGS.iter().map(|&(name, ..)| name);
        command.group(ArgGroup::new(GROUP).args(names).required(true).multiple(true))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for ChangeArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let mut steps: Vec<(usize, Step)> = Vec::new();
        for &(name, ..) in &FLAGS {
            let places = matches.indices_of(name).into_iter().flatten();
            steps.extend(places.zip(matches.get_many::<Step>(name).into_iter().flatten().cloned()));
        }
        steps.sort_by_key(|&(place, _)| place);
        Ok(Self { steps: steps.into_iter().map(|(_, step)| step).collect() })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        Self::from_arg_matches(matches).map(|args| *self = args)
    }
}

fn add(line: &str) -> Result<Step, String> {
    let entry = input::parse_node(line)?;
    match entry.group {
        None => Ok(Step::Add(entry.node)),
        Some(group) => {
            Err(format!("a change is of one ring, so no group belongs here (got {})", Excerpt(&group)))
        }
    }
}

fn pair(text: &str) -> Result<(&str, &str), String> {
    text.rsplit_once('=').ok_or_else(|| "there is no =".into())
}

fn number(text: &str, name: &str) -> Result<(String, u32), String> {
    let (id, digits) = pair(text)?;
    let number = digits.parse().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()));
    let number = number
        .ok_or_else(|| format!("{name} must be an integer from 0 to {} ({})", u32::MAX, Got(digits)))?;
    Ok((id.into(), number))
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;

    #[derive(Debug, clap::Parser)]
    struct Typed {
        #[command(flatten)]
        changes: ChangeArgs,
    }

    fn steps(arguments: &[&str]) -> Result<Vec<Step>, Error> {
        Typed::try_parse_from([&["x"], arguments].concat()).map(|typed| typed.changes.steps)
    }

    #[test]
    fn flags_keep_their_order_on_the_command_line() {
        let given = ["--remove", "b", "--add=-a 2", "--remove", "c", "--delta", "-", "--reweight", "x=y=7"];
        let expected = [
            Step::Remove("b".into()),
            Step::Add(Node::new("-a").with_weight(2)),
            Step::Remove("c".into()),
            Step::Delta("-".into()),
            Step::Reweight("x=y".into(), 7),
        ];
        assert_eq!(steps(&given).unwrap(), expected);
    }

    #[test]
    fn what_is_no_change_is_refused() {
        for arguments in [
            &[][..],
            &["--reweight", "a"],
            &["--reweight", "a=+1"],
            &["--set-vnodes", "a=4294967296"],
            &["--replace", "a"],
            &["--add", "a group=g"],
            &["--add", "a\nb"],
            &["--add", ""],
            &["--add", "@ring seed=7"],
            &["--add", "{\"weight\":1}"],
        ] {
            assert!(steps(arguments).is_err(), "{arguments:?}");
        }
    }

    #[test]
    fn changes_that_follow_one_another_are_one_epoch() {
        let membership = Membership::new(vnode_ring::Config::default(), ["a", "b"].map(Node::new)).unwrap();
        let args =
            ChangeArgs { steps: steps(&["--replace", "a=c", "--reweight", "c=2", "--remove", "b"]).unwrap() };
        let changed = args.make(&membership, Limits::default()).unwrap();
        assert_eq!((changed.epoch(), changed.len()), (1, 1));
        let node = changed.get("c").unwrap().node();
        assert_eq!((node.placement_id(), node.weight()), ("a", 2));
    }
}
