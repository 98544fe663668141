//! `ring-cli simulate`: several changes side by side, none of them made.

use std::io::Write;

use vnode_ring::{Balance, Plan, Ring};

use crate::cli::{ReportFormat, SimulateArgs};
use crate::failure::Failure;
use crate::input;
use crate::nodes::Loaded;
use crate::output::simulate::{self, Outcome};
use crate::scenarios::{self, Scenario};
use crate::secret::Need;

pub(super) fn run(args: &SimulateArgs, out: &mut impl Write) -> Result<(), Failure> {
    let scenarios = scenarios(args)?;
    let loaded = Loaded::read(&args.nodes, &args.ring, Need::KeyCheck)?;
    let now = loaded.clone().compile(Need::KeyCheck)?;
    let mut outcomes = vec![outcome(args, None, &now, &now)?];
    for (place, scenario) in &scenarios {
        let at_place = |error: Failure| Failure::Input(format!("{place}: {error}"));
        let membership = scenario.changes.make(&loaded.membership, loaded.limits).map_err(at_place)?;
        let changed = Loaded { membership, name: place.clone(), ..loaded.clone() };
        outcomes.push(outcome(args, Some(scenario), &now, &changed.compile(Need::KeyCheck)?)?);
    }
    let text = match args.format {
        ReportFormat::Text => simulate::text(&outcomes),
        ReportFormat::Json => outcomes.iter().map(|outcome| outcome.json().to_string() + "\n").collect(),
    };
    out.write_all(text.as_bytes()).map_err(Failure::output)
}

/// The scenarios of the file and of the flags, each with what errors call its place.
fn scenarios(args: &SimulateArgs) -> Result<Vec<(String, Scenario)>, Failure> {
    let mut scenarios = Vec::new();
    if let Some(path) = &args.scenarios {
        input::one_stdin([("--nodes", &*args.nodes), ("SCENARIOS", path)])?;
        let name = input::name_of(path);
        let lines = scenarios::parse(&input::read(path)?).map_err(|error| error.in_file(&name))?;
        scenarios.extend(lines.into_iter().map(|(line, scenario)| (format!("{name}:{line}"), scenario)));
    }
    for line in &args.scenario {
        let scenario = scenarios::parse_line(line)
            .map_err(|message| Failure::Input(format!("--scenario: {message}")))?
            .ok_or_else(|| Failure::Input("--scenario: nothing is to change".into()))?;
        scenarios.push(("--scenario".into(), scenario));
    }
    let deltas = scenarios.iter().flat_map(|(_, scenario)| scenario.changes.deltas());
    let files = args.scenarios.iter().map(|path| ("SCENARIOS", &**path));
    let nodes = [("--nodes", &*args.nodes)];
    input::one_stdin(nodes.into_iter().chain(files).chain(deltas.map(|path| ("--delta", path))))?;
    Ok(scenarios)
}

/// What a change moves, and the balance after it.
fn outcome(
    args: &SimulateArgs,
    scenario: Option<&Scenario>,
    now: &Ring,
    changed: &Ring,
) -> Result<Outcome, Failure> {
    let rule = args.rule.rule();
    let plan = Plan::between(now, changed, rule).map_err(|error| Failure::Input(error.to_string()))?;
    let balance = Balance::of(changed, rule).map_err(|error| Failure::Input(error.to_string()))?;
    let name = scenario.map(|scenario| scenario.name.clone());
    Ok(Outcome::of(name, &plan.summary(), changed, &balance))
}
