"""libmemcached's consistent distributions: a C program (libmemcached.c) asks the library itself, and once real
memcacheds show that the answer is where requests go."""
import random
import struct
import subprocess
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path

from common import LETTERS, Case, ask_memcached, output, running, scratch
from compat import test_keys

PACKAGES = ["gcc", "libc6-dev", "libmemcached-dev", "memcached"]
SOURCE = Path(__file__).with_suffix(".c")
HASH, KETAMA, DISTRIBUTION, SORT_HOSTS, WEIGHTED = 2, 3, 9, 12, 16  # memcached_behavior_t
NAMES = {HASH: "HASH", KETAMA: "KETAMA", DISTRIBUTION: "DISTRIBUTION", SORT_HOSTS: "SORT_HOSTS",
         WEIGHTED: "KETAMA_WEIGHTED"}
RETRY_TIMEOUT, FAILURE_LIMIT, AUTO_EJECT = 15, 21, 28
NAMES.update({RETRY_TIMEOUT: "RETRY_TIMEOUT", FAILURE_LIMIT: "SERVER_FAILURE_LIMIT", AUTO_EJECT: "AUTO_EJECT_HOSTS"})
EJECT = [(AUTO_EJECT, 1), (FAILURE_LIMIT, 1), (RETRY_TIMEOUT, 600)]
CONSISTENT, SPY = 1, 4  # memcached_server_distribution_t
HASHES = ["one_at_a_time", "md5", "crc32", "fnv1_64", "fnv1a_64", "fnv1_32", "fnv1a_32", "hsieh", "murmur", "jenkins",
          "murmur3"]  # memcached_hash_t
HOST = "127.0.0.1"


def here(*ports, weights=()):
    return [(HOST, port, weight) for port, weight in zip(ports, list(weights) + [1] * (len(ports) - len(weights)))]


def cases():
    """name, behaviours, servers, the placement they amount to, the key's hash, the key rule."""
    four, ids = [21201, 21202, 21203, 21204], [(f"cache-{i:02}.example", 11211, 1) for i in range(1, 13)]
    weighted, plain = [(WEIGHTED, 1)], [(DISTRIBUTION, CONSISTENT)]
    named = [("cache-a", 11211, 1), ("cache-b.example.com", 11211, 2), ("10.0.0.7", 11212, 1), ("::1", 11211, 1),
             ("/run/memcached.sock", 0, 1)]
    yield "weighted-equal", weighted, here(*four), "ketama", "md5", "plain"
    yield "weighted-removed", weighted, here(21201, 21202, 21204), "ketama", "md5", "plain"
    yield "weighted-weights", weighted, here(*four, weights=[1, 2, 3, 5]), "ketama", "md5", "plain"
    yield "weighted-large", weighted, here(*four, weights=[100, 7, 1000, 65535]), "ketama", "md5", "plain"
    yield "weighted-no-points", weighted, here(*four, weights=[1, 1000, 3, 1000]), "ketama", "md5", "plain 2000"
    yield "weighted-names", weighted, named, "ketama", "md5", "plain"
    yield "weighted-twelve", weighted, ids, "ketama", "md5", "plain 2000"
    yield "weighted-one", weighted, here(21201), "ketama", "md5", "plain 2000"
    yield "weighted-weight-0", weighted, here(*four, weights=[0, 1, 2, 3]), "ketama", "md5", "plain 2000"
    yield "weighted-sorted", [(SORT_HOSTS, 1), *weighted], here(21204, 21203, 21201), "ketama", "md5", "plain 2000"
    yield "weighted-collisions", weighted, colliding(), "ketama", "md5", "plain"
    yield "weighted-collisions-reversed", weighted, colliding()[::-1], "ketama", "md5", "plain"
    yield "weighted-spy", [*weighted, (DISTRIBUTION, SPY)], here(*four, weights=[1, 2]), "ketama", "md5", "plain 2000"
    yield "weighted-utf8", [*weighted, (HASH, 0)], here(*four), "ketama", "one_at_a_time", "utf8 2000"
    # A weight above 1 makes a plain consistent distribution a weighted one, but leaves the key's hash alone.
    yield "weight-alone", plain, here(*four, weights=[1, 2, 3, 5]), "ketama", "one_at_a_time", "plain"
    for number, name in enumerate(HASHES):
        if name not in ("md5", "hsieh"):  # Debian builds the library without hsieh
            # These four have points below 32,768, where all keys of crc32 are.
            low = [(f"cache-{end}", 11211, 1) for end in (31, 2713, 2891, 3059)]
            servers = low if name == "crc32" else here(*four)
            yield f"weighted-{name}", [*weighted, (HASH, number)], servers, "ketama", name, "plain 2000"
    rule = "libmemcached-consistent"
    yield "consistent-equal", plain, here(*four), rule, "one_at_a_time", "plain"
    yield "consistent-removed", plain, here(21201, 21202, 21204), rule, "one_at_a_time", "plain"
    yield "consistent-md5", [*plain, (HASH, 1)], here(*four), rule, "md5", "plain"
    yield "consistent-names", [*plain, (HASH, 1)], [(*server[:2], 1) for server in named], rule, "md5", "plain"
    yield "consistent-twelve", [*plain, (HASH, 1)], ids, rule, "md5", "plain"
    yield "ketama-equal", [(KETAMA, 1)], here(*four), rule, "one_at_a_time", "plain 2000"
    yield "distribution-ketama", [(DISTRIBUTION, 2)], here(*four), rule, "one_at_a_time", "plain 2000"
    yield "distribution-weighted", [(DISTRIBUTION, 5)], here(*four), "ketama", "one_at_a_time", "plain 2000"
    yield "consistent-spy", [(DISTRIBUTION, SPY), (HASH, 1)], here(*four), rule, "md5", "plain 2000"
    yield "consistent-fnv1a_64", [*plain, (HASH, 4)], here(*four), rule, "fnv1a_64", "plain 2000"
    yield "consistent-murmur", [*plain, (HASH, 8)], here(*four), rule, "murmur", "plain 2000"


