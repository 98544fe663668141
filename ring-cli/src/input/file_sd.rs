//! Target files of Prometheus, `file_sd`, as JSON: `[{"targets": ["host:port"], "labels": {"zone": "eu-1"}}]`.
//!
//! The id of a target is its text as it stands. The labels `zone` (or `__zone__`) and `weight` mean that; all others are
//! attributes of their names, those of `__meta_` included. A target that stands twice with the same labels is one node.

use std::collections::HashMap;

use ahash::RandomState;

use super::fields::Fields;
use super::json::{Json, Kind, Object, kind};
use super::lines::Lines;
use super::{Entry, Got, InputError, NodeFile};

/// Labels that set the zone.
const ZONES: [&str; 2] = ["zone", "__zone__"];

pub(super) fn parse(text: &str) -> Result<NodeFile, InputError> {
    let json = Json(text);
    let whole = json.decode(text)?;
    let groups = json.array(whole, "a target file must be an array of groups")?;
    let mut file = NodeFile::default();
    let mut known: HashMap<String, usize, RandomState> = HashMap::default();
    let mut lines = Lines::new(text.as_bytes(), 1);
    for group in groups {
        let members = json.object(group, "a group must be an object with targets")?;
        let labels = match json.member(&members, "labels")? {
            Some(labels) if kind(labels) != Kind::Null => {
                Some(json.object(labels, "labels must be an object")?)
            }
            _ => None,
        };
        let Some(targets) = json.member(&members, "targets")? else {
            return Err(json.error(group, "a group must have targets, an array"));
        };
        for target in json.array(targets, "targets must be an array of strings")? {
            // Labels may stand before targets or after them; places only go on.
            let line = lines.at(json.offset(target.get()));
            let id = json.text(target, "a target")?;
            let entry = entry(json, line, &id, labels.as_ref())?;
            match known.get(&id).map(|&index: &usize| &file.entries[index]) {
                None => {
                    known.insert(id, file.entries.len());
                    file.entries.push(entry);
                }
                Some(before) if before.node == entry.node => {}
                Some(Entry { line: before, .. }) => {
                    let message = format!("a target has other labels at line {before} ({})", Got(&id));
                    return Err(InputError::new(line, message));
                }
            }
        }
    }
    Ok(file)
}

fn entry<'a>(
    json: Json<'a>,
    line: usize,
    id: &str,
    labels: Option<&Object<'a>>,
) -> Result<Entry, InputError> {
    let mut fields = Fields::new(line, id);
    for (name, value) in labels.map_or(&[][..], |Object(members)| members) {
        let text = json.text(value, name)?;
        let set = match name.as_str() {
            name if ZONES.contains(&name) => fields.set("zone", &text),
            "weight" => fields.set(name, &text),
            _ => fields.attribute(name, &text),
        };
        fields = set.map_err(|error| error.at(json.line(value)))?;
    }
    Ok(fields.finish())
}
