#!/usr/bin/env python3
"""Second implementation of the placement `native`, version 1, written from spec.md alone.

It exists to check the library against the page: slow, short, no dependency but the `xxhash` package (3.x) for XXH3.
The placement is the part between the two rules below; the rest is files, test keys and the command line.

    reference.py match NODES.json KEYS [-0] [--secret-file FILE]     owner of every key in a file
    reference.py vectors                        vectors/native-v1.json, to standard output
    reference.py shapes DIR                     rings, keys and expected owners, to compare another implementation with
    reference.py selftest                       this file against the page's facts and against brute force
"""
import argparse
import hashlib
import json
import pathlib
import random
import sys
from bisect import bisect_left

import xxhash

# ---------------------------------------------------------------------------------------------- the placement
CIRCLE = 2**64


def mix(z):
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 % CIRCLE
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB % CIRCLE
    return z ^ (z >> 31)


def rotate(x, bits):
    return (x << bits | x >> (64 - bits)) % CIRCLE


def sip_round(a, b, c, d):
    a, c = (a + b) % CIRCLE, (c + d) % CIRCLE
    b, d, a = rotate(b, 13) ^ a, rotate(d, 16) ^ c, rotate(a, 32)
    a, c = (a + d) % CIRCLE, (c + b) % CIRCLE
    return a, rotate(b, 17) ^ c, rotate(c, 32), rotate(d, 21) ^ a


def siphash13(secret, message):
    k0, k1 = int.from_bytes(secret[0:8], "little"), int.from_bytes(secret[8:16], "little")
    v = k0 ^ 0x736F6D6570736575, k1 ^ 0x646F72616E646F6D, k0 ^ 0x6C7967656E657261, k1 ^ 0x7465646279746573
    padded = message + bytes(7 - len(message) % 8) + bytes([len(message) % 256])
    for at in range(0, len(padded), 8):
        word = int.from_bytes(padded[at : at + 8], "little")
        a, b, c, d = sip_round(v[0], v[1], v[2], v[3] ^ word)
        v = a ^ word, b, c, d
    v = v[0], v[1], v[2] ^ 0xFF, v[3]
    for _ in range(3):
        v = sip_round(*v)
    return v[0] ^ v[1] ^ v[2] ^ v[3]


def key_check(secret):
    return siphash13(secret, b"vnode-ring")


def key_position(key, seed, secret=None):
    return siphash13(secret, key) if secret else xxhash.xxh3_64_intdigest(key, seed)


def sequence(placement, seed):
    d = hashlib.sha256(seed.to_bytes(8, "little") + placement.encode()).digest()
    return int.from_bytes(d[0:8], "little"), int.from_bytes(d[8:16], "little") | 1


def vnodes(placement, seed, count):
    h1, h2 = sequence(placement, seed)
    return positions(h1, h2, count)


def positions(h1, h2, count):
    return [mix((h1 + i * h2) % CIRCLE) for i in range(count)]


def build(seed, nodes):
    """The vnodes in ring order, as (position, placement id, id); nodes are (id, placement id, vnode count)."""
    return sorted((p, placement.encode(), id) for id, placement, count in nodes for p in vnodes(placement, seed, count))


def owner(ring, position):
    return ring[bisect_left(ring, (position,)) % len(ring)][2] if ring else None


def preference(ring, position):
    start = bisect_left(ring, (position,))
    return list(dict.fromkeys(id for _, _, id in ring[start:] + ring[:start]))


def replicas(ring, position, zones, k, rule):
    """The first k nodes under a rule about zones; `zones` are by id, None for none."""
    nodes, zones_before = preference(ring, position), []
    ranked = []
    for place, id in enumerate(nodes):
        ranked.append((zones_before.count(zones[id]), place))
        zones_before.append(zones[id])
    if rule == "spread":
        ranked.sort()
    elif rule != "any":
        ranked = [node for node in ranked if node[0] < int(rule.removeprefix("max="))]
    return [nodes[place] for place in sorted(place for _, place in ranked[:k])]


