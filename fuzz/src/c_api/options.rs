//! Options as C states them, and what they mean.

mod numbers;

use std::mem::size_of;
use std::ptr;

use ::vnode_ring::{BuildError, Config, Limits, Membership, Ring, Secret, Side};
use arbitrary::Arbitrary;
use vnode_ring_c::options::*;
use vnode_ring_c::status::{VNODE_RING_ERR_ARGUMENT, VNODE_RING_ERR_NULL};

use super::call::Call;
use crate::seeds::SECRET;
use numbers::{KEY_HASHES, PLACEMENTS, config};
pub(super) use numbers::{key_hash_number, placement_number};

const FEW_VNODES: u32 = 40;
const MANY_VNODES: u32 = 120;
/// Pointed to by options.
static SECRETS: [[u8; 16]; 2] = [SECRET, [8; 16]];

#[derive(Arbitrary, Clone, Copy, Debug)]
enum Size {
    Right,
    Later,
    Zero,
    Short,
    LaterStated,
    Endless,
}

#[derive(Arbitrary, Clone, Copy, Debug)]
enum Keyed {
    No,
    Yes,
    Other,
    Short,
    Null,
    Huge,
}

/// What is stated. Each fault is rarer than none.
#[derive(Arbitrary, Clone, Copy, Debug)]
pub(super) struct Stated {
    none: bool,
    size: (u8, Size),
    keyed: (bool, Keyed),
    placement: u8,
    key_hash: u8,
    seed: u8,
    vnodes_per_weight: u8,
    max_vnodes: u8,
    crooked: u8,
}

const NO_PLACEMENT: u32 = 99;
const NO_KEY_HASH: u32 = 99;
const NO_SIDE: u32 = 3;
const HALF_A_TAG: [u8; 2] = [b'{', 0];
const HASH_TAGS: [[u8; 2]; 8] = [[0; 2], [0; 2], [0; 2], [0; 2], [0; 2], *b"{}", *b"aa", HALF_A_TAG];

fn chosen<T: Copy>(from: &[T], byte: u8) -> T {
    from[usize::from(byte) % from.len()]
}

/// Options, and room for what a later version adds.
#[repr(C)]
pub(super) struct Handed {
    options: vnode_ring_options,
    later: [u8; 64],
}

/// What options mean.
pub(super) struct Meant {
    pub(super) config: Config,
    pub(super) limits: Limits,
    pub(super) secret: Option<Secret>,
}

impl Meant {
    pub(super) fn compile(&self, membership: Membership) -> Result<Ring, BuildError> {
        match &self.secret {
            Some(secret) => Ring::with_secret(membership, self.limits, secret),
            None => Ring::from_membership(membership, self.limits),
        }
    }
}

impl Stated {
    /// Few vnodes, and the secret or none.
    pub(super) const fn few_vnodes(keyed: bool) -> Self {
        Self {
            none: false,
            size: (0, Size::Right),
            keyed: (keyed, Keyed::Yes),
            placement: 0,
            key_hash: 0,
            seed: 0,
            vnodes_per_weight: 1,
            max_vnodes: u8::MAX,
            crooked: 0,
        }
    }

    /// The same with the first placement of HAProxy, by its place among [`PLACEMENTS`].
    pub(super) const fn nearest() -> Self {
        Self { placement: 16 * 5 + 12, ..Self::few_vnodes(false) }
    }

    /// The same config, as many vnodes as there may be, and nothing wrong.
    pub(super) const fn right(&self) -> Self {
        let keyed = self.keyed.0 && matches!(self.keyed.1, Keyed::Yes);
        Self { seed: self.seed, vnodes_per_weight: self.vnodes_per_weight, ..Self::few_vnodes(keyed) }
    }

    fn secret(&self) -> (Option<&'static [u8; 16]>, usize) {
        let [right, other] = &SECRETS;
        match self.keyed {
            (false, _) | (_, Keyed::No) => (None, 0),
            (_, Keyed::Yes) => (Some(right), right.len()),
            (_, Keyed::Other) => (Some(other), other.len()),
            (_, Keyed::Short) => (Some(right), right.len() - 1),
            (_, Keyed::Null) => (None, right.len()),
            (_, Keyed::Huge) => (Some(right), usize::MAX),
        }
    }

    /// The secret alone, and what it means.
    pub(super) fn handed_secret(&self, call: &mut Call) -> ((*const u8, usize), Option<Secret>) {
        let (secret, secret_len) = self.secret();
        if secret_len != 0 && secret_len != 16 {
            call.wrong(VNODE_RING_ERR_ARGUMENT);
        }
        if secret.is_none() && secret_len > 0 {
            call.wrong(VNODE_RING_ERR_NULL);
        }
        let at = secret.map_or(ptr::null(), |secret| secret.as_ptr());
        ((at, secret_len), secret.map(|&secret| Secret::new(secret)))
    }

