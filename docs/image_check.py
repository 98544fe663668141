#!/usr/bin/env python3
"""Checks the library's images against image.py, the second implementation of the format.

    image_check.py compare DIR RING-CLI    with the node files in DIR, and others
    image_check.py selftest                image.py against the example of the page, reference.py and damage
"""
import argparse
import json
import pathlib
import random
import subprocess

import xxhash

import image
import reference
from formats import EXPLICIT, SIPHASH13, Config, Node, Snapshot, count, encode, u64
from formats_check import changed, examples, membership, stating
from reference import CIRCLE

SECRET = bytes(range(16))
KEYED = Config(SIPHASH13, reference.key_check(SECRET), CIRCLE - 1, 40)
EPOCH = range(40, 48)  # nothing else in an image with texts can be other and the rest the same


def same(nodes, node):
    return {f"n{number}": node for number in range(nodes)}


def edges():
    """Memberships at the edges of the format."""
    one = Config(per_weight=1)
    yield Snapshot(one, 0, {})
    yield Snapshot(KEYED, CIRCLE - 1, {})
    yield Snapshot(one, 1, {"a": Node()})
    yield Snapshot(Config(), 2, {"\U0001f600": Node(zone="\ufeff")})
    yield Snapshot(one, 3, {"a": Node(0, zone="z"), "b": Node(0, None, "p", "y"), "c": Node(0, zone="z")})
    for nodes in 7, 8, 9, 15, 16, 17:  # where one line is enough, and where it is not
        yield Snapshot(one, 4, same(nodes, Node()))
    for vnodes in image.MOST_UNLISTED, image.MOST_UNLISTED + 1:
        yield Snapshot(one, 5, {"a": Node(), "b": Node(vnodes), "c": Node(2, 3, "d", "eu")})
    ties = {"a": Node(placement=reference.TIE_HIGH), "z": Node(placement=reference.TIE_LOW)}
    for config in one, Config(per_weight=40):
        yield Snapshot(config, 6, ties)
        yield Snapshot(config, 7, {**ties, **same(9, Node(3))})
    yield Snapshot(Config(), 9, {"a": Node(vnodes=17000), "b": Node(0), "c": Node(placement="a b", vnodes=20000)})
    dice = random.Random(3)
    for _ in range(9):
        nodes = changed(dice, Snapshot(KEYED, 0, {}), 9).nodes
        yield Snapshot(KEYED, 10, {id: node for id, node in nodes.items() if count(KEYED, node) < 2000})


def stated():
    """Memberships whose nodes state their positions."""
    dice = random.Random(6)
    yield from (stating(dice, SECRET) for _ in range(20))
    yield Snapshot(Config(per_weight=1, placement=EXPLICIT), 0, {"a": Node(0), "b": Node(0, positions=(7,))})


def large():
    """Memberships at the largest number of nodes of the smaller lines, and above it."""
    for nodes in image.MOST_SMALL, image.MOST_SMALL + 1:
        yield Snapshot(Config(per_weight=1), 8, {**same(nodes - 2, Node()), "a": Node(0), "b": Node(vnodes=20000)})


def resealed(file):
    return file[:-8] + u64(xxhash.xxh3_64_intdigest(file[:-8]))


def with_byte(file, at, bits):
    return file[:at] + bytes([file[at] ^ bits]) + file[at + 1 :]


def refused(data):
    try:
        return image.decode(data) is None
    except ValueError:  # UnicodeDecodeError is one
        return True