def shares(ring, ids):
    share = dict.fromkeys(ids, 0)
    for k, (position, _, id) in enumerate(ring):
        share[id] += (position - ring[k - 1][0]) % CIRCLE
    if ring and ring[0][0] == ring[-1][0]:
        share[ring[0][2]] = CIRCLE
    return share


# ------------------------------------------------------------------------------------- node files and key files
def whole(value, least, most, what):
    if type(value) is not int or not least <= value <= most:
        raise ValueError(f"{what} must be an integer from {least} to {most}: {value!r}")
    return value


def valid_id(text):
    if not isinstance(text, str) or not 1 <= len(text.encode()) <= 1024 or any(c < " " or c == "\x7f" for c in text):
        raise ValueError(f"not a valid id: {text!r}")
    return text


def parse(spec, secret=None):
    """A node file's object as (seed, vnodes per weight, nodes as `build` takes them)."""
    head = spec.get("ring", {})
    if head.get("key-hash", "xxh3") != ("siphash13" if secret else "xxh3"):
        raise ValueError("a secret belongs to key-hash siphash13, and to that only")
    if "key-check" in head and (not secret or head["key-check"] != f"0x{key_check(secret):016x}"):
        raise ValueError("this is not the secret of the ring")
    if head.get("placement", "native") != "native":
        raise ValueError(f"unknown placement {head['placement']!r}")
    seed = head.get("seed", 0)
    seed = whole(int(seed) if isinstance(seed, str) and seed.isdecimal() else seed, 0, CIRCLE - 1, "seed")
    per_weight = whole(head.get("vnodes", 256), 1, CIRCLE - 1, "vnodes per weight")
    nodes = []
    for node in spec["nodes"]:
        node = {"id": node} if isinstance(node, str) else node
        weight = whole(node.get("weight", 1), 0, 2**32 - 1, "weight")
        if weight == 0 and "vnodes" in node:
            raise ValueError(f"weight 0 and explicit vnodes: {node['id']!r}")
        count = whole(node.get("vnodes", weight * per_weight), 0, CIRCLE - 1, "vnodes")
        nodes.append((valid_id(node["id"]), valid_id(node.get("placement", node["id"])), count))
    for what, column in ("id", 0), ("placement id", 1):
        if len({node[column] for node in nodes}) < len(nodes):
            raise ValueError(f"two nodes with one {what}")
    return seed, per_weight, nodes


def match(spec, keys, end, secret=None):
    """`key TAB owner` records, or None for a ring without vnodes."""
    seed, _, nodes = parse(spec, secret)
    ring = build(seed, nodes)
    owners = (owner(ring, key_position(k, seed, secret)).encode() for k in keys)
    return b"".join(k + b"\t" + o + end for k, o in zip(keys, owners)) if ring else None


def split(data, end):
    keys = data.split(end)
    return keys if keys[-1] else keys[:-1]


# ------------------------------------------------------------------------------------------ rings to check with
HIGH = str(2**63 + 987654321)
TOP = str(2**64 - 1)
# Placement ids whose vnode 0 stands at one position under seed 0, found by search (about 2^33 hashes), so that the rule
# for ties is checked too. Comparing UTF-16 units instead of bytes, or ids instead of placement ids, gets them wrong.
TIE_LOW, TIE_HIGH = "\uff5e737690d540b3ab09", "\U0001f51795a2ab7941f76028"


def table(seed, vnodes, nodes, keys="short"):
    return {"ring": {"placement": "native", "seed": seed, "vnodes": vnodes}, "nodes": nodes}, keys


def keyed(secret, file, keys):
    stated = {"key-hash": "siphash13", "key-check": f"0x{key_check(secret):016x}"}
    return {**file, "ring": {**file["ring"], **stated}}, keys, secret


