#!/usr/bin/env python3
"""Checks the library against formats.py, the second implementation of the file formats.

    formats_check.py compare DIR RING-CLI    with the node files that `reference.py shapes` wrote to DIR, and others
    formats_check.py vectors FILE            with vectors/formats-v1.json
    formats_check.py selftest                formats.py against the examples of the page and against damage
"""
import argparse
import json
import pathlib
import random
import re
import subprocess

import xxhash

import image
import reference
from formats import (DELTA, DIRECTORY, EXPLICIT, IMAGE, SIPHASH13, SNAPSHOT, TRACKER, TRANSITION, U64, XXH3, Config, Delta, Node, Reader,
                     Snapshot, apply, between, decode, encode, fingerprint, fitting, number, placement_fingerprint, u64)

# ------------------------------------------------------------------------------------------------ files to check with
def membership(spec, secret=None, epoch=0):
    """What a node file's object holds."""
    seed, per_weight, placed = reference.parse(spec, secret)
    stated = [{"id": node} if isinstance(node, str) else node for node in spec["nodes"]]
    nodes = {}
    for (id, placement, vnodes), node in zip(placed, stated):
        own = {"id", "weight", "vnodes", "placement", "zone", "attributes"}
        attributes = {**{name: node[name] for name in node if name not in own}, **node.get("attributes", {})}
        weight = node.get("weight", 1)
        nodes[id] = Node(weight, None if vnodes == weight * per_weight else vnodes,
                         None if placement == id else placement, node.get("zone"), tuple(sorted(attributes.items())))
    keyed = (SIPHASH13, reference.key_check(secret)) if secret else (XXH3, None)
    return Snapshot(Config(*keyed, seed, per_weight), epoch, nodes)


WORDS = ["a", "b", "rack", "eu-1", "eu-2", "\u00e9", "e\u0301", "\u65e5\u672c", "\U0001f600", "\ufeff", "\ufffd", "A",
         "0", "10.0.0.1:1", "with blank", 'q"uo\\te', "\u0080", "x" * 127, "x" * 128]


def some_node(dice, config):
    def word():
        return dice.choice(WORDS) + dice.choice(["", "-", dice.choice(WORDS)[:9]])

    def maybe(value):
        return value if dice.random() < 0.5 else None

    pairs = {word(): dice.choice([word(), "", "line\nfeed", "v" * 200]) for _ in range(dice.randint(0, 3))}
    weight, vnodes = dice.choice([0, 1, 1, 1, 2, 127, 128]), maybe(dice.choice([1, 127, 300, 70000]))
    vnodes = None if vnodes == weight * config.per_weight or not weight else vnodes
    placement = maybe(f"p{dice.getrandbits(40)}{word()}")
    return Node(weight, vnodes, placement, maybe(word()), tuple(sorted(pairs.items())))


def changed(dice, membership, most=20):
    """Another membership of that config: some nodes left, some changed, some joined."""
    config, kept = membership.config, {id: node for id, node in membership.nodes.items() if dice.random() < 0.8}
    joined = (f"{dice.choice(WORDS)}{dice.getrandbits(32)}" for _ in range(dice.randint(0, most)))
    others = [id for id in kept if dice.random() < 0.2]
    nodes = {**kept, **{id: some_node(dice, config) for id in [*others, *joined]}}
    if len({n.placement or id for id, n in nodes.items()}) < len(nodes):  # an id that is another's placement id
        return changed(dice, membership, most)
    return fitting(Snapshot(config, dice.choice([0, 1, 127, 128, 2**40]), nodes))


def stating(dice, secret=bytes(16), most=9):
    """A membership whose nodes state positions: few of 64 bits, many of 32, and some that several nodes have."""
    def position():
        return dice.choice([dice.getrandbits(64), dice.getrandbits(32) << 32, dice.getrandbits(3) << 61, U64 - 1])

    keyed = dice.choice([(XXH3, None), (SIPHASH13, reference.key_check(secret))])
    seed = dice.choice([0, 7]) if keyed[0] == XXH3 else 0
    config, nodes = Config(*keyed, seed, 1, EXPLICIT, dice.random() < 0.5), {}
    for number in range(dice.randint(0, most)):
        weight, many = dice.choice([0, 1, 1, 2]), dice.choice([1, 1, 5, 200])
        narrow = dice.random() < 0.5
        stated = {dice.getrandbits(32) << 32 if narrow else position() for _ in range(many)}
        nodes[f"n{number}"] = Node(weight, zone=dice.choice([None, "z", "y"]), attributes=(("a", "b"),) * (number % 2),
                                   positions=tuple(sorted(stated)) if weight or dice.random() < 0.5 else ())
    return Snapshot(config, 0, nodes)


