#!/usr/bin/env python3
"""Where other programs place keys: a model of each, in as few lines as an exact one takes (standard library only).

    compat.py [FILE...]      compares with vector files (default: all in vectors/compat); 0 when every answer agrees

The words: a server owns points of a circle of 32-bit numbers; a key's hash is a number of that circle.
The page vectors/compat/README.md states the same rules in words."""
import hashlib
import ipaddress
import pathlib
import struct
import sys
from bisect import bisect_left, bisect_right
from zlib import crc32

from compat_hashes import HASHES, MAX, avalanche, xxh32


# ------------------------------------------------------------------------------------------------- the test keys
def test_key(rule, i):
    """Key `i` of a key rule."""
    if rule == "plain":
        text = f"a{i}"
        return [f"user-{i}", f"session:{i * 2654435761 % 2**32:08x}", f"/img/{i}.png", f"{i}", (text * 60)[:60]][i % 5]
    if rule == "decimal":
        return f"{(i * 0x9E3779B97F4A7C15 & 2**64 - 1) >> 1 + i % 8 * 7}"
    if rule == "lengths":
        return ("abcdefghijklmnopqrstuvwxyz0123456789" * 2)[:i + 1]
    if rule == "utf8":
        return f"\u043a\u043b\u044e\u0447-{i}"
    tag = f"t{i // 16}"
    return [f"{{{tag}}}:p{i}", f"p{i}{{{tag}}}", f"{{}}p{i}", f"{{p{i}", f"}}p{i}{{{tag}}}", f"{{{tag}}}{{p{i}}}",
            f"p{i}}}", f"{{{{{tag}}}}}p{i}"][i % 8]


def test_keys(rule):
    name, _, count = rule.partition(" ")
    return [test_key(name, i) for i in range(int(count or 20_000))]


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
                return self.servers[number]
        return self.next_in_turn()

    def next_in_turn(self):
        """After 21 points of servers that cannot serve: by turns, whatever the key; depends on the requests before."""
        able = [number for number, server in enumerate(self.servers) if not server.marks]
        for number in able:
            self.turns[number] += self.servers[number].weight
        best = max(able, key=lambda number: self.turns[number])
        self.turns[best] -= sum(self.servers[number].weight for number in able)
        return self.servers[best]


# ------------------------------------------------------------------------------------------------- ketama
def f32(number):
    """The nearest C float."""
    return struct.unpack("f", struct.pack("f", number))[0]


def ketama_quarters(weights):
    """A quarter of the points of every server: in C floats, each step rounded to the nearest float, then cut off."""
    total, count = sum(weights), len(weights)
    return [int(f32(f32(f32(f32(weight) / f32(total)) * 160) / 4 * count)) for weight in weights]


class Ketama:
    """libmemcached's weighted ketama: four points of every MD5, their number relative to the weights."""

    def __init__(self, vector):
        self.hash = HASHES[vector.header["key-hash"]]
        self.tag = vector.header.get("hash-tag")
        points = []
        self.servers = self.order(vector.servers)
        alive = [server for server in self.servers if "ejected" not in server.marks]
        quarters = ketama_quarters([server.weight for server in alive])
        for server, quarter in zip(alive, quarters):
            number = self.servers.index(server)
            for i in range(quarter):
                points += [(point, number) for point in self.points(f"{server.id}-{i}".encode())]
        points.sort()  # of two equal points the server named first has the key
        self.circle = [number for _, number in points]
        self.positions = [position for position, _ in points]

    @staticmethod
    def order(servers):
        return servers

    @staticmethod
    def points(name):
        return struct.unpack("<IIII", hashlib.md5(name).digest())

    def owner(self, key):
        at = bisect_left(self.positions, self.hash(hashed_part(key, self.tag).encode()))
        server = self.servers[self.circle[at % len(self.circle)]]
        return None if "refused" in server.marks else server  # nobody else takes over


def hashed_part(key, tag):
    """What lies between the first of one tag byte and the next of the other, where that is not empty."""
    if tag:
        start = key.find(tag[0])
        end = key.find(tag[1], start + 1) if start >= 0 else -1
        if end > start + 1:
            return key[start + 1:end]
    return key


class Twemproxy(Ketama):
    """`distribution: ketama`: the same, but two servers with an equal point are in the order of their names."""

    @staticmethod
    def order(servers):
        return sorted(servers, key=lambda server: (len(server.id), server.id))


