"""Second implementation of the file formats, version 1, written from formats.md alone; beside reference.py, in its way.

`decode` refuses with ValueError whatever is not the one byte string of its content. formats_check.py checks the library
with it. Images are in image.py.

How many copies a transition makes is not worked out here: that takes the rings.
"""
import hashlib
from typing import NamedTuple, Optional

import xxhash

import reference

# ------------------------------------------------------------------------------------------------- what files hold
SNAPSHOT, DELTA, TRACKER, DIRECTORY, IMAGE, TRANSITION = 1, 2, 3, 4, 5, 6
SETTLED, WRITE_BOTH, COPY, READ_NEW, WRITE_NEW, CLEANUP, TURN_BACK = range(7)
MAGIC = bytes.fromhex("89564e520d0a1a0a")
NATIVE, EXPLICIT = 1, 9
XXH3, SIPHASH13 = 1, 2
PREDECESSOR = 64  # added to the number of the key hash
U32, U64, U128 = 2**32, 2**64, 2**128
MOST_NODES, MOST_CHANGES, MOST_GROUPS, MOST_VNODES, MOST_REPLICAS = 2**20, 2**21, 2**20, 2**28, 32


class Config(NamedTuple):
    key_hash: int = XXH3
    key_check: Optional[int] = None
    seed: int = 0
    per_weight: int = 256
    placement: int = NATIVE
    predecessor: bool = False


class Node(NamedTuple):
    weight: int = 1
    vnodes: Optional[int] = None
    placement: Optional[str] = None
    zone: Optional[str] = None
    attributes: tuple = ()  # of (name, value), sorted
    positions: tuple = ()  # sorted; with the placement explicit only


class Snapshot(NamedTuple):
    config: Config
    epoch: int
    nodes: dict  # id: Node


class Delta(NamedTuple):
    config: Config
    base: tuple  # epoch, fingerprint
    target: tuple
    changes: dict  # id: (Node or None, Node or None)


class Directory(NamedTuple):
    config: Config
    groups: dict  # name: Snapshot


class Record(NamedTuple):
    state: int
    version: Optional[tuple]  # incarnation, counter
    time: int
    update: Optional[tuple]  # weight, vnodes or a tuple of positions, placement id, zone, attributes: None where not stated


class Tracker(NamedTuple):
    events: int
    frozen: bool
    records: dict  # (group, id): Record


class Transition(NamedTuple):
    fence: int
    state: int
    replicas: int
    quorums: tuple  # write, read
    zones: int
    rings: tuple  # of Snapshot: old; and new, unless settled
    done: Optional[tuple]  # of True or False, for each copy; None where all are complete, and in other states
    unavailable: tuple  # ids, sorted


def check(holds, what):
    if not holds:
        raise ValueError(what)


def count(config, node):
    if config.placement == EXPLICIT:
        return len(node.positions) if node.weight else 0
    return node.weight * config.per_weight if node.vnodes is None else node.vnodes