def node_file(membership):
    names = "weight", "vnodes", "placement", "zone"
    nodes = []
    for id, node in membership.nodes.items():
        stated = {name: value for name, value in zip(names, node) if value is not None}
        if node.positions:
            stated["positions"] = [f"0x{position:016x}" for position in node.positions]
        nodes.append({"id": id, **stated, "attributes": dict(node.attributes)})
    c = membership.config
    ring = {"placement": "native", "seed": str(c.seed), "vnodes": c.per_weight}
    if c.placement == EXPLICIT:
        ring.update({"placement": "explicit", "side": "predecessor" if c.predecessor else "successor"})
    if c.key_check is not None:
        ring.update({"key-hash": "siphash13", "key-check": f"0x{c.key_check:016x}"})
    return {"ring": ring, "nodes": nodes}


def damaged(dice, file):
    """A file with other bytes in its body, with the length and the checksum that belong to them."""
    body = bytearray(file[20:-8])
    for _ in range(dice.randint(1, 2)):
        at = dice.randrange(len(body))
        body[at : at + dice.choice([0, 1, 1, 1, 2])] = bytes(dice.choice([0, 1, 2, 127, 128, 255, body[at] ^ 1])
                                                            for _ in range(dice.choice([0, 1, 1, 1, 2])))
        body = body or bytearray(1)
    head = bytearray(file[:12])
    if dice.random() < 0.1:
        head[dice.randrange(8, 12)] = dice.randrange(4)
    head = bytes(head) + u64(len(body)) + bytes(body)
    return head + u64(xxhash.xxh3_64_intdigest(head))


def accepted(data, *kinds):
    try:
        return decode(data, *kinds)
    except ValueError:  # UnicodeDecodeError is one
        return None


def not_normal():
    """What has another form, or none: `encode` writes it all the same."""
    wrong = [Node(vnodes=256), Node(0, 5), Node(placement="a"), Node(placement=""), Node(zone=""), Node(zone="z" * 256),
             Node(attributes=(("", "x"),)), Node(attributes=(("b", ""), ("a", ""))), Node(attributes=(("a", ""),) * 2),
             Node(attributes=(("a", "x" * 65536),))]
    memberships = [{"a": node} for node in wrong] + [{"": Node()}, {"\x7f": Node()}, {"x" * 1025: Node()}]
    memberships += [{"a": Node(placement="b"), "b": Node()}]
    explicit = Config(per_weight=1, placement=EXPLICIT)
    for config, node in ((explicit, Node()), (explicit, Node(vnodes=3)), (Config(), Node(positions=(1,))),
                         (explicit._replace(per_weight=2), Node(positions=(1,))),
                         (explicit._replace(key_hash=SIPHASH13, key_check=1, seed=1), Node(positions=(1,)))):
        yield Snapshot(config, 2, {"a": node})
    start = Snapshot(Config(), 1, {})
    yield from (Snapshot(Config(), 2, nodes) for nodes in memberships)
    yield from (between(start, Snapshot(Config(), 2, {"a": node})) for node in wrong)
    yield from (Snapshot(Config(*keyed), 0, {}) for keyed in ((SIPHASH13, None), (XXH3, 5)))
    yield between(start, start)._replace(changes={"a": (None, None)}, target=(2, fingerprint(start)))
    yield between(start, start)._replace(changes={"a": (Node(), Node())}, target=(2, fingerprint(start)))
    yield between(start, start)._replace(target=(0, fingerprint(start)))
    yield between(start, start)._replace(target=(2, fingerprint(start) ^ 1))
    joined = between(start, Snapshot(Config(), 2, {"a": Node()}))
    yield joined._replace(target=(1, joined.target[1]))