def weighted(id, weight):
    return {"id": id, "weight": weight}


# name: (node file, which keys the vectors take: "short", "long" adds long ones, "few" for big lists, and the secret if
# there is one)
RINGS = {
    "defaults": ({"ring": {}, "nodes": ["c", "a", "b"]}, "short"),
    "empty": table(7, 160, []),
    "drained": table(7, 160, [weighted("a", 0), {"id": "b", "weight": 0, "placement": "p"}, weighted("c", 0)]),
    "one-node": table(7, 1, ["only"]),
    "two-prefix": table(7, 160, ["s:11", "s:1"]),
    "one-vnode": table(HIGH, 1, [f"n{i}" for i in range(6)]),
    "weights": table(7, 40, [weighted("w7", 7), weighted("w0", 0), weighted("w1", 1), {"id": "plain"}]),
    "seed-high": table(HIGH, 160, [f"node-{i}" for i in range(10)], "long"),
    "seed-top": table(TOP, 40, [weighted(f"10.0.0.{i}:11211", i % 3) for i in range(9)]),
    "ten": table("0", 256, [{"id": f"cache{i}", "addr": f"10.1.0.{i}:6379", "zone": "abc"[i % 3]} for i in range(10)]),
    "explicit-vnodes": table(7, 40, [
        {"id": "one", "vnodes": 1}, {"id": "three", "weight": 9, "vnodes": 3}, {"id": "default"},
        {"id": "same", "vnodes": 40}, {"id": "past-16-bits", "vnodes": 70000}]),
    "placements": table(7, 160, [
        {"id": "a", "placement": "b"}, {"id": "b", "placement": "a"}, {"id": "new", "placement": "old"},
        {"id": "d", "placement": "D 4", "weight": 2}, {"id": "e", "placement": "e5", "vnodes": 100}, "plain"]),
    "ascii-ids": table(TOP, 160, [
        "a b", " lead", "trail ", " ", "#c", "a#c", "a,b", ",", '"q"', "'q'", "k=v", "=", "back\\slash", "a/b", "%41",
        "{}", "[1]", "-x", "0", "null", "A", "a", "<&>", "~", weighted("a  b", 2)]),
    "unicode-ids": table(7, 40, [
        "\u00e9", "e\u0301", "\u65e5\u672c\u8a9e", "\u05e9\u05dc\u05d5\u05dd", "\u0645\u0631\u062d\u0628\u0627",
        "\U0001f600", "\U0001f469\u200d\U0001f680", "\ufeffbom", "bom", "\ufb00", "ff", "\u00df", "ss", "\u0130", "i",
        "a\u0300\u0301\u0302", "\ufffd", "\uffff", "\U00010000", "\U0010ffff", "\u0080", "\u0085", "\u2028", "\u00a0"]),
    "long-ids": table(7, 160, [
        "x" * 1024, "x" * 1023 + "y", "x" * 1023, "\u00e9" * 512,
        {"id": "short", "placement": "\U0001f600" * 256}], "few"),
    "tie-only": table(0, 1, [{"id": "a", "placement": TIE_HIGH}, {"id": "z", "placement": TIE_LOW}]),
    "tie-among": table(0, 1, ["n1", {"id": "a", "placement": TIE_HIGH}, "n2", {"id": "z", "placement": TIE_LOW}, "n3"]),
    "tie-weighted": table(0, 40, [
        {"id": "b", "placement": TIE_HIGH, "weight": 2}, "n1", {"id": "y", "placement": TIE_LOW}, weighted("n2", 3)]),
    "hundred": table(HIGH, 160, [weighted(f"h{i}", 1 + i % 4) for i in range(100)], "few"),
    "thousand": table(7, 1, [f"m{i}" for i in range(1000)], "few"),
    "keyed": keyed(bytes(range(16)), *table(7, 160, [weighted(f"node-{i}", 1 + i % 3) for i in range(10)], "long")),
    "keyed-high": keyed(hashlib.sha256(b"a secret").digest()[:16], *table(HIGH, 40, ["c", "a", "b"])),
}