# ---------------------------------------------------------------------------------------------------------- writing
def number(n):
    return bytes([n]) if n < 128 else bytes([n % 128 | 128]) + number(n // 128)


def text(t):
    return number(len(t.encode())) + t.encode()


def option(write, value):
    return b"\0" if value is None else b"\1" + write(value)


def u64(n):
    return n.to_bytes(8, "little")


def many(values):
    values = list(values)
    return number(len(values)) + b"".join(values)


def put_config(c):
    return option(u64, c.key_check) + number(c.seed) + number(c.per_weight)


def put_positions(positions):
    if not positions:
        return number(0)
    ending = min((63, *(p.bit_length() - 1 for p in (p & -p for p in positions) if p)))  # zero bits that all end in
    short = [p >> ending for p in positions]
    steps = (b - a - 1 for a, b in zip(short, short[1:]))
    return number(len(short)) + number(ending) + number(short[0]) + b"".join(map(number, steps))


def put_vnodes(vnodes):
    return b"\2" + put_positions(vnodes) if isinstance(vnodes, tuple) else option(number, vnodes)


def put_attributes(pairs):
    return many(text(name) + text(value) for name, value in pairs)


def put_node(n):
    named = put_vnodes(n.positions or n.vnodes) + option(text, n.placement) + option(text, n.zone)
    return number(n.weight) + named + put_attributes(n.attributes)


def put_state(state):
    return number(state[0]) + state[1].to_bytes(16, "little")


def put_record(key, r):
    versioned = b"\0" + bytes(16) if r.version is None else b"\1" + u64(r.version[0]) + u64(r.version[1])
    return text(key[0]) + text(key[1]) + bytes([r.state]) + versioned + u64(r.time) + option(put_update, r.update)


def put_done(done):
    bits = sum(complete << copy for copy, complete in enumerate(done)).to_bytes((len(done) + 7) // 8, "little")
    return number(len(done)) + number(len(bits)) + bits


def put_update(update):
    weight, vnodes, *rest = update
    writers = text, text, put_attributes
    body = option(number, weight) + put_vnodes(vnodes)
    body += b"".join(option(write, value) for write, value in zip(writers, rest))
    return number(len(body)) + body


def algorithms(c):
    return bytes([c.placement, c.key_hash | PREDECESSOR * c.predecessor])


def sealed(kind, config, body):
    head = MAGIC + bytes([kind, 1]) + (algorithms(config) if config else bytes(2)) + u64(len(body)) + body
    return head + u64(xxhash.xxh3_64_intdigest(head))


def encode(content):
    if isinstance(content, Snapshot):
        nodes = many(text(id) + put_node(content.nodes[id]) for id in sorted(content.nodes))
        return sealed(SNAPSHOT, content.config, put_config(content.config) + number(content.epoch) + nodes)
    if isinstance(content, Delta):
        changes = many(text(id) + b"".join(option(put_node, n) for n in content.changes[id])
                       for id in sorted(content.changes))
        body = put_config(content.config) + put_state(content.base) + put_state(content.target) + changes
        return sealed(DELTA, content.config, body)
    if isinstance(content, Directory):
        files = ((name, encode(content.groups[name])) for name in sorted(content.groups))
        groups = many(text(name) + number(len(file)) + file for name, file in files)
        return sealed(DIRECTORY, None, algorithms(content.config) + put_config(content.config) + groups)
    if isinstance(content, Transition):
        head = number(content.fence) + bytes([content.state]) + number(content.replicas)
        head += b"".join(map(number, (*content.quorums, content.zones)))
        rings = b"".join(number(len(file)) + file for file in map(encode, content.rings))
        done = option(put_done, content.done) if content.state in (COPY, READ_NEW) else b""
        return sealed(TRANSITION, None, head + rings + done + many(map(text, content.unavailable)))
    records = many(put_record(key, content.records[key]) for key in sorted(content.records))
    return sealed(TRACKER, None, number(content.events) + bytes([content.frozen]) + records)


# ---------------------------------------------------------------------------------------------------------- reading
class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, length):
        check(length <= len(self.data) - self.at, "more than there is")
        self.at += length
        return self.data[self.at - length : self.at]

    def byte(self, most):
        value = self.take(1)[0]
        check(value <= most, f"a byte {value} above {most}")
        return value

    def little(self, length):
        return int.from_bytes(self.take(length), "little")

    def number(self, least=0, most=U64 - 1):
        value, shift, byte = 0, 0, 128
        while byte >= 128:
            byte = self.take(1)[0]
            value, shift = value | (byte % 128) << shift, shift + 7
            check(shift <= 70, "a number of more than ten bytes")
        check(byte or shift == 7, "a number longer than it must be")
        check(least <= value <= most, f"number {value} not from {least} to {most}")
        return value

    def text(self, least=0, most=U64 - 1):
        return self.take(self.number(least, most)).decode()  # refuses what is not UTF-8

    def id(self):
        return reference.valid_id(self.text())

    def option(self, read, *limits):
        return read(*limits) if self.byte(1) else None

    def sorted(self, most, read):
        """Values that `read` returns as (name, value), with names in order."""
        pairs = [read() for _ in range(self.number(0, most))]
        names = [name for name, _ in pairs]  # sorted by code point, which is the order of the bytes too
        check(all(a < b for a, b in zip(names, names[1:])), "not in order, or twice")
        return pairs

    def end(self):
        check(self.at == len(self.data), "more than its content")

    def config(self, placement, key_hash, predecessor):
        config = Config(key_hash, self.option(self.little, 8), self.number(), self.number(1, U32 - 1), placement, predecessor)
        check((config.key_check is not None) == (key_hash == SIPHASH13), "a key check belongs to siphash13")
        if placement == EXPLICIT:
            check(config.per_weight == 1, "vnodes per weight where nodes state positions")
            check(key_hash == XXH3 or not config.seed, "a seed that nothing takes")
        return config

    def positions(self):
        many = self.number()
        if not many:
            return ()
        ending, short = self.number(0, 63), [self.number()]
        for _ in range(many - 1):
            short.append(short[-1] + 1 + self.number())
        positions = tuple(p << ending for p in short)
        check(positions[-1] < U64, "a position beyond the circle")
        check(ending == 63 or any(p & 1 for p in short), "zero bits that all positions end in")
        return positions

    def vnodes(self):
        stated = self.byte(2)
        return self.positions() if stated == 2 else self.number(1, U32 - 1) if stated else None

    def attributes(self):
        pairs = self.sorted(U64 - 1, lambda: (self.text(1), self.text()))
        check(sum(len((name + value).encode()) for name, value in pairs) <= 65536, "too much in attributes")
        return tuple(pairs)

    def node(self, config, id):
        weight, vnodes = self.number(0, U32 - 1), self.vnodes()
        check(vnodes != (), "no positions, stated")
        positions, vnodes = (vnodes, None) if isinstance(vnodes, tuple) else ((), vnodes)
        node = Node(weight, vnodes, self.option(self.id), self.option(self.text, 1, 255), self.attributes(), positions)
        explicit = config.placement == EXPLICIT
        check(explicit or not positions, "positions that the placement does not take")
        check(not explicit or vnodes is None and (positions or not weight), "a node without positions")
        check(vnodes is None or weight and vnodes != weight * config.per_weight, "vnodes that need not be stated")
        check(node.placement != id, "a placement id that is the id")
        return node

    def named_node(self, config):
        id = self.id()
        return id, self.node(config, id)

    def state(self):
        return self.number(), self.little(16)

    def change(self, config):
        id = self.id()
        old, new = (self.option(self.node, config, id) for _ in range(2))
        check(old != new, "a change of nothing")
        return id, (old, new)

    def group(self):
        name = self.id()
        return name, decode(self.take(self.number()), SNAPSHOT)

    def done(self):
        copies = self.number()
        bits = self.take(self.number())
        check(len(bits) == (copies + 7) // 8, "not one bit a copy")
        bits = int.from_bytes(bits, "little")
        check(bits < 2**copies - 1, "bits after the last copy, or of complete ones only")
        return tuple(bool(bits >> copy & 1) for copy in range(copies))

    def record(self, events):
        key = self.id(), self.id()
        state, versioned = self.byte(3), self.byte(1)
        version, time, update = (self.little(8), self.little(8)), self.little(8), self.option(self.update)
        check(versioned or state < 2, "a removal without a version")
        check(versioned or version == (0, 0), "a version that there is not")
        check(state or not time, "a time without a deadline")
        check(state < 2 or 1 <= time <= events, "an event that was not taken")
        check(update is None or state < 2 and versioned, "an update of what is gone or has no version")
        return key, Record(state, version if versioned else None, time, update)

    def update(self):
        inner = Reader(self.take(self.number()))
        values = [inner.option(inner.number, 0, U32 - 1), inner.vnodes()]
        values += [inner.option(inner.id), inner.option(inner.text, 0, 255), inner.option(inner.attributes)]
        check(values[0] != 0 or not isinstance(values[1], int), "vnodes of what is drained")
        inner.end()
        return tuple(values)


def numbered(placement, key_hash):
    """Placement, key hash and whether the predecessor of a key owns it, of the numbers in a file."""
    predecessor = placement == EXPLICIT and key_hash & PREDECESSOR > 0
    key_hash -= PREDECESSOR * predecessor
    check(placement in (NATIVE, EXPLICIT), f"placement {placement}")
    check(key_hash in (XXH3, SIPHASH13), f"key hash {key_hash}")
    return placement, key_hash, predecessor


def opened(data, *kinds):
    """Kind, algorithms and body of a file whose envelope is whole."""
    check(data[:8] == MAGIC, "not a file of these formats")
    check(len(data) >= 28, "cut short")
    kind, version = data[8:10]
    check(kind in kinds, f"kind {kind}")
    check(version == 1, f"version {version}")
    config_inside = kind in (SNAPSHOT, DELTA, IMAGE)
    check(config_inside or data[10:12] == bytes(2), "algorithms of no config")
    stated = numbered(*data[10:12]) if config_inside else None
    check(int.from_bytes(data[12:20], "little") == len(data) - 28, "length")
    check(u64(xxhash.xxh3_64_intdigest(data[:-8])) == data[-8:], "checksum")
    return kind, stated, data[20:-8]


def decode(data, *kinds):
    kind, stated, body = opened(data, *(kinds or (SNAPSHOT, DELTA, TRACKER, DIRECTORY, TRANSITION)))
    reader = Reader(body)
    readers = {SNAPSHOT: snapshot, DELTA: delta, TRACKER: tracker, DIRECTORY: directory, TRANSITION: transition}
    content = readers[kind](reader, stated)
    reader.end()
    assert encode(content) == data
    return content


def snapshot(reader, stated):
    config, epoch = reader.config(*stated), reader.number()
    return fitting(Snapshot(config, epoch, dict(reader.sorted(MOST_NODES, lambda: reader.named_node(config)))))


def fitting(membership):
    nodes = membership.nodes
    check(len(nodes) <= MOST_NODES, "too many nodes")
    check(len({n.placement or id for id, n in nodes.items()}) == len(nodes), "a placement id twice")
    check(sum(count(membership.config, n) for n in nodes.values()) <= MOST_VNODES, "too many vnodes")
    return membership


def delta(reader, stated):
    config, base, target = reader.config(*stated), reader.state(), reader.state()
    changes = dict(reader.sorted(MOST_CHANGES, lambda: reader.change(config)))
    check(target[0] > base[0] or not changes and target[0] == base[0], "a target that is no later")
    moved = sum(digest(text(id) + put_node(new)) if new else 0 for id, (_, new) in changes.items())
    moved -= sum(digest(text(id) + put_node(old)) if old else 0 for id, (old, _) in changes.items())
    check(target[1] == (base[1] + moved) % U128, "a target that the changes do not lead to")
    check(sum(count(config, new) for _, new in changes.values() if new) <= MOST_VNODES, "too many vnodes")
    return Delta(config, base, target, changes)


def directory(reader, _):
    return Directory(reader.config(*numbered(reader.byte(255), reader.byte(255))), dict(reader.sorted(MOST_GROUPS, reader.group)))


def tracker(reader, _):
    events, frozen = reader.number(), reader.byte(1)
    records = dict(reader.sorted(U64 - 1, lambda: reader.record(events)))
    left = [r.time for r in records.values() if r.state > 1]
    check(len(set(left)) == len(left), "two members that left by one event")
    return Tracker(events, bool(frozen), records)


def transition(reader, _):
    fence, state, replicas = reader.number(), reader.byte(TURN_BACK), reader.number(1, MOST_REPLICAS)
    quorums, zones = (reader.number(1, replicas), reader.number(1, replicas)), reader.number(0, U32)
    check(sum(quorums) > replicas, "quorums that can miss one another")
    rings = tuple(decode(reader.take(reader.number()), SNAPSHOT) for _ in range(1 if state == SETTLED else 2))
    old, new = rings[0], rings[-1]
    check(old.config == new.config, "two configs")
    check(state == SETTLED or new.epoch > old.epoch, "a new ring that is no later")
    if state in (WRITE_BOTH, TURN_BACK):
        check(serves(new) or not serves(old), "nobody left")
    done = reader.option(reader.done) if state in (COPY, READ_NEW) else None
    ids = tuple(id for id, _ in reader.sorted(U64 - 1, lambda: (reader.text(), None)))
    check(all(id in old.nodes or id in new.nodes for id in ids), "an unavailable node that is no member")
    return Transition(fence, state, replicas, quorums, zones, rings, done, ids)


def serves(membership):
    return any(count(membership.config, node) for node in membership.nodes.values())


# -------------------------------------------------------------------------------------- fingerprints and changes
def digest(data):
    return int.from_bytes(hashlib.sha256(data).digest()[:16], "little")


def config_digest(c):
    return digest(b"\0" + algorithms(c) + put_config(c))


def fingerprint(s):
    return (config_digest(s.config) + sum(digest(text(id) + put_node(n)) for id, n in s.nodes.items())) % U128


def placement_fingerprint(s):
    def placed(id, n):
        vnodes = count(s.config, n)
        positions = put_positions(n.positions) if vnodes and n.positions else b""
        return text(id) + text(n.placement or id) + option(text, n.zone) + number(vnodes) + positions

    return (config_digest(s.config) + sum(digest(placed(id, n)) for id, n in s.nodes.items())) % U128


def between(old, new):
    """The change as ring-cli makes it: to the epoch of `new` where that is later, else to the next."""
    pairs = {id: (old.nodes.get(id), new.nodes.get(id)) for id in {**old.nodes, **new.nodes}}
    changes = {id: pair for id, pair in pairs.items() if pair[0] != pair[1]}
    epoch = max(new.epoch, old.epoch + 1) if changes else old.epoch
    return Delta(old.config, (old.epoch, fingerprint(old)), (epoch, fingerprint(new)), changes)


def apply(membership, change):
    check(membership.config == change.config, "config")
    here = membership.epoch, fingerprint(membership)
    if here == change.target:
        return membership
    check(here[0] >= change.base[0], "gap")
    check(here[0] <= change.base[0], "stale")
    check(here == change.base, "fork")
    check(all(membership.nodes.get(id) == old for id, (old, _) in change.changes.items()), "conflict")
    nodes = {**membership.nodes, **{id: new for id, (_, new) in change.changes.items()}}
    return fitting(membership._replace(epoch=change.target[0], nodes={id: n for id, n in nodes.items() if n}))
