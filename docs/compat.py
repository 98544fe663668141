#!/usr/bin/env python3
"""Where other programs place keys: a model of each, in as few lines as an exact one takes (standard library only).

    compat.py [FILE...]      compares with vector files (default: all in vectors/compat); 0 when every answer agrees

The words: a server owns points of a circle of 32-bit numbers; a key's hash is a number of that circle.
The page vectors/compat/README.md states the same rules in words."""
import sys
import pathlib
from bisect import bisect_left
from zlib import crc32

KEYS = 20_000


# ------------------------------------------------------------------------------------------------- the test keys
def test_key(rule, i):
    """Key `i` of a key rule."""
    if rule == "plain":
        text = f"a{i}"
        return [f"user-{i}", f"session:{i * 2654435761 % 2**32:08x}", f"/img/{i}.png", f"{i}", (text * 60)[:60]][i % 5]
    tag = f"t{i // 16}"
    return [f"{{{tag}}}:p{i}", f"p{i}{{{tag}}}", f"{{}}p{i}", f"{{p{i}", f"}}p{i}{{{tag}}}", f"{{{tag}}}{{p{i}}}",
            f"p{i}}}", f"{{{{{tag}}}}}p{i}"][i % 8]


def test_keys(rule):
    return [test_key(rule, i) for i in range(KEYS)]


# ------------------------------------------------------------------------------------------------- nginx
class Nginx:
    """`hash KEY consistent`."""

    def __init__(self, vector):
        self.servers = vector.servers
        self.turns = [0] * len(self.servers)
        ids = [server.id for server in self.servers]  # one id listed twice is one server with the points of both
        points = [(point, ids.index(server.id)) for server in self.servers for point in self.points(server)]
        points.sort(key=lambda point: point[0])  # stable: of two equal points the server named first keeps it
        self.circle = [point for i, point in enumerate(points) if i == 0 or points[i - 1][0] != point[0]]
        self.positions = [position for position, _ in self.circle]

    @staticmethod
    def points(server):
        if server.id.startswith("unix:"):
            host, port = server.id[5:], ""
        else:
            host, colon, port = server.id.rpartition(":")
            if not (colon and port.isdigit()):
                host, port = server.id, ""
        base, previous = host.encode() + b"\0" + port.encode(), 0
        for _ in range(160 * server.weight):
            previous = crc32(base + previous.to_bytes(4, "little"))
            yield previous

    def owner(self, key):
        at = bisect_left(self.positions, crc32(key.encode()))
        for tries in range(21):
            number = self.circle[(at + tries) % len(self.circle)][1]
            if not self.servers[number].marks:
                return number
        return self.next_in_turn()

    def next_in_turn(self):
        """After 21 points of servers that cannot serve: by turns, whatever the key; depends on the requests before."""
        able = [number for number, server in enumerate(self.servers) if not server.marks]
        for number in able:
            self.turns[number] += self.servers[number].weight
        best = max(able, key=lambda number: self.turns[number])
        self.turns[best] -= sum(self.servers[number].weight for number in able)
        return best


PLACEMENTS = {"nginx": Nginx}


# ------------------------------------------------------------------------------------------------- vector files
class Server:
    def __init__(self, line):
        self.letter, self.id, *rest = line.split()
        self.fields = dict(word.split("=", 1) for word in rest if "=" in word)
        self.weight = int(self.fields.get("weight", 1))
        self.marks = [word for word in rest if "=" not in word]


class Vector:
    """A vector file: `# name: value` lines, the configuration, the servers, the key rule, one answer per key."""

    def __init__(self, text):
        lines = text.split("\n")
        self.header = dict(line[2:].split(": ", 1) for line in lines if line.startswith("# "))
        start = next(i for i, line in enumerate(lines) if line.startswith("servers: "))
        count = int(lines[start].split()[1])
        self.servers = [Server(line) for line in lines[start + 1:start + 1 + count]]
        self.keys = lines[start + 1 + count].removeprefix("keys: ")
        self.answers = "".join(lines[start + 2 + count:])


def differences(vector):
    """The keys on which the model and the program disagree: (key, the program's answer, the model's)."""
    model = PLACEMENTS[vector.header["placement"]](vector)
    keys = test_keys(vector.keys)
    assert len(keys) == len(vector.answers)
    for key, answer in zip(keys, vector.answers):
        number = model.owner(key)
        own = "-" if number is None else vector.servers[number].letter
        if own != answer:
            yield key, answer, own


def main(arguments):
    folder = pathlib.Path(__file__).resolve().parent / "vectors/compat"
    paths = [pathlib.Path(argument) for argument in arguments] or sorted(folder.glob("*/*.txt"))
    failed = 0
    for path in paths:
        vector = Vector(path.read_text())
        wrong = list(differences(vector))
        if wrong:
            failed += 1
            key, answer, own = wrong[0]
            print(f"{path}: {len(wrong)} keys differ, the first is {key!r}: {answer} there, {own} here")
    print(f"{len(paths)} vector files, {failed} differ")
    return 1 if failed or not paths else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