    /// How C hands them in, and what they mean.
    pub(super) fn handed(&self, call: &mut Call) -> (Box<Handed>, *const vnode_ring_options, Meant) {
        let mut later = [0; 64];
        let size = match self.size {
            (0..=200, _) | (_, Size::Right) => size_of::<vnode_ring_options>(),
            (_, Size::Later) => size_of::<Handed>(),
            (_, Size::LaterStated) => {
                later[7] = 1;
                size_of::<Handed>()
            }
            (_, Size::Zero) => 0,
            (_, Size::Short) => size_of::<vnode_ring_options>() - 1,
            (_, Size::Endless) => usize::MAX,
        };
        let placement = match self.placement % 16 {
            0..7 => 0,
            7..11 => VNODE_RING_PLACEMENT_NATIVE,
            11 => VNODE_RING_PLACEMENT_EXPLICIT,
            12..15 => chosen(&PLACEMENTS, self.placement / 16),
            15 if self.placement / 16 % 4 == 0 => NO_PLACEMENT,
            _ => VNODE_RING_PLACEMENT_EXPLICIT,
        };
        let explicit = placement == VNODE_RING_PLACEMENT_EXPLICIT;
        // Others have but one.
        let side = match self.crooked % if explicit { 4 } else { 32 } {
            0 => VNODE_RING_SIDE_SUCCESSOR,
            1 => VNODE_RING_SIDE_PREDECESSOR,
            2 if self.crooked > 220 => NO_SIDE,
            _ => 0,
        };
        let key_hash = match self.key_hash % 16 {
            0..4 => 0,
            4..8 => VNODE_RING_KEY_HASH_XXH3,
            8..12 => VNODE_RING_KEY_HASH_SIPHASH13,
            12..15 => chosen(&KEY_HASHES, self.key_hash / 16),
            _ => NO_KEY_HASH,
        };
        // Most rings of other programs have none to place.
        let seeded = !PLACEMENTS.contains(&placement) || key_hash == VNODE_RING_KEY_HASH_XXH3;
        let seed = if seeded || self.seed > 239 { self.seed.into() } else { 0 };
        let hash_tag = chosen(&HASH_TAGS, self.key_hash / 16);
        // A ring stays small where its limit does not say so.
        let max_vnodes = match self.max_vnodes % 16 {
            0 => u32::MAX,
            1 => 1,
            2..9 => FEW_VNODES,
            _ => MANY_VNODES,
        };
        let vnodes_per_weight = match self.vnodes_per_weight {
            byte @ ..=239 if explicit => u32::from(byte % 2),
            byte => u32::from(byte % 6),
        };
        let (secret, secret_len) = self.secret();
        let options = vnode_ring_options {
            size,
            placement,
            key_hash,
            seed,
            vnodes_per_weight,
            max_vnodes,
            secret: secret.map_or(ptr::null(), |secret| secret.as_ptr()),
            secret_len,
            hash_tag,
            side,
        };
        let handed = Box::new(Handed { options, later });
        if self.none {
            let meant = Meant { config: Config::default(), limits: Limits::default(), secret: None };
            return (handed, ptr::null(), meant);
        }
        if later != [0; 64] || ![size_of::<vnode_ring_options>(), size_of::<Handed>()].contains(&size) {
            call.wrong(VNODE_RING_ERR_ARGUMENT);
        }
        let meant = self.handed_secret(call).1;
        let keyed = key_hash == VNODE_RING_KEY_HASH_SIPHASH13;
        let unknown = placement == NO_PLACEMENT || key_hash == NO_KEY_HASH || side == NO_SIDE;
        if unknown || (key_hash != 0 && keyed != meant.is_some()) || hash_tag == HALF_A_TAG {
            call.wrong(VNODE_RING_ERR_ARGUMENT);
        }
        let limits = Limits::default().with_max_vnodes(max_vnodes);
        if limits.is_err() {
            call.wrong(VNODE_RING_ERR_ARGUMENT);
        }
        let crooked = self.crooked > 250;
        if crooked {
            call.wrong(VNODE_RING_ERR_ARGUMENT);
        }
        let config = config(placement, key_hash, hash_tag).with_seed(seed);
        let config = match vnodes_per_weight {
            0 => config,
            vnodes => config.with_vnodes_per_weight(vnodes),
        };
        let config = match side {
            VNODE_RING_SIDE_SUCCESSOR => config.with_side(Side::Successor),
            VNODE_RING_SIDE_PREDECESSOR => config.with_side(Side::Predecessor),
            _ => config,
        };
        let config = meant.iter().fold(config, Config::with_secret);
        let at = (&raw const *handed).cast::<vnode_ring_options>().wrapping_byte_add(crooked.into());
        (handed, at, Meant { config, limits: limits.unwrap_or_default(), secret: meant })
    }
}
