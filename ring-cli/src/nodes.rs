//! From the arguments of a command to its ring.

use std::collections::BTreeSet;
use std::path::Path;

use vnode_ring::{BuildError, ChangeError, KeyHash, Limits, Membership, NodeRef, Ring};

use crate::cli::{NodeArgs, RingArgs};
use crate::failure::Failure;
use crate::secret::Need;

mod divide;
mod group;
mod pair;
mod source;
mod stated;

pub use group::DEFAULT_GROUP;
pub(crate) use source::as_stated;
pub use source::{Loaded, Source};

/// The rings of a command.
#[derive(Debug)]
pub struct Rings {
    /// What names the ring of the node file, in one line.
    pub stated: String,
    /// That ring without the nodes that are down.
    pub serving: Ring,
}

/// Reads the nodes and compiles the ring, with and without the nodes that are down.
///
/// # Errors
/// When the file, a flag or the ring is not acceptable.
pub fn load(args: &NodeArgs) -> Result<Rings, Failure> {
    let mut ring = compile(&args.nodes, &args.ring)?;
    let stated = ring.identity().to_string();
    take_down(&mut ring, &args.down)?;
    Ok(Rings { stated, serving: ring })
}

/// Reads the nodes and compiles the ring without the nodes that are down, for commands that need an owner.
///
/// # Errors
/// When the file, a flag or the ring is not acceptable, or no node owns keys.
pub fn load_serving(args: &NodeArgs) -> Result<Ring, Failure> {
    let ring = load(args)?.serving;
    some_owner(&ring)?;
    Ok(ring)
}

/// Reads the nodes and compiles the ring, with and without the nodes that are down, for commands about who has what part
/// of the circle. They need a secret only where they place keys besides.
///
/// # Errors
/// When the file, a flag or the ring is not acceptable, or no node owns keys.
pub fn load_placed(args: &NodeArgs, need: Need) -> Result<Rings, Failure> {
    let loaded = Loaded::read(&args.nodes, &args.ring, need)?;
    let (epoch, fingerprint) = (loaded.membership.epoch(), loaded.membership.fingerprint());
    let mut serving = loaded.compile(need)?;
    let (nodes, vnodes) = (serving.membership().len(), serving.vnode_count());
    let stated = format!("nodes={nodes} vnodes={vnodes} epoch={epoch} fingerprint={fingerprint}");
    take_down(&mut serving, &args.down)?;
    some_owner(&serving)?;
    Ok(Rings { stated, serving })
}

/// Reads the nodes and compiles their ring, as the file states it.
///
/// # Errors
/// When the file, a flag or the ring is not acceptable.
pub fn compile(nodes: &Path, args: &RingArgs) -> Result<Ring, Failure> {
    Loaded::read(nodes, args, Need::Secret)?.compile(Need::Secret)
}

impl Loaded {
    /// Compiles the ring; where no secret is needed, as [`without_keys`].
    ///
    /// # Errors
    /// When it would have too many vnodes.
    pub fn compile(self, need: Need) -> Result<Ring, Failure> {
        let Self { name, membership, secret, limits } = self;
        let ring = match (need, &secret) {
            (Need::KeyCheck, _) => return without_keys(&membership, limits, &name),
            (Need::Secret, Some(secret)) => Ring::with_secret(membership, limits, secret),
            (Need::Secret, None) => Ring::from_membership(membership, limits),
        };
        ring.map_err(|error| not_compiled(&name, &error))
    }
}

/// The ring of a membership for all that depends on no key: nodes stand where they stand without a secret.
///
/// # Errors
/// When it would have too many vnodes. `name` is what errors call it.
pub fn without_keys(membership: &Membership, limits: Limits, name: &str) -> Result<Ring, Failure> {
    let config = match membership.config() {
        keyed if keyed.key_check().is_some() => keyed.clone().with_key_hash(KeyHash::Xxh3),
        public => public.clone(),
    };
    Membership::new(config, membership.nodes().map(NodeRef::node).cloned())
        .map_err(BuildError::from)
        .and_then(|membership| Ring::from_membership(membership, limits))
        .map_err(|error| not_compiled(name, &error))
}

fn not_compiled(name: &str, error: &BuildError) -> Failure {
    let hint = match error {
        BuildError::TooManyVnodes(_) => " (see --vnodes and --max-vnodes)",
        _ => "",
    };
    Failure::Input(format!("{name}: {error}{hint}"))
}

fn some_owner(ring: &Ring) -> Result<(), Failure> {
    if ring.vnode_count() > 0 {
        return Ok(());
    }
    Err(Failure::NoOwner("no node owns keys: the ring is empty, or every node is drained or down".into()))
}

/// Lets nodes leave, all in one change.
fn take_down(ring: &mut Ring, down: &[String]) -> Result<(), Failure> {
    let leave = |ring: &mut Ring| {
        let mut changes = ring.change();
        for id in down.iter().collect::<BTreeSet<_>>() {
            changes = changes.remove(id)?;
        }
        let delta = changes.delta()?;
        ring.apply(&delta).map(drop)
    };
    leave(ring).map_err(|error: ChangeError| Failure::Input(format!("--down: {error}")))
}