ODD_KEYS = [
    b"", b" ", b"a", b"two words", b" lead and trail ", b"user:42", b"a,b=\"c\"#d\\", b"line\nfeed", b"\n", b"cr\r\n",
    "\u043a\u043b\u044e\u0447".encode(), "\u00e9".encode(), "e\u0301".encode(), "\u65e5\u672c\u8a9e".encode(),
    "\U0001f511".encode(), b"\xef\xbb\xbfbom", b"\xff", b"\xc3(", b"\xed\xa0\x80", b"\xc0\x80", b"\x80\x01\xfe",
]
# XXH3 changes its algorithm after 3, 8, 16, 128 and 240 bytes; beyond that, 64-byte stripes and 1,024-byte blocks.
LENGTHS = [1, 3, 4, 8, 9, 16, 17, 32, 33, 64, 65, 96, 97, 128, 129, 240, 241, 512, 1024, 1025]


def noise(label, length):
    return hashlib.shake_128(f"{label}/{length}".encode()).digest(length)


def key_at(position, seed):
    """The 8-byte key at a position (XXH3 is a bijection there), to test the edges of a vnode's range."""
    def undo(h):
        inverse = pow(0x9FB21C651E98DF25, -1, CIRCLE)
        h = (h ^ (h >> 28) ^ (h >> 56)) * inverse % CIRCLE
        h = (h ^ ((h >> 35) + 8)) * inverse % CIRCLE
        for _ in range(63):  # 64 times is the identity
            h = (h ^ (h << 49) ^ (h >> 15) ^ (h << 24) ^ (h >> 40)) % CIRCLE
        return h

    word = undo(position) ^ undo(key_position(bytes(8), seed))
    key = (word >> 32).to_bytes(4, "little") + (word % 2**32).to_bytes(4, "little")
    assert key_position(key, seed) == position
    return key


