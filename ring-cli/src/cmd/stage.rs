//! `ring-cli stage`: a change as deltas that each move little.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::Path;

use vnode_ring::{Delta, Membership, NodeRef, ReplicaRule, Ring, StageError, Stages};

use crate::cli::{ReportFormat, StageArgs};
use crate::durable;
use crate::failure::Failure;
use crate::guard::Permille;
use crate::input;
use crate::nodes::{self, Loaded};
use crate::output::stage::{Report, Written};
use crate::secret::Need;
use crate::shown::{Excerpt, Percent};

/// What the name of a delta ends with.
const EXTENSION: &str = "delta";

pub(super) fn run(args: &StageArgs, out: &mut impl Write) -> Result<(), Failure> {
    let files = args.changes.deltas().map(|path| ("--delta", path));
    input::one_stdin([("NODES", &*args.nodes)].into_iter().chain(files))?;
    let Loaded { name, membership, limits, .. } = Loaded::read(&args.nodes, &args.ring, Need::KeyCheck)?;
    let changed = args.changes.make(&membership, limits)?;
    let compile = |membership| nodes::without_keys(membership, limits, &name);
    let (old, new) = (compile(&membership)?, compile(&changed)?);
    let stages = between(&old, &new, args.rule.rule(), args.max_step)?;

    let deltas = deltas(&membership, old.membership().clone(), &stages)?;
    make_folder(&args.output)?;
    let digits = deltas.len().to_string().len().max(4);
    let mut written = Vec::new();
    for ((number, delta), stage) in (1..).zip(deltas).zip(stages.iter()) {
        let file = format!("{number:0digits$}.{EXTENSION}");
        durable::write(&args.output.join(&file), &delta.to_bytes(), out)?;
        written.push(Written { number, file, delta, moved: stage.moved });
    }
    let report = Report { max_step: args.max_step, at_once: stages.at_once(), stages: &written };
    let text = match args.format {
        ReportFormat::Text => report.text(),
        ReportFormat::Json => report.json(),
    };
    out.write_all(text.as_bytes()).map_err(Failure::output)
}

/// The stages on the way from one ring to another.
pub(super) fn between(
    old: &Ring,
    new: &Ring,
    rule: ReplicaRule,
    max_step: Permille,
) -> Result<Stages, Failure> {
    let delta = old.membership().diff(new.membership()).map_err(refused)?;
    Stages::of(old, &delta, rule, max_step.positions()).map_err(|error| not_staged(max_step, &error))
}

/// The stages as deltas of the membership, which may be keyed: `placed` has the same nodes and no keys.
fn deltas(membership: &Membership, mut placed: Membership, stages: &Stages) -> Result<Vec<Delta>, Failure> {
    let mut now = membership.clone();
    let mut deltas = Vec::new();
    for stage in stages.iter() {
        placed.apply(&stage.delta).map_err(refused)?;
        let nodes = placed.nodes().map(NodeRef::node).cloned();
        let next = Membership::new(membership.config().clone(), nodes).map_err(refused)?;
        let delta = now.diff(&next).map_err(refused)?;
        now.apply(&delta).map_err(refused)?;
        deltas.push(delta);
    }
    Ok(deltas)
}

fn refused(error: impl std::fmt::Display) -> Failure {
    Failure::Input(error.to_string())
}

fn not_staged(max_step: Permille, error: &StageError) -> Failure {
    Failure::Input(match error {
        StageError::Indivisible { id, moved, .. } => {
            let help = match Permille::of(*moved) {
                Some(enough) => format!("--max-step {enough} is enough"),
                None => "no --max-step is enough".into(),
            };
            let (id, moved) = (Excerpt(id), Percent(*moved));
            format!(
                "--max-step {max_step}: what happens to node {id} cannot be divided and moves {moved}: {help}"
            )
        }
        error => error.to_string(),
    })
}

/// A folder without deltas, so that those of two changes do not mix.
fn make_folder(path: &Path) -> Result<(), Failure> {
    let failed = |error| Failure::io(&path.display().to_string(), &error);
    match fs::create_dir(path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
        made => return made.map_err(failed),
    }
    for entry in fs::read_dir(path).map_err(failed)? {
        let file = entry.map_err(failed)?.path();
        if file.extension().is_some_and(|extension| extension == EXTENSION) {
            let file = file.display();
            return Err(Failure::Input(format!("{file} is there already: name a folder without deltas")));
        }
    }
    Ok(())
}
