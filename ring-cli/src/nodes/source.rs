//! A file of nodes, read, and the membership that it holds.

use std::path::Path;

use vnode_ring::{Config, FileKind, Limits, Membership, Node, NodeRef, Placement, Secret};

use super::group::{DEFAULT_GROUP, choose_group, group_of, refuse_duplicates};
use super::{divide, stated};
use crate::binary;
use crate::cli::RingArgs;
use crate::failure::{self, Failure};
use crate::input::{self, Entry, InputError, NodeFile, RingParameters};
use crate::secret::Need;

/// How many remarks about a file are printed.
const SHOWN_NOTES: usize = 20;

/// A node file, a snapshot or an image.
#[derive(Debug)]
pub struct Source {
    /// What errors call it.
    pub name: String,
    bytes: Vec<u8>,
}

/// The membership of a file, with what flags say about it.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// What errors call the file.
    pub name: String,
    /// The membership.
    pub membership: Membership,
    /// The secret, where the ring is keyed and the secret was given.
    pub secret: Option<Secret>,
    /// How large its ring may be.
    pub limits: Limits,
}

impl Loaded {
    /// Reads a file and what it holds.
    ///
    /// # Errors
    /// When the file, or a flag, is not acceptable.
    pub fn read(path: &Path, args: &RingArgs, need: Need) -> Result<Self, Failure> {
        let loaded = Source::read(path)?.load(args, need)?;
        loaded.expect_fingerprint(args)?;
        Ok(loaded)
    }

    /// Refuses any other ring than the one that is expected.
    ///
    /// # Errors
    /// When the flag names another fingerprint.
    pub fn expect_fingerprint(&self, args: &RingArgs) -> Result<(), Failure> {
        let got = self.membership.fingerprint();
        match args.expect_fingerprint {
            Some(expected) if expected != got => Err(Failure::Input(format!(
                "{}: its fingerprint is {got}, not {expected} (--expect-fingerprint): this is another ring",
                self.name
            ))),
            _ => Ok(()),
        }
    }
}

