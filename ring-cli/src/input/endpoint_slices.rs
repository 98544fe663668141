//! Endpoints of a Kubernetes service: one `EndpointSlice` as JSON, or a list of them, joined.
//!
//! The id of an endpoint is its first address and the port, `[address]:port` for IPv6; without a port the address alone.
//! Those with `ready: false` are left out. An address in several slices is one node, as the first that is ready has it.
//! The group is `namespace/service`.

use std::collections::{HashMap, HashSet};

use ahash::RandomState;
use serde_json::value::RawValue;

use super::fields::{Fields, integer};
use super::json::{Json, Kind, Object, kind};
use super::lines::Lines;
use super::server::{Address, Server};
use super::{Got, InputError, Name, NodeFile};

const KIND: &str = "EndpointSlice";
/// Kinds of lists: as the cluster gives them, and as kubectl does.
const LISTS: [&str; 2] = ["EndpointSliceList", "List"];
const SERVICE: &str = "kubernetes.io/service-name";

/// Whether an object can be such a file, by its kind.
pub(super) fn is_kind(text: &str) -> bool {
    text == KIND || LISTS.contains(&text)
}

pub(super) fn parse(text: &str, port: Option<&str>) -> Result<NodeFile, InputError> {
    let json = Json(text);
    let whole: &RawValue = json.decode(text)?;
    let object = json.object(whole, "endpoints must be an EndpointSlice or a list of them")?;
    let mut slices = Slices {
        json,
        port,
        file: NodeFile::default(),
        lines: Lines::new(text.as_bytes(), 1),
        seen: HashSet::default(),
        families: HashMap::default(),
    };
    match json.optional(&object, "kind")? {
        Some(list) if LISTS.contains(&list.as_str()) => {
            let Some(items) = json.member(&object, "items")? else {
                return Err(json.error(whole, "a list must have items, an array"));
            };
            for item in json.array(items, "items must be an array")? {
                let slice = json.object(item, "a slice must be an object")?;
                match json.optional(&slice, "kind")? {
                    Some(other) if other != KIND => {
                        let message = format!("items must be of kind {KIND} ({})", Got(&other));
                        return Err(json.error(item, message));
                    }
                    _ => slices.add(item, &slice)?,
                }
            }
        }
        Some(one) if one == KIND => slices.add(whole, &object)?,
        other => {
            let message = format!("kind must be {KIND} or a list ({})", Got(other.as_deref().unwrap_or("")));
            return Err(json.error(whole, message));
        }
    }
    Ok(slices.file)
}

struct Slices<'a, 'p> {
    json: Json<'a>,
    port: Option<&'p str>,
    file: NodeFile,
    lines: Lines<'a>,
    /// Groups and ids.
    seen: HashSet<(Option<String>, String), RandomState>,
    /// The type of addresses of each group.
    families: HashMap<Option<String>, String, RandomState>,
}

