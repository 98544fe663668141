"""Images, version 1, in the second implementation of the file formats: written from formats.md and spec.md alone.

`encode` writes the image of a membership, `decode` refuses with ValueError whatever is not the one image of its
content, and `Table.owner` looks a position up in what was read. image_check.py checks the library with them.
"""
import struct
from bisect import bisect_left
from itertools import accumulate
from typing import NamedTuple, Optional

import reference
from formats import (EXPLICIT, IMAGE, MOST_NODES, MOST_VNODES, SIPHASH13, U64, Config, Reader, Snapshot, check, count,
                     fingerprint, fitting, opened, placement_fingerprint, put_node, sealed, text)

# --------------------------------------------------------------------------------------------- what an image holds
ENVELOPE = 20  # bytes before the body
HEAD = struct.Struct("<IQQQ16s16sIIIIIIQI12x")
ROW = struct.Struct("<QQQIIII")
SPILLED = struct.Struct("<QI")
MOST_SMALL = 65535  # nodes of a ring with the smaller node numbers
MOST_UNLISTED = 16384  # vnodes of a node whose positions are not listed
FILL = 2**15 - 1


class Head(NamedTuple):
    texts: int
    seed: int
    key_check: int
    epoch: int
    fingerprint: bytes
    placement_fingerprint: bytes
    per_weight: int
    nodes: int
    vnodes: int
    placed: int  # nodes that have vnodes
    spilled: int
    listed: int
    text_bytes: int
    zones: int


class Row(NamedTuple):
    """A node."""
    h1: int
    h2: int
    text_end: int
    vnodes: int
    zone: int
    listed_end: int
    weight: int


class Line(NamedTuple):
    fractions: tuple
    nodes: tuple  # one more than fractions
    count: int


class Small:
    share, slots, all_bits = 8, 15, 2**16 - 1
    layout = struct.Struct("<15hH16H")

    @classmethod
    def pack(cls, line):
        return cls.layout.pack(*line.fractions, 32752 + line.count, *line.nodes)

    @classmethod
    def unpack(cls, data):
        values = cls.layout.unpack(data)
        return Line(values[:15], values[16:], values[15] - 32752)


class Large:
    share, slots, all_bits = 5, 10, 2**24 - 1
    layout = struct.Struct("<10h11I")

    @classmethod
    def pack(cls, line):
        return cls.layout.pack(*line.fractions, *line.nodes[:-1], line.nodes[-1] | line.count << 24)

    @classmethod
    def unpack(cls, data):
        values = cls.layout.unpack(data)
        return Line(values[:10], (*values[10:-1], values[-1] % 2**24), values[-1] >> 24)


def kind_of_lines(nodes):
    return Small if nodes <= MOST_SMALL else Large