def colliding():
    """Point 19 of the first is point 157 of the second; point 121 of the third is point 103 of the fourth."""
    return [(f"cache-{end}", 11211, 1) for end in ("0151", "0242", "0170", "0246")]


def identity(host, port, spy=False):
    """The bytes that the library hashes for a server, before its number."""
    return f"/{host}:{port}" if spy else host if port in (0, 11211) else f"{host}:{port}"


def calls(behaviours, servers):
    """The configuration as C calls, for a reader."""
    lines = [f"memcached_behavior_set(memc, MEMCACHED_BEHAVIOR_{NAMES[key]}, {value});" for key, value in behaviours]
    return lines + [f'memcached_server_add_with_weight(memc, "{host}", {port}, {weight});'
                    for host, port, weight in servers]


class Library:
    def __init__(self, folder):
        self.program = folder / "libmemcached"
        command = ["gcc", "-O1", "-Wall", "-Werror", "-o", self.program, SOURCE, "-lmemcached", "-lhashkit"]
        subprocess.run(command, check=True)

    def ask(self, command, words, keys=()):
        text = "".join(f"{key}\n" for key in keys).encode()
        done = subprocess.run([self.program, command, *map(str, words)], input=text, check=True, stdout=subprocess.PIPE)
        return done.stdout.decode()


def arguments(behaviours, servers):
    return [f"{key}={value}" for key, value in behaviours] + [word for server in servers for word in server]


def generate(only=None):
    version = output("dpkg-query", "-W", "-f", "${Version}", "libmemcached11").split("-")[0]
    header = {"program": f"libmemcached {version}", "command": "memcached_generate_hash(memc, key, length)"}
    with scratch() as folder:
        library = Library(folder)
        for name, behaviours, servers, placement, key_hash, rule in cases():
            if only in (None, name):
                listed = sorted(servers) if (SORT_HOSTS, 1) in behaviours else servers
                rows = rows_of(listed, spy=(DISTRIBUTION, SPY) in behaviours)
                answers = library.ask("owners", arguments(behaviours, servers), test_keys(rule))
                yield Case(name, {**header, "placement": placement, "key-hash": key_hash}, calls(behaviours, servers),
                           rows, answers, rule)
        for name, words, servers, placement, key_hash in strings():
            if only in (None, name):
                if words[0] == "config":
                    config = [f'memc = memcached("{words[1]}", {len(words[1])});']
                else:
                    config = calls([(WEIGHTED, 1)], [])
                    config.append(f'memcached_server_push(memc, memcached_servers_parse("{words[-1]}"));')
                answers = library.ask("owners", words, test_keys("plain 2000"))
                yield Case(name, {**header, "placement": placement, "key-hash": key_hash}, config, rows_of(servers),
                           answers, "plain 2000")
        if only in (None, "real-memcached"):
            yield real(library, header)
        for name, behaviours, mark in (("down", [], "refused"), ("ejected", EJECT, "ejected")):
            if only in (None, name):
                yield dead(library, header, name, [(WEIGHTED, 1), *behaviours], mark)
        if only in (None, "points"):
            yield points(library, header)
        if only in (None, "hashes"):
            yield hashes(library, header)


def rows_of(servers, spy=False):
    return [f"{identity(host, port, spy)} weight={max(weight, 1)}" for host, port, weight in servers]


def strings():
    """Server lists in the library's own text forms; what looks like a weight is one in some places only."""
    both = [(HOST, 11211, 3), (HOST, 11212, 5)]
    servers = f"--SERVER={HOST}:11211/?3 --SERVER={HOST}:11212/?5"
    rule = "libmemcached-consistent"
    yield "config-weights", ["config", f"--DISTRIBUTION=CONSISTENT,MD5 {servers}"], both, "ketama", "one_at_a_time"
    ones = [(*server[:2], 1) for server in both]
    yield "config-weights-too-late", ["config", f"{servers} --DISTRIBUTION=CONSISTENT,MD5"], ones, rule, "one_at_a_time"
    weighted = f"{WEIGHTED}=1"
    yield "parse-weights", [weighted, "parse", f"{HOST}:11211:3,{HOST}:11212:5"], both, "ketama", "md5"
    yield "parse-weights-space", [weighted, "parse", f"{HOST}:11211 3,{HOST}:11212 5"], both, "ketama", "md5"
    yield "parse-no-weights", [weighted, "parse", f"{HOST}:11211/?3,{HOST}:11212/?5"], ones, "ketama", "md5"