impl<'a> Slices<'a, '_> {
    fn add(&mut self, whole: &RawValue, slice: &Object<'a>) -> Result<(), InputError> {
        let json = self.json;
        let group = self.group(slice)?;
        self.one_family(whole, slice, group.as_ref())?;
        let port = self.port(slice)?;
        let Some(endpoints) = present(json.member(slice, "endpoints")?) else { return Ok(()) };
        for endpoint in json.array(endpoints, "endpoints must be an array")? {
            let object = json.object(endpoint, "an endpoint must be an object")?;
            if !self.is_ready(&object)? {
                continue;
            }
            let addresses = present(json.member(&object, "addresses")?);
            let addresses =
                addresses.map(|value| json.array(value, "addresses must be an array")).transpose()?;
            let Some(address) = addresses.as_ref().and_then(|addresses| addresses.first()) else {
                return Err(json.error(endpoint, "an endpoint must have an address"));
            };
            let line = self.lines.at(json.offset(address.get()));
            let host = json.text(address, "an address")?;
            let address = Address::of_parts(line, &host, port)?;
            let mut fields = Server { line, name: None, address }.fields()?;
            if !self.seen.insert((group.clone(), address.to_string())) {
                continue;
            }
            if let Some(group) = &group {
                fields = fields.set("group", group)?;
            }
            let entry = self.details(fields, &object)?.finish();
            self.file.entries.push(entry);
        }
        Ok(())
    }

    /// Zone, node and target of an endpoint.
    fn details(&self, mut fields: Fields, endpoint: &Object<'a>) -> Result<Fields, InputError> {
        let json = self.json;
        if let Some(zone) = json.optional(endpoint, "zone")? {
            fields = fields.set("zone", &zone)?;
        }
        for name in ["nodeName", "hostname"] {
            if let Some(value) = json.optional(endpoint, name)? {
                fields = fields.attribute(name, &value)?;
            }
        }
        if let Some(target) = present(json.member(endpoint, "targetRef")?) {
            let target = json.object(target, "targetRef must be an object")?;
            if let Some(name) = json.optional(&target, "name")? {
                fields = fields.attribute("targetRef", &name)?;
            }
        }
        Ok(fields)
    }

    /// What is not stated counts as ready.
    fn is_ready(&self, endpoint: &Object<'a>) -> Result<bool, InputError> {
        let json = self.json;
        let Some(conditions) = present(json.member(endpoint, "conditions")?) else { return Ok(true) };
        let conditions = json.object(conditions, "conditions must be an object")?;
        Ok(present(json.member(&conditions, "ready")?).is_none_or(|ready| ready.get() != "false"))
    }

    fn group(&self, slice: &Object<'a>) -> Result<Option<String>, InputError> {
        let json = self.json;
        let Some(metadata) = present(json.member(slice, "metadata")?) else { return Ok(None) };
        let metadata = json.object(metadata, "metadata must be an object")?;
        let Some(labels) = present(json.member(&metadata, "labels")?) else { return Ok(None) };
        let labels = json.object(labels, "labels must be an object")?;
        let Some(service) = json.optional(&labels, SERVICE)? else { return Ok(None) };
        let namespace = json.optional(&metadata, "namespace")?;
        Ok(Some(namespace.map_or_else(|| service.clone(), |namespace| format!("{namespace}/{service}"))))
    }

    /// IPv4 and IPv6 of one service are the same endpoints twice.
    fn one_family(
        &mut self,
        whole: &RawValue,
        slice: &Object<'a>,
        group: Option<&String>,
    ) -> Result<(), InputError> {
        let Some(family) = self.json.optional(slice, "addressType")? else { return Ok(()) };
        match self.families.get(&group.cloned()) {
            None => drop(self.families.insert(group.cloned(), family)),
            Some(known) if *known == family => {}
            Some(known) => {
                let message = format!(
                    "a service has slices of {} and of {}, which name endpoints twice; keep those of one addressType",
                    Name(known),
                    Name(&family)
                );
                return Err(self.json.error(whole, message));
            }
        }
        Ok(())
    }

    /// The port that was asked for, else the only one.
    fn port(&self, slice: &Object<'a>) -> Result<Option<u16>, InputError> {
        let json = self.json;
        let Some(list) = present(json.member(slice, "ports")?) else { return Ok(None) };
        let mut ports = Vec::new();
        for port in json.array(list, "ports must be an array")? {
            let object = json.object(port, "a port must be an object")?;
            let name = json.optional(&object, "name")?.unwrap_or_default();
            ports.push((name, present(json.member(&object, "port")?)));
        }
        let names = || ports.iter().map(|(name, _)| format!("{name:?}")).collect::<Vec<_>>().join(", ");
        let number = if let Some(wanted) = self.port {
            let Some((_, number)) = ports.iter().find(|(name, _)| name == wanted) else {
                let message = format!("no port has the name {wanted:?} (--port); there are {}", names());
                return Err(json.error(list, message));
            };
            *number
        } else if ports.len() > 1 {
            let message = format!("choose a port by its name with --port; there are {}", names());
            return Err(json.error(list, message));
        } else {
            ports.first().and_then(|(_, number)| *number)
        };
        let number = number.map(|number| {
            let port = integer(1, "a port", number.get(), 1, u16::MAX);
            port.map_err(|error| error.at(json.line(number)))
        });
        number.transpose()
    }
}

/// What is there and not null.
fn present(value: Option<&RawValue>) -> Option<&RawValue> {
    value.filter(|value| kind(value) != Kind::Null)
}