def compare(directory, cli):
    def run(code, *args):
        done = subprocess.run([cli, *map(str, args)], stdin=subprocess.DEVNULL, capture_output=True)
        assert done.returncode in code, f"{args}: exit code {done.returncode}: {done.stderr.decode()}"
        return done.stdout.decode()

    def same_as_shown(snapshot, file, secret):
        shown = json.loads(run([0], "snapshot", "inspect", "--format", "json", file))
        assert membership(shown, secret, int(shown["epoch"])) == snapshot, file
        for value, key, flags in ((fingerprint(snapshot), "fingerprint", []),
                                  (placement_fingerprint(snapshot), "placement_fingerprint", ["--placement-only"])):
            assert run([0], "fingerprint", file, *flags).strip() == shown[key] == f"{value:032x}", file

    scratch = directory / "formats"
    scratch.mkdir(exist_ok=True)
    built, written, delta, target, odd = (scratch / name for name in ("built", "written", "delta", "target", "odd"))
    dice = random.Random(1)
    for n in range(12):
        keyed = (SIPHASH13, reference.key_check(bytes([n] * 16))) if n % 4 == 3 else (XXH3, None)
        config = Config(*keyed, dice.choice([0, 127, 128, 2**53 + 1, U64 - 1]), dice.choice([1, 127, 128, 256]))
        made = changed(dice, Snapshot(config, 0, {}), 4**(n % 4))
        (directory / f"random-{n}.json").write_text(json.dumps(node_file(made)), encoding="utf-8")
        if keyed[1] is not None:
            (directory / f"random-{n}.secret").write_text(bytes([n] * 16).hex())
    files = damages = refused = 0
    for path in sorted(directory.glob("*.json")):
        secret_file = path.with_suffix(".secret")
        secret = bytes.fromhex(secret_file.read_text()) if secret_file.exists() else None
        run([0], "snapshot", "build", "--nodes", path, "-o", built, *(["--secret-file", secret_file] if secret else []))
        old = decode(built.read_bytes(), SNAPSHOT)
        assert old == membership(json.loads(path.read_bytes()), secret), path
        same_as_shown(old, built, secret)

        new = changed(dice, old)
        written.write_bytes(encode(new))
        same_as_shown(new, written, secret)
        run([0, 1], "diff", built, written, "-o", delta)
        change = decode(delta.read_bytes(), DELTA)
        assert change == between(old, new), path
        run([0], "apply", built, "--delta", delta, "--force", "-o", target)
        assert target.read_bytes() == encode(apply(old, change)), path
        delta.write_bytes(encode(between(new, old)))
        run([0], "apply", written, "--delta", delta, "--force", "-o", target)
        assert target.read_bytes() == encode(apply(new, between(new, old))), path
        files += 1

        for whole in (written.read_bytes(), delta.read_bytes()) if len(new.nodes) < 50 else ():
            for _ in range(4):
                odd.write_bytes(damaged(dice, whole))
                content = accepted(odd.read_bytes(), SNAPSHOT, DELTA)
                run([2] if content is None else [0], "snapshot", "inspect", odd)
                damages, refused = damages + 1, refused + (content is None)
    stated = scratch / "stated.json"
    for _ in range(40):
        old = stating(dice)
        stated.write_text(json.dumps(node_file(old)), encoding="utf-8")
        run([0], "snapshot", "build", "--nodes", stated, "-o", built)
        assert built.read_bytes() == encode(old) and decode(built.read_bytes(), SNAPSHOT) == old
        shown = json.loads(run([0], "snapshot", "inspect", "--format", "json", built))
        assert shown["fingerprint"] == f"{fingerprint(old):032x}", old
        assert shown["placement_fingerprint"] == f"{placement_fingerprint(old):032x}", old
        stated.write_text(json.dumps({name: shown[name] for name in ("ring", "nodes")}), encoding="utf-8")
        run([0], "snapshot", "build", "--nodes", stated, "-o", written)
        assert written.read_bytes() == built.read_bytes(), old
        new = stating(dice)._replace(config=old.config, epoch=1)
        written.write_bytes(encode(new))
        run([0, 1], "diff", built, written, "-o", delta)
        assert decode(delta.read_bytes(), DELTA) == between(old, new), old
        run([0], "apply", built, "--delta", delta, "--force", "-o", target)
        assert target.read_bytes() == encode(apply(old, between(old, new))), old
        for _ in range(4):
            other = damaged(dice, encode(old))
            other = other[:10] + encode(old)[10:12] + other[12:-8]
            odd.write_bytes(other + u64(xxhash.xxh3_64_intdigest(other)))
            content = accepted(odd.read_bytes(), SNAPSHOT)
            run([2] if content is None else [0], "snapshot", "inspect", odd)
            damages, refused = damages + 1, refused + (content is None)
        files += 1
    for content in not_normal():
        odd.write_bytes(encode(content))
        assert accepted(odd.read_bytes()) is None, content
        run([2], "snapshot", "inspect", odd)
    assert 0 < refused < damages
    print(f"ok formats: {files} node files, {damages} damaged files of which {refused} are refused")