def real(library, header):
    """Sets every key through the library, then asks every memcached which keys it has."""
    ports, keys = [21201, 21202, 21203, 21204], test_keys("plain")
    behaviours, servers = [(WEIGHTED, 1)], here(*ports, weights=[1, 2, 3, 5])
    answers = ["-"] * len(keys)
    with ExitStack() as stack:
        for port in ports:
            stack.enter_context(running(["memcached", "-u", "root", "-l", HOST, "-p", str(port)], [(HOST, port)]))
        library.ask("set", arguments(behaviours, servers), keys)
        for letter, port in zip(LETTERS, ports):
            for i, value in enumerate(ask_memcached((HOST, port), keys)):
                if value is not None:
                    assert answers[i] == "-", "a key on two servers"
                    answers[i] = letter
    version = output("memcached", "-V").split()[1]
    header = {**header, "command": f"memcached_set(memc, key, ...), with memcached {version} on every port",
              "placement": "ketama", "key-hash": "md5"}
    return Case("real-memcached", header, calls(behaviours, servers), rows_of(servers), "".join(answers))


def dead(library, header, name, behaviours, mark):
    """One of the servers does not answer."""
    servers, rule = here(21201, 21202, 21203, 21204, weights=[1, 2, 3, 5]), "plain 2000"
    keys = test_keys(rule)
    with ExitStack() as stack:
        for port in (21201, 21202, 21204):
            stack.enter_context(running(["memcached", "-u", "root", "-l", HOST, "-p", str(port)], [(HOST, port)]))
        answers = library.ask("live", arguments(behaviours, servers), [*keys[:200], *keys])
    rows = rows_of(servers)
    rows[2] += f" {mark}"
    header = {**header, "command": "memcached_set(memc, key, ...)", "placement": "ketama", "key-hash": "md5"}
    return Case(name, header, calls(behaviours, servers), rows, answers, rule)


class Table(Case):
    """Rows of another kind than one answer per key."""

    def text(self):
        lines = [f"# {name}: {value}" for name, value in self.header.items()]
        lines += [f"| {line}" for line in self.config]
        return "\n".join([*lines, self.keys, *self.answers]) + "\n"


def hashes(library, header):
    """The hash of every key itself."""
    rows = []
    for rule in ("lengths 64", "plain 60", "utf8 20"):
        for number, name in enumerate(HASHES):
            if name != "hsieh":
                rows.append(f"{name} {rule} {library.ask('hashes', [f'{HASH}={number}'], test_keys(rule))}".rstrip())
    header = {**header, "command": "hashkit_digest(memcached_get_hashkit(memc), key, length)"}
    config = ["memcached_behavior_set(memc, MEMCACHED_BEHAVIOR_HASH, the hash of the row);"]
    return Table("hashes", header, config, [], rows, f"hashes: {len(rows)}")


def points(library, header):
    """Weight lists: small ones, random ones, and ones where another arithmetic gives other numbers."""
    pick = random.Random(160)
    lists = [[1], [1, 1, 2], [1, 2, 3, 5], [3, 7, 11, 600], [1, 1000, 3, 1000], [1, 5], [1] * 7, [1] * 25, [3] * 11]
    while len(lists) < 200:
        top = pick.choice([5, 20, 100, 1000, 65535, 2**31 - 1])
        lists.append([pick.randint(1, top) for _ in range(pick.randint(2, 12))])
    while len(lists) < 360:
        top = pick.choice([5, 20, 100, 1000, 65535])
        weights = [pick.randint(1, top) for _ in range(pick.randint(2, 14))]
        total, count = sum(weights), len(weights)
        exact = [int(Fraction(weight * 40 * count, total)) for weight in weights]
        double = [int(weight / total * 160 / 4 * count + 0.0000000001) for weight in weights]
        single = [int(f32(f32(f32(weight) / f32(total)) * 40) * count) for weight in weights]
        if exact != double or exact != single:
            lists.append(weights)
    answers = []
    for weights in lists:
        servers = [(HOST, 21200 + i, weight) for i, weight in enumerate(weights)]
        counts = library.ask("points", arguments([(WEIGHTED, 1)], servers)).split()
        answers.append(f"{' '.join(map(str, weights))}: {' '.join(counts)}")
    header = {**header, "command": "the numbers in memc->ketama.continuum, counted", "placement": "ketama"}
    return Table("points", header, calls([(WEIGHTED, 1)], []), [], answers, f"points: {len(answers)}")


def f32(number):
    return struct.unpack("f", struct.pack("f", number))[0]