def read_back(content):
    """Writes images and reads them, and looks every breakpoint up in them."""
    ids = sorted(content.nodes)
    placed = {id: node.placement or id for id, node in content.nodes.items()}
    counts = {id: count(content.config, node) for id, node in content.nodes.items()}
    ring = reference.build(content.config.seed, [(id, placed[id], counts[id]) for id in ids])
    some = ring if len(ring) < 2000 else ring[:: len(ring) // 500]
    near = {(position + step) % CIRCLE for position, _, _ in some for step in (-1, 0, 1)} | {0, CIRCLE - 1}
    for texts in True, False:
        file = image.encode(content, texts)
        read = image.decode(file)
        assert read.membership == (content if texts else None)
        assert [ids[number] for number in read.table.order()] == [id for _, _, id in ring]
        for position in near:
            owner = read.table.owner(position)
            assert (None if owner is None else ids[owner]) == reference.owner(ring, position)


def crowded(dice, kind):
    """A table of vnodes that stand in few places, so that most are tied, spilled or of one fraction."""
    places = [0, 1, 2, 3, CIRCLE // 2, CIRCLE // 2 + 1, CIRCLE - 2, CIRCLE - 1] + [dice.randrange(CIRCLE)]
    places += [place + step for place in places[-1:] for step in range(1, 40) if place + step < CIRCLE]
    own = [sorted(dice.sample(places, dice.randint(0, dice.choice([2, len(places)]))))
           for _ in range(dice.randint(1, 9))]
    ring = sorted((position, number) for number, positions in enumerate(own) for position in positions)
    named = [(position, b"", number) for position, number in ring]
    table = image.table(ring, kind, own.__getitem__)
    assert table.order() == [number for _, number in ring]
    assert [kind.unpack(kind.pack(line)) for line in table.lines] == table.lines
    for place in places:
        for position in (place - 1) % CIRCLE, place, (place + 1) % CIRCLE:
            assert table.owner(position) == reference.owner(named, position)
    return len(table.spilled)


def selftest():
    page, (_, _, example) = examples()
    content = Snapshot(Config(seed=7, per_weight=1), 3, {"a": Node(), "b": Node(2, zone="eu")})
    assert image.decode(example).membership == content and image.encode(content) == example
    for at in range(len(example)):
        assert refused(example[:at])
        for bits in 1, 128:
            assert refused(with_byte(example, at, bits))
            assert refused(resealed(with_byte(example, at, bits))) == (at not in EPOCH and at < len(example) - 8), at
    assert refused(example + b"\0") and refused(resealed(example[:-8] + bytes(16)))
    dice = random.Random(4)
    for kind in image.Small, image.Large:
        assert sum(crowded(dice, kind) > 0 for _ in range(200)) > 50
    for content in stated():
        assert all(image.decode(image.encode(content, texts)).config == content.config for texts in (True, False))
    for content in edges():
        read_back(content)
        file = image.encode(content, False)
        for _ in range(10 if len(file) < 20000 else 0):  # all that is accepted is written again as it was
            refused(resealed(with_byte(file, dice.randrange(20, len(file) - 8), 1 << dice.randrange(8))))


def compare(directory, cli):
    def run(codes, *args):
        done = subprocess.run([cli, *map(str, args)], stdin=subprocess.DEVNULL, capture_output=True)
        assert done.returncode in codes, f"{args}: exit code {done.returncode}: {done.stderr.decode()}"
        return done.stdout

    scratch = directory / "images"
    scratch.mkdir(exist_ok=True)
    snapshot, built, secret_file = scratch / "snapshot", scratch / "image", scratch / "secret"
    secret_file.write_bytes(SECRET)

    def both_built_from(nodes, content, *flags):
        for form, expected in zip(([], ["--no-ids"]), image.forms(content)):
            run([0], "image", "build", "--nodes", nodes, "-o", built, *flags, *form)
            assert built.read_bytes() == expected, (nodes, form)
            yield expected

    files = damages = 0
    dice = random.Random(5)
    for path in sorted(directory.glob("*.json")):
        own_secret, keys = path.with_suffix(".secret"), path.with_suffix(".keys")
        keyed = ["--secret-file", own_secret] if own_secret.exists() else []
        secret = bytes.fromhex(own_secret.read_text()) if keyed else None
        content = membership(json.loads(path.read_bytes()), secret)
        whole, _ = both_built_from(path, content, "--format-version", 1, *keyed)
        if keys.exists():
            built.write_bytes(whole)
            answers = run([0, 1], "match", "--nodes", built, *keyed, "--keys", keys, "-0")
            assert answers == path.with_suffix(".expected").read_bytes(), path
        files += 1
    for content in [*edges(), *large(), *stated()]:
        snapshot.write_bytes(encode(content))
        keyed = ["--secret-file", secret_file] if content.config.key_check is not None else []
        for file in both_built_from(snapshot, content, *keyed):
            run([0], "image", "inspect", built)
            for _ in range(3 if len(file) < 20000 else 0):
                at = dice.randrange(12, len(file))
                other = with_byte(file, at, 1 << dice.randrange(8))
                built.write_bytes(dice.choice([file[:at], file + b"\0", other]))
                run([2], "image", "inspect", built)
                built.write_bytes(resealed(other))
                run([2] if refused(resealed(other)) else [0], "image", "inspect", built)
                damages += 2
        files += 1
    print(f"ok images: {files} memberships, {damages} damaged images")


def main():
    parser = argparse.ArgumentParser(description="Checks the library's images against image.py.")
    commands = parser.add_subparsers(dest="command", required=True)
    against = commands.add_parser("compare", help="compare with ring-cli")
    against.add_argument("directory", type=pathlib.Path, metavar="DIR", help="with node files")
    against.add_argument("cli", metavar="RING-CLI")
    commands.add_parser("selftest", help="check image.py")
    args = parser.parse_args()
    if args.command == "compare":
        compare(args.directory, args.cli)
    else:
        selftest()


if __name__ == "__main__":
    main()