def vectors(path):
    """Decodes every file of vectors/formats-v1.json; a delta named `A to B` leads from the file A to the file B."""
    files = {file["name"]: (file["kind"], bytes.fromhex(file["hex"])) for file in json.loads(path.read_bytes())}
    kinds = {"snapshot": SNAPSHOT, "delta": DELTA, "tracker": TRACKER, "directory": DIRECTORY, "image": IMAGE,
             "transition": TRANSITION}
    contents = {name: image.decode(data) if kind == "image" else decode(data, kinds[kind])
                for name, (kind, data) in files.items()}  # encoded again as it was
    for name, content in contents.items():
        if isinstance(content, Delta):
            old, new = name.split(" to ")
            assert apply(contents[old], content) == contents[new], name
        if isinstance(content, image.Image):
            named = name.removesuffix(" without texts")
            assert image.encode(contents[named].membership, named == name) == files[name][1], name
    assert {kind for kind, _ in files.values()} == set(kinds)
    print(f"ok formats: {len(files)} files of {path.name}")


def examples():
    """The page and the files in it."""
    page = pathlib.Path(__file__).with_name("formats.md").read_text(encoding="utf-8")
    columns = ("".join(line.split("  ")[0] for line in block.splitlines())
               for block in re.findall(r"```hex\n(.*?)```", page, re.DOTALL))
    return page, [bytes.fromhex(column) for column in columns]


def selftest():
    page, (example, example_delta, *_) = examples()
    before, change = decode(example, SNAPSHOT), decode(example_delta, DELTA)
    assert f"fingerprint is `{fingerprint(before):032x}`" in page
    assert f"`{placement_fingerprint(before):032x}`" in page
    after = apply(before, change)
    assert apply(after, change) == after and between(before, after) == change and list(after.nodes) == ["b", "c"]

    def refusal(membership, change):
        try:
            return apply(membership, change) and None
        except ValueError as error:
            return str(error)

    assert refusal(before._replace(epoch=2), change) == "gap"
    assert refusal(after._replace(epoch=5), change) == refusal(before._replace(epoch=4), change) == "stale"
    assert refusal(after._replace(epoch=3), change) == "fork"
    assert refusal(before._replace(config=Config()), change) == "config"
    assert refusal(before, change._replace(changes={"a": (None, Node())})) == "conflict"

    dice = random.Random(2)
    for file in (example, example_delta):
        for at in range(len(file)):
            assert accepted(file[:at]) is None
            for byte in 1, 128:
                assert accepted(file[:at] + bytes([file[at] ^ byte]) + file[at + 1 :]) is None
        assert accepted(file + b"\0") is None
        for _ in range(2000):
            accepted(damaged(dice, file))  # which encodes again what it accepts
    for n in (0, 127, 128, 2**32, U64 - 1):
        assert Reader(number(n)).number() == n
    for wrong in ("", "80", "8000", "ffffffffffffffffff02", "ffffffffffffffffff8100"):
        try:
            assert Reader(bytes.fromhex(wrong)).number() is None
        except ValueError:
            pass


def main():
    parser = argparse.ArgumentParser(description="Checks the library against formats.py.")
    commands = parser.add_subparsers(dest="command", required=True)
    against = commands.add_parser("compare", help="compare with ring-cli")
    against.add_argument("directory", type=pathlib.Path, metavar="DIR", help="as reference.py shapes writes it")
    against.add_argument("cli", metavar="RING-CLI")
    golden = commands.add_parser("vectors", help="read the test vectors")
    golden.add_argument("file", type=pathlib.Path, metavar="FILE")
    commands.add_parser("selftest", help="check this file")
    args = parser.parse_args()
    if args.command == "compare":
        compare(args.directory, args.cli)
    elif args.command == "vectors":
        vectors(args.file)
    else:
        selftest()


if __name__ == "__main__":
    main()