def how_many_lines(vnodes, kind):
    return -(-vnodes // kind.share)


class Table:
    """Lines and spilled vnodes; `own` gives the positions of a node from small to large."""

    def __init__(self, kind, lines, spilled, own):
        self.kind, self.lines, self.spilled, self.own = kind, lines, spilled, own

    def owner(self, position):
        """The number of the node that owns a position; None where no node has vnodes."""
        if not self.lines:
            return None
        at, fraction = cell(position, len(self.lines))
        line = self.lines[at]
        slot = sum(f < fraction for f in line.fractions)
        while slot < line.count and line.fractions[slot] == fraction and self.position(at, slot) < position:
            slot += 1
        if line.nodes[slot] != self.kind.all_bits:
            return line.nodes[slot]
        for place, node in self.spilled[bisect_left(self.spilled, (position,)) :][:1]:
            if cell(place, len(self.lines))[0] == at:
                return node
        return self.lines[(at + 1) % len(self.lines)].nodes[0]

    def position(self, at, slot):
        """The position of a vnode: those of one node with one fraction follow one another in a line."""
        line = self.lines[at]
        vnode = line.fractions[slot], line.nodes[slot]
        before = sum(other == vnode for other in zip(line.fractions[:slot], line.nodes))
        own, smallest = self.own(line.nodes[slot]), (at << 16) + line.fractions[slot] + 2**15 << 48
        return own[bisect_left(own, -(-smallest // len(self.lines))) + before]

    def order(self):
        """The node of each vnode, in ring order."""
        rest = {}
        for position, node in self.spilled:
            rest.setdefault(cell(position, len(self.lines))[0], []).append(node)
        return [node for at, line in enumerate(self.lines) for node in [*line.nodes[: line.count], *rest.get(at, [])]]


class Image(NamedTuple):
    config: Config
    head: Head
    rows: list
    table: Table
    membership: Optional[Snapshot]  # where there are texts


# ---------------------------------------------------------------------------------------------------------- writing
def cell(position, lines):
    """The line of a position and its fraction there."""
    return position * lines >> 64, (position * lines >> 48) % 2**16 - 2**15


def table(ring, kind, own):
    """The table of vnodes (position, node) in ring order."""
    buckets = [[] for _ in range(how_many_lines(len(ring), kind))]
    for vnode in ring:
        buckets[cell(vnode[0], len(buckets))[0]].append(vnode)
    lines, following = [], ring[0][1] if ring else None
    for bucket in reversed(buckets):
        first, empty = bucket[: kind.slots], kind.slots - len(bucket)
        fractions = [cell(position, len(buckets))[1] for position, _ in first] + [FILL] * empty
        last = following if empty >= 0 else kind.all_bits
        lines.append(Line(tuple(fractions), (*(node for _, node in first), *[following] * empty, last), len(first)))
        following = bucket[0][1] if bucket else following
    return Table(kind, lines[::-1], [vnode for bucket in buckets for vnode in bucket[kind.slots :]], own)


def is_listed(config, vnodes):
    return config.placement == EXPLICIT or vnodes > MOST_UNLISTED


def to_list(config, positions):
    return positions if is_listed(config, len(positions)) else []


def stated(config, node):
    """The positions of a node that states them, from small to large: turned round where predecessors own."""
    positions = node.positions if node.weight else ()
    return sorted(U64 - 1 - p for p in positions) if config.predecessor else list(positions)


def assembled(config, head, rows, written, own, texts):
    """The file, with the counts of `head` worked out; `own` holds the positions of each node from small to large."""
    listed = [position for positions in own for position in to_list(config, positions)]
    head = head._replace(nodes=len(rows), vnodes=sum(map(len, own)), placed=sum(row.vnodes > 0 for row in rows),
                         spilled=len(written.spilled), listed=len(listed), text_bytes=len(texts))
    body = HEAD.pack(*head) + b"".join(ROW.pack(*row) for row in rows)
    body += bytes(-(ENVELOPE + len(body)) % 64) + b"".join(map(written.kind.pack, written.lines))
    body += b"".join(SPILLED.pack(*vnode) for vnode in written.spilled)
    return sealed(IMAGE, config, body + struct.pack(f"<{len(listed)}Q", *listed) + texts)


def encode(membership, texts=True):
    images = forms(membership)
    whole = next(images)
    return whole if texts else next(images)


def forms(membership):
    """The image with texts, then the one without."""
    config, nodes = membership.config, sorted(membership.nodes.items())
    zones = [None, *sorted({node.zone for _, node in nodes} - {None})]
    numbers = {zone: number for number, zone in enumerate(zones)}
    placements = [node.placement or id for id, node in nodes]
    rows, own, pieces, text_end, listed_end = [], [], [], 0, 0
    for placement, (id, node) in zip(placements, nodes):
        explicit = config.placement == EXPLICIT
        h1, h2 = (0, 1) if explicit else reference.sequence(placement, config.seed)
        own.append(stated(config, node) if explicit else sorted(reference.positions(h1, h2, count(config, node))))
        pieces.append(text(id) + put_node(node))
        text_end, listed_end = text_end + len(pieces[-1]), listed_end + len(to_list(config, own[-1]))
        rows.append(Row(h1, h2, text_end, len(own[-1]), numbers[node.zone], listed_end, node.weight))
    order = sorted((position, placements[number].encode(), number) for number, positions in enumerate(own)
                   for position in positions)
    fingerprints = (value(membership).to_bytes(16, "little") for value in (fingerprint, placement_fingerprint))
    head = Head(1, config.seed, config.key_check or 0, membership.epoch, *fingerprints, config.per_weight,
                nodes=0, vnodes=0, placed=0, spilled=0, listed=0, text_bytes=0, zones=len(zones) - 1)
    written = table([(p, number) for p, _, number in order], kind_of_lines(len(rows)), own.__getitem__)
    yield assembled(config, head, rows, written, own, b"".join(pieces))
    rows = [row._replace(text_end=0) for row in rows]
    yield assembled(config, head._replace(texts=0), rows, written, own, b"")


# ---------------------------------------------------------------------------------------------------------- reading
def decode(data):
    _, (placement, key_hash, predecessor), body = opened(data, IMAGE)
    check(len(body) >= HEAD.size, "cut short")
    head = Head(*HEAD.unpack_from(body))
    check(head.texts < 2 and head.nodes <= MOST_NODES and head.vnodes <= MOST_VNODES, "a number above its limit")
    kind, reader = kind_of_lines(head.nodes), Reader(body)
    reader.take(HEAD.size)
    lines = how_many_lines(head.vnodes, kind)
    after_rows = HEAD.size + head.nodes * ROW.size
    padding = -(ENVELOPE + after_rows) % 64
    after_lines = head.spilled * SPILLED.size + head.listed * 8 + head.text_bytes
    check(after_rows + padding + lines * 64 + after_lines == len(body), "length")
    rows = [Row(*ROW.unpack(reader.take(ROW.size))) for _ in range(head.nodes)]
    reader.take(padding)
    lines = [kind.unpack(reader.take(64)) for _ in range(lines)]
    spilled = [SPILLED.unpack(reader.take(SPILLED.size)) for _ in range(head.spilled)]
    listed = struct.unpack(f"<{head.listed}Q", reader.take(head.listed * 8))
    config = Config(key_hash, head.key_check if key_hash == SIPHASH13 else None, head.seed, head.per_weight,
                    placement, predecessor)
    check(head.per_weight and sum(row.vnodes for row in rows) == head.vnodes, "numbers of vnodes")

    own = {}  # what is not listed is worked out when it is asked for

    def positions(number):
        if number not in own:
            row = rows[number]
            end = row.listed_end
            own[number] = (list(listed[end - row.vnodes : end]) if is_listed(config, row.vnodes)
                           else sorted(reference.positions(row.h1, row.h2, row.vnodes)))
        return own[number]

    read = Table(kind, lines, spilled, positions)
    if head.texts:
        membership = with_texts(config, head, rows, Reader(reader.take(head.text_bytes)))
        check(encode(membership) == data, "not the image of its texts")
    else:
        membership = None
        check(without_texts(config, head, rows, read) == data, "not the image of its nodes")
    return Image(config, head, rows, read, membership)


def with_texts(config, head, rows, reader):
    nodes = []
    for row in rows:
        nodes.append(reader.named_node(config))
        check(reader.at == row.text_end, "a text that ends elsewhere")
        check(count(config, nodes[-1][1]) == row.vnodes, "vnodes that are not those of the text")
    check(all(a < b for (a, _), (b, _) in zip(nodes, nodes[1:])), "not in order, or twice")
    return fitting(Snapshot(config, head.epoch, dict(nodes)))


def without_texts(config, head, rows, read):
    """The image of what is known without texts: of two vnodes at one position, the one that was read first is first."""
    may_have_none = config.placement == EXPLICIT
    check(all((bool(row.vnodes) == bool(row.weight) or may_have_none and not row.vnodes) and row.h2 % 2 for row in rows),
          "a node that there cannot be")
    check(head.zones <= len(rows) and {0, *(row.zone for row in rows)} == set(range(head.zones + 1)), "zones")
    own = [sorted(read.own(number) if config.placement == EXPLICIT else reference.positions(row.h1, row.h2, row.vnodes))
           for number, row in enumerate(rows)]
    vnodes = sorted((position, number) for number, positions in enumerate(own) for position in positions)
    ring = [(position, number) for (position, _), number in zip(vnodes, read.order())]
    check(sorted(ring) == vnodes, "vnodes that are not those of the nodes")
    listed_ends = accumulate(len(to_list(config, positions)) for positions in own)
    rows = [row._replace(text_end=0, listed_end=end) for row, end in zip(rows, listed_ends)]
    head = head._replace(key_check=head.key_check if config.key_hash == SIPHASH13 else 0)
    return assembled(config, head, rows, table(ring, read.kind, own.__getitem__), own, b"")
