//! Every range that moves, one a line.

use std::io::{self, Write};

use serde::Serialize;
use vnode_ring::{MovedRange, NoSource, NodeRef, Plan, RangeCopy, Source};

use super::name;
use crate::cli::ReportFormat;

/// Writes the ranges of a plan; with `copies`, also what each node has to copy that enters a list.
pub(crate) fn write(
    out: &mut impl Write,
    plan: &Plan<'_>,
    format: ReportFormat,
    copies: bool,
) -> io::Result<()> {
    for moved in plan.ranges() {
        match format {
            ReportFormat::Text => text(out, &moved, copies)?,
            ReportFormat::Json => {
                serde_json::to_writer(&mut *out, &Line::of(&moved, copies))?;
                out.write_all(b"\n")?;
            }
        }
    }
    Ok(())
}

fn text(out: &mut impl Write, moved: &MovedRange<'_>, copies: bool) -> io::Result<()> {
    let range = moved.range();
    write!(out, "{}\t{}\t{}\t{}", range.start, range.end, names(moved.old_list()), names(moved.new_list()))?;
    if copies {
        let copies: Vec<String> = moved.copies().map(|copy| sentence(&copy)).collect();
        write!(out, "\t{}", copies.join("; "))?;
    }
    writeln!(out)
}

/// Ids with blanks between.
fn names<'a>(nodes: impl ExactSizeIterator<Item = NodeRef<'a>>) -> String {
    if nodes.len() == 0 {
        return name(None);
    }
    nodes.map(|node| name(Some(node))).collect::<Vec<_>>().join(" ")
}

fn sentence(copy: &Result<RangeCopy<'_>, NoSource>) -> String {
    let copy = match copy {
        Ok(copy) => copy,
        Err(NoSource { to, .. }) => return format!("{} from nobody: none is left", super::shown(to)),
    };
    let to = name(Some(copy.to));
    match copy.source {
        Source::Nothing => format!("{to} empty"),
        Source::Paired(from) => format!("{to} from {}", name(Some(from))),
        Source::Weakened { must_read, .. } => {
            let alternatives: Vec<String> = copy.alternatives().map(|node| name(Some(node))).collect();
            format!("{to} weakened, from {must_read} of {}", alternatives.join(" "))
        }
        _ => to,
    }
}

/// One JSON object.
#[derive(Serialize)]
struct Line<'p> {
    start: String,
    end: String,
    from: Vec<&'p str>,
    to: Vec<&'p str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    copies: Option<Vec<CopyLine<'p>>>,
}

#[derive(Serialize)]
struct CopyLine<'p> {
    to: String,
    /// The node whose place it takes, available or not.
    paired: Option<&'p str>,
    source: &'static str,
    /// Whom to read, in the order in which to ask them.
    read: Vec<&'p str>,
    /// How many of these.
    must_read: usize,
}

impl<'p> Line<'p> {
    fn of(moved: &MovedRange<'p>, copies: bool) -> Self {
        let range = moved.range();
        Self {
            start: range.start.to_string(),
            end: range.end.to_string(),
            from: moved.old_list().map(NodeRef::id).collect(),
            to: moved.new_list().map(NodeRef::id).collect(),
            copies: copies.then(|| moved.copies().map(CopyLine::of).collect()),
        }
    }
}

impl<'p> CopyLine<'p> {
    fn of(copy: Result<RangeCopy<'p>, NoSource>) -> Self {
        let copy = match copy {
            Ok(copy) => copy,
            Err(NoSource { to, .. }) => {
                return Self { to, paired: None, source: "none", read: vec![], must_read: 0 };
            }
        };
        let (source, read, must_read) = match copy.source {
            Source::Paired(from) => ("paired", vec![from.id()], 1),
            Source::Weakened { must_read, .. } => {
                ("weakened", copy.alternatives().map(NodeRef::id).collect(), must_read)
            }
            _ => ("nothing", vec![], 0),
        };
        Self { to: copy.to.id().into(), paired: copy.paired.map(NodeRef::id), source, read, must_read }
    }
}