impl Source {
    /// Reads the bytes.
    ///
    /// # Errors
    /// When they cannot be read, or are too many.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        Ok(Self { name: input::name_of(path), bytes: input::read(path)? })
    }

    /// Whether it is a snapshot or an image, by its first bytes: one ring, whose config is stated.
    #[must_use]
    pub fn is_binary(&self) -> bool {
        binary::is_binary(&self.bytes)
    }

    /// The membership that it holds.
    ///
    /// # Errors
    /// When the bytes, or a flag, are not acceptable.
    pub fn load(self, args: &RingArgs, need: Need) -> Result<Loaded, Failure> {
        let limits = limits(args)?;
        let (membership, secret) = if self.is_binary() {
            self.binary(args, need, limits)?
        } else {
            self.node_file(args, need, None)?
        };
        Ok(Loaded { name: self.name, membership, secret, limits })
    }

    /// Its nodes under another config, whatever it states.
    ///
    /// # Errors
    /// When the bytes, a flag, or the nodes under that config are not acceptable.
    pub fn load_as(&self, config: &Config, args: &RingArgs) -> Result<Loaded, Failure> {
        let limits = limits(args)?;
        let membership = if self.is_binary() {
            let membership = binary::membership(&self.name, &self.bytes, limits)?;
            let stated = |node: NodeRef<'_>| as_stated(membership.config(), node.node());
            Membership::new(config.clone(), membership.nodes().map(stated))
                .map_err(|error| Failure::Input(format!("{}: {error}", self.name)))?
        } else {
            self.node_file(args, Need::KeyCheck, Some(config))?.0
        };
        Ok(Loaded { name: self.name.clone(), membership, secret: None, limits })
    }

    fn binary(
        &self,
        args: &RingArgs,
        need: Need,
        limits: Limits,
    ) -> Result<(Membership, Option<Secret>), Failure> {
        let membership = binary::membership(&self.name, &self.bytes, limits)?;
        if let (Some(group), Some(kind)) = (&args.group, FileKind::of(&self.bytes)) {
            let message = format!("--group {group:?}: {} is {kind}, which holds one ring", self.name);
            return Err(Failure::Input(message));
        }
        if args.divide_weights.is_some() || args.port.is_some() {
            let message =
                format!("{}: --divide-weights and --port are about node files, and this is none", self.name);
            return Err(Failure::Input(message));
        }
        let parameters = RingParameters::of(membership.config());
        let (_, secret) = stated::config(args, &parameters, &self.name, need)?;
        Ok((membership, secret))
    }

    /// `instead` stands for all that file and flags state about the ring.
    fn node_file(
        &self,
        args: &RingArgs,
        need: Need,
        instead: Option<&Config>,
    ) -> Result<(Membership, Option<Secret>), Failure> {
        let name = &self.name;
        let port = args.port.as_deref();
        let file = input::parse(&self.bytes, args.nodes_format, port).map_err(|error| error.in_file(name))?;
        if let Some(doubt) = file.misspelt() {
            failure::note(&doubt.in_file(name));
        }
        let NodeFile { parameters, entries, stated, mut notes } = file;
        notes.sort_by_key(|note| note.error.line);
        refuse_duplicates(name, &entries)?;
        let group = choose_group(args, name, &entries)?;
        let of_group = |other: Option<&str>| other.unwrap_or(DEFAULT_GROUP) == group;
        for note in notes.iter().filter(|note| of_group(note.group.as_deref())).take(SHOWN_NOTES) {
            failure::note(&note.error.in_file(name));
        }
        let (config, secret) = if let Some(config) = instead {
            (config.clone(), None)
        } else {
            let stated = stated.iter().find(|stated| of_group(stated.group.as_deref()));
            let parameters = match stated.and_then(|stated| stated::wanted(args, stated)) {
                Some(stated) => stated.parameters().map_err(|error| error.in_file(name))?,
                None => parameters,
            };
            let place = format!("{name}:{}", parameters.line);
            stated::config(args, &parameters, &place, need)?
        };

        let mut entries: Vec<Entry> = entries.into_iter().filter(|entry| group_of(entry) == group).collect();
        if let Some(divisor) = args.divide_weights {
            divide::weights(&mut entries, divisor).map_err(|error| error.in_file(name))?;
        }
        if config.placement() == Placement::Libmemcached {
            refuse_weights(&entries).map_err(|error| error.in_file(name))?;
        }
        let placement = config.placement().name();
        let (places, nodes): (Vec<(String, usize)>, Vec<Node>) = entries
            .into_iter()
            .map(|entry| ((entry.node.id().to_owned(), entry.line), entry.placed(placement)))
            .unzip();
        let line_of = |id: &str| places.iter().find(|(other, _)| other == id).map(|&(_, line)| line);
        let membership = Membership::new(config, nodes).map_err(|error| {
            let line = error.node_id().and_then(line_of);
            InputError { line, message: error.to_string() }.in_file(name)
        })?;
        Ok((membership, secret))
    }
}

fn limits(args: &RingArgs) -> Result<Limits, Failure> {
    let limits = Limits::default().with_max_vnodes(args.max_vnodes);
    limits.map_err(|error| Failure::Input(format!("--max-vnodes: {error}")))
}

/// The node without a number of vnodes that the weights of all nodes give it.
pub(crate) fn as_stated(config: &Config, node: &Node) -> Node {
    if !config.placement().is_relative() {
        return node.clone();
    }
    Node::new(node.id())
        .with_weight(node.weight())
        .with_placement_id(node.placement_id())
        .with_zone(node.zone().unwrap_or_default())
        .with_attributes(node.attributes())
}

/// A weight above 1 makes libmemcached place servers in another way, which must not go unnoticed.
fn refuse_weights(entries: &[Entry]) -> Result<(), InputError> {
    let is_heavy = |entry: &&Entry| entry.node.weight() > 1;
    entries.iter().find(is_heavy).map_or(Ok(()), |entry| {
        let (weight, weighted) = (entry.node.weight(), Placement::LibmemcachedWeighted.name());
        let message = format!(
            "with a weight above 1 (got {weight}) libmemcached has another ring: --placement {weighted}, and the \
             --key-hash that is set there"
        );
        Err(InputError::new(entry.line, message))
    })
}