def edge_keys(ring, seed, most, secret=None):
    """Keys at both ends of the circle and just before, at and after vnodes: first, last, tied and up to `most` more."""
    if secret:
        return []  # no way back from a position to a key is known
    ties = [a[0] for a, b in zip(ring, ring[1:]) if a[0] == b[0]]
    some = [ring[0][0], ring[-1][0]] + ties + [v[0] for v in ring[:: len(ring) // most + 1]] if ring else []
    positions = [0, CIRCLE - 1] + [(v + d) % CIRCLE for v in some for d in (-1, 0, 1)]
    return [key_at(p, seed) for p in dict.fromkeys(positions)]


# --------------------------------------------------------------------------------------------------- test vectors
def vector_ring(label, spec, kind, secret=None):
    seed, per_weight, nodes = parse(spec, secret)
    ring = build(seed, nodes)
    if kind == "few":
        keys = [b"", b"\xff\x00\t"] + edge_keys(ring, seed, 1, secret)[1:5]
    else:
        keys = ODD_KEYS + [b"tab\tkey", b"nul\0key", b"key-0", b"key-1"] + edge_keys(ring, seed, 1, secret)
        lengths = LENGTHS + [10240] if kind == "long" else [n for n in LENGTHS if n <= 33]
        keys += [noise(label, n) for n in lengths]
    described = []
    for node in spec["nodes"]:
        node = {"id": node} if isinstance(node, str) else node
        own = {k: node[k] for k in ("placement", "vnodes") if k in node}
        described.append({"id": node["id"], "weight": node.get("weight", 1), **own})
    owners = (owner(ring, key_position(b"key-%d" % i, seed, secret)) or "" for i in range(10000))
    stated = {}
    if secret:
        stated = {"key_hash": "siphash13", "secret_hex": secret.hex(), "key_check": f"0x{key_check(secret):016x}"}
    return {
        "name": label,
        **stated,
        "seed": str(seed),
        "vnodes_per_weight": per_weight,
        "nodes": described,
        "vnodes": len(ring),
        "first_positions": {id: [f"0x{p:016x}" for p in vnodes(pl, seed, min(n, 4))] for id, pl, n in nodes},
        "shares": {id: str(share) for id, share in shares(ring, [node[0] for node in nodes]).items()},
        "keys": [{"key_hex": k.hex(), "position": f"0x{key_position(k, seed, secret):016x}",
                  "list": preference(ring, key_position(k, seed, secret))} for k in keys],
        "generated_keys": 10000,
        "generated_owners_sha256": hashlib.sha256("".join(o + "\n" for o in owners).encode()).hexdigest(),
    }


def pretty(value, depth=0):
    """JSON with one node, share or key per line; ASCII only, so that no editor normalises an id."""
    if depth == 4 or not value or not isinstance(value, (dict, list)):
        return json.dumps(value)
    if isinstance(value, dict):
        ends, items = "{}", [json.dumps(k) + ": " + pretty(v, depth + 1) for k, v in value.items()]
    else:
        ends, items = "[]", [pretty(v, depth + 1) for v in value]
    pad = "\n" + " " * depth
    return ends[0] + ",".join(pad + " " + item for item in items) + pad + ends[1]


def vectors():
    about = ("Made by `python3 docs/reference.py vectors > docs/vectors/native-v1.json`: the placement of docs/spec.md "
             "written down a second time in docs/reference.py, with XXH3_64bits_withSeed of xxHash 0.8.0 or later.")
    return pretty({"about": about, "rings": [vector_ring(label, *ring) for label, ring in RINGS.items()]}) + "\n"


# --------------------------------------------------------------------------------------------- shapes and selftest
def shapes(directory):
    directory.mkdir(parents=True, exist_ok=True)
    # NUL ends a record and tab separates its fields, so neither may stand in a key here.
    allowed = bytes.maketrans(b"\0\t", b"\1\b")
    for label, (spec, _, *keyed_by) in RINGS.items():
        seed, _, nodes = parse(spec, *keyed_by)
        keys = ODD_KEYS + [noise(label, n) for n in list(range(1, 301)) + LENGTHS[-3:] + [511, 513, 1023, 2048, 10240]]
        keys += edge_keys(build(seed, nodes), seed, 200, *keyed_by)
        keys += [b"key-%d" % i for i in range(10000 - len(keys))]
        keys = [k.translate(allowed) for k in keys]
        (directory / f"{label}.json").write_bytes(json.dumps(spec, ensure_ascii=False, indent=1).encode())
        (directory / f"{label}.keys").write_bytes(b"".join(k + b"\0" for k in keys))
        (directory / f"{label}.expected").write_bytes(match(spec, keys, b"\0", *keyed_by) or b"")
        for secret in keyed_by:
            (directory / f"{label}.secret").write_text(secret.hex() + "\n")
    zoned_shapes(directory / "zones", [b"key-%d" % i for i in range(2000)])


def zoned_shapes(directory, keys):
    """Node files with zones of unequal size, and for each rule the replicas of every key."""
    directory.mkdir(exist_ok=True)
    sizes = {"one": [9], "two": [7, 2], "three": [5, 3, 1], "many": [1] * 7 + [2], "some-without": [2, 4, 2]}
    for label, zones in sizes.items():
        names = [chr(ord("a") + z) for z, size in enumerate(zones) for _ in range(size)]
        if label == "some-without":
            names[:2] = [None, None]
        nodes = [{"id": f"node-{i}", "weight": i * 7 % 4, **({"zone": z} if z else {})} for i, z in enumerate(names)]
        spec, _ = table(7, 40, nodes)
        (directory / f"{label}.json").write_text(json.dumps(spec))
        (directory / f"{label}.keys").write_bytes(b"".join(k + b"\0" for k in keys))
        seed, _, placed = parse(spec)
        ring, zone_of = build(seed, placed), {node["id"]: node.get("zone") for node in nodes}
        for rule in "any", "spread", "max=1", "max=2":
            lists = ([k.decode(), *replicas(ring, key_position(k, seed), zone_of, 4, rule)] for k in keys)
            (directory / f"{label}.{rule}").write_text("".join("\t".join(entry) + "\0" for entry in lists))


def selftest():
    assert key_position(b"", 0) == 0x2D06800538D394C2
    counted = bytes(range(16))
    assert key_position(b"user-1", 0, counted) == 0xE3AC386A02B793E7 and key_check(counted) == 0x04FCAE0E1C2C59DF
    assert [f"{p:x}" for p in vnodes("a", 0, 3)] == ["94f6b179615458e0", "69b9c55175858f38", "c2617e8a98d2574e"]
    assert vnodes(TIE_LOW, 0, 1) == vnodes(TIE_HIGH, 0, 1)
    dice = random.Random(1)
    for _ in range(2000):  # few positions, so that most rings have ties
        places = [0, 1, 2, 3, CIRCLE // 2, CIRCLE - 2, CIRCLE - 1][:: dice.randint(1, 7)]
        nodes = [(f"id{9 - n}", f"p{n}".encode(), dice.sample(places, dice.randint(1, len(places)))) for n in range(5)]
        nodes = nodes[: dice.randint(1, 5)]
        ring = sorted((p, placement, id) for id, placement, own in nodes for p in own)
        expected = dict.fromkeys([id for id, _, _ in nodes], 0)
        used = sorted({p for p, _, _ in ring})
        for p in places + [4, CIRCLE // 2 + 1]:
            near = sorted((min((q - p) % CIRCLE for q in own), placement, id) for id, placement, own in nodes)
            assert preference(ring, p) == [id for _, _, id in near]
            assert owner(ring, p) == near[0][2]
            if p in used:
                expected[near[0][2]] += p - used[used.index(p) - 1] + (CIRCLE if p == used[0] else 0)
        assert shares(ring, expected) == expected and sum(expected.values()) == CIRCLE


def main():
    parser = argparse.ArgumentParser(description="The native placement, from spec.md alone.")
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("match", help="print the owner of every key")
    one.add_argument("nodes", type=pathlib.Path, metavar="NODES.json")
    one.add_argument("keys", type=pathlib.Path, metavar="KEYS", help="one key per line")
    one.add_argument("-0", dest="nul", action="store_true", help="records end with NUL instead of line feed")
    one.add_argument("--secret-file", type=pathlib.Path, metavar="FILE", help="32 hex digits or 16 bytes")
    commands.add_parser("vectors", help="print the test vectors")
    into = commands.add_parser("shapes", help="write the ring shapes")
    into.add_argument("directory", type=pathlib.Path, metavar="DIR")
    commands.add_parser("selftest", help="check this file")
    args = parser.parse_args()
    if args.command == "vectors":
        sys.stdout.buffer.write(vectors().encode())
    elif args.command == "shapes":
        shapes(args.directory)
    elif args.command == "selftest":
        selftest()
    else:
        end = b"\0" if args.nul else b"\n"
        try:
            data = args.secret_file.read_bytes() if args.secret_file else b""
            secret = data if len(data) in (0, 16) else bytes.fromhex(data.decode("ascii"))
            if len(secret) not in (0, 16):
                raise ValueError("a secret has 16 bytes")
            answer = match(json.loads(args.nodes.read_bytes()), split(args.keys.read_bytes(), end), end, secret)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            parser.error(f"{type(error).__name__}: {error}")
        if answer is None:
            sys.exit(1)
        sys.stdout.buffer.write(answer)


if __name__ == "__main__":
    main()