class LibmemcachedConsistent(Ketama):
    """libmemcached's consistent distribution without weights: 100 points by the hash that is also the keys'."""

    def __init__(self, vector):
        digest = self.hash = HASHES[vector.header["key-hash"]]
        self.tag, self.servers = None, vector.servers
        points = sorted((digest(f"{server.id}-{i}".encode()), number)
                        for number, server in enumerate(vector.servers) for i in range(100))
        self.circle = [number for _, number in points]
        self.positions = [position for position, _ in points]


# ------------------------------------------------------------------------------------------------- HAProxy
class Haproxy:
    """`hash-type consistent`: the nearest point, on either side."""

    def __init__(self, vector):
        function, _, self.modifier = vector.header["key-hash"].partition("+")
        self.function, self.prefix = HASHES[function], vector.header.get("key-prefix", "")
        able = [server for server in vector.servers if server.weight and "disabled" not in server.marks]
        active = [server for server in able if "backup" not in server.marks]
        if not active:
            active = able if vector.header.get("all-backups") else able[:1]
        points = [(avalanche(self.base(server.id, vector) + i & MAX), server)
                  for server in active for i in range(16 * server.weight)]
        points.sort(key=lambda point: point[0])
        self.circle = [server for _, server in points]
        self.positions = [position for position, _ in points]

    @staticmethod
    def base(name, vector):
        """A server's number, from which its points are counted."""
        if "hash-key" not in vector.header:
            return int(name) * 4096 if vector.header["placement"] == "haproxy" else avalanche(int(name))
        host, _, port = name.rpartition(":")
        address = ipaddress.ip_address(host.strip("[]"))
        seed = avalanche(int(port)) if vector.header["hash-key"] == "addr-port" else 0
        if address.version == 6:
            return xxh32(address.packed, seed)
        return avalanche(seed + int.from_bytes(address.packed, "little") & MAX)

    def owner(self, key):
        value = self.function((self.prefix + key).encode())
        if self.modifier:
            value = avalanche(value)
        count = len(self.positions)
        after = bisect_left(self.positions, value)
        before, after = (after - 1) % count, after % count
        nearest = before if value - self.positions[before] & MAX <= self.positions[after] - value & MAX else after
        while "refused" in self.circle[nearest].marks:
            nearest = (nearest + 1) % count
        return self.circle[nearest]


# ------------------------------------------------------------------------------------------------- chash
class Chash:
    """The Go package werbenhu/chash: the greatest point at or below the key, else the greatest of all."""

    def __init__(self, vector):
        owners = {}
        for server in vector.servers:
            if "deleted" not in server.marks:
                for i in range(int(vector.header["replicas"])):
                    owners[crc32(f"{i}{server.id}".encode())] = server  # the last one inserted has an equal point
        self.positions = sorted(owners)
        self.circle = [owners[position] for position in self.positions]

    def owner(self, key):
        return self.circle[bisect_right(self.positions, crc32(key.encode())) - 1]


PLACEMENTS = {"nginx": Nginx, "ketama": Ketama, "twemproxy": Twemproxy, "haproxy": Haproxy, "haproxy-3.0": Haproxy,
              "chash-crc32": Chash, "libmemcached-consistent": LibmemcachedConsistent}


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
        start = next(i for i, line in enumerate(lines) if line[:1] not in ("#", "|"))
        self.kind, count = lines[start].split(": ")
        rest = lines[start + 1:]
        if self.kind == "points":
            self.rows = [[[int(word) for word in side.split()] for side in line.split(": ")] for line in rest if line]
            return
        if self.kind == "hashes":
            self.rows = [line.split() for line in rest if line]
            return
        self.servers = [Server(line) for line in rest[:int(count)]]
        self.keys = rest[int(count)].removeprefix("keys: ")
        self.answers = "".join(rest[int(count) + 1:])


def differences(vector):
    """The keys on which the model and the program disagree: (key, the program's answer, the model's)."""
    if vector.kind == "points":
        for weights, points in vector.rows:
            own = [4 * quarter for quarter in ketama_quarters(weights)]
            if own != points:
                yield weights, points, own
        return
    if vector.kind == "hashes":
        for name, rule, count, *values in vector.rows:
            for key, value in zip(test_keys(f"{rule} {count}"), values, strict=True):
                own = f"{HASHES[name](key.encode()):08x}"
                if own != value:
                    yield f"{name} of {key}", value, own
        return
    model = PLACEMENTS[vector.header["placement"]](vector)
    keys = test_keys(vector.keys)
    if len(keys) != len(vector.answers):
        yield vector.keys, f"{len(vector.answers)} answers", f"{len(keys)} keys"
    for key, answer in zip(keys, vector.answers):
        server = model.owner(key)
        own = server.letter if server else "-"
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
