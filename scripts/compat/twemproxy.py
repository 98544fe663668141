"""twemproxy (nutcracker), `distribution: ketama`: behind it answer servers that know one word, their letter; once real
memcacheds that were given the letter as the value of every key."""
import selectors
import socket
import threading
import time
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from common import LETTERS, Case, ask_memcached, output, running, scratch
from compat import test_keys

PACKAGES = ["nutcracker", "memcached"]
COMMAND = "nutcracker -c nutcracker.yml -o log -p pid -a 127.0.0.1 -s 21399"
FRONT = ("127.0.0.1", 21300)
HERE = "127.0.0.1:%d"
HASHES = ["one_at_a_time", "md5", "crc16", "crc32", "crc32a", "fnv1_64", "fnv1a_64", "fnv1_32", "fnv1a_32", "hsieh",
          "murmur", "jenkins"]


def local(*ports, weights=(), names=()):
    weights, names = [*weights, *[1] * len(ports)], [*names, *[None] * len(ports)]
    return [(HERE % port, weight, name) for port, weight, name in zip(ports, weights, names)]


def cases():
    """name, the pool's options, servers (address, weight, name), the key rule."""
    five, default = [21301, 21302, 21303, 21304, 21305], {"hash": "fnv1a_64"}
    letters = ["server1", "server2", "10.0.0.3", "cache-4.example:11211", "five"]
    yield "equal", default, local(*five), "plain"
    yield "removed", default, local(*five[:2], *five[3:]), "plain"
    yield "weights", default, local(*five, weights=[1, 2, 3, 5, 8]), "plain"
    yield "weights-large", default, local(*five[:3], weights=[100, 7, 100000]), "plain"
    yield "weights-no-points", default, local(*five[:4], weights=[1, 1000, 3, 1000]), "plain 2000"
    yield "names", default, local(*five, names=letters), "plain"
    yield "names-weights", default, local(*five, weights=[3, 1, 4, 1, 5], names=letters), "plain 2000"
    yield "port-11211", default, [("127.0.0.21:11211", 1, None), ("127.0.0.22:11211", 1, None),
                                  (HERE % 21301, 1, None), ("localhost:11211", 1, None)], "plain"
    yield "sockets", default, [("/run/vnode-compat-c.sock", 1, None), ("/run/vnode-compat-d.sock", 2, "named"),
                               (HERE % 21301, 1, None)], "plain 2000"
    yield "one", default, local(21301), "plain 2000"
    yield "twelve", default, local(*range(21301, 21313)), "plain 2000"
    tagged = {**default, "hash_tag": '"{}"'}
    yield "hash-tag", tagged, local(*five), "tagged"
    yield "hash-tag-absent", default, local(*five), "tagged 2000"
    yield "hash-tag-twice", {**default, "hash_tag": '"pp"'}, local(*five), "tagged 2000"
    for name in HASHES:
        # These four have points below 32,768, where all keys of crc32 are.
        names = ["cache-31", "cache-2713", "cache-2891", "cache-3059"] if name == "crc32" else ()
        yield f"hash-{name}", {"hash": name}, local(*five[:4], names=names), "plain 2000"
    for name in ("one_at_a_time", "fnv1_64", "hsieh", "crc32a"):
        yield f"utf8-{name}", {"hash": name}, local(*five[:4]), "utf8 2000"
    # One point of each first name is one of the second: 19 and 157, 121 and 103, 2 and 109, 87 and 53.
    pairs = [("0151", "0242"), ("0170", "0246"), ("517", "1376"), ("43", "1546")]
    names = [f"cache-{end}" for pair in pairs for end in pair]
    yield "collisions", default, local(*range(21301, 21309), names=names), "plain"
    yield "collisions-reversed", default, local(*range(21301, 21309), names=names[::-1]), "plain"
    yield "down", default, local(*five, weights=[1, 2, 3, 5, 8]), "plain 2000"
    eject = {**default, "auto_eject_hosts": "true", "server_failure_limit": "1", "server_retry_timeout": "600000"}
    yield "ejected", eject, local(*five, weights=[1, 2, 3, 5, 8]), "plain 2000"
    yield "real-memcached", default, local(*five[:4], weights=[1, 2, 3, 5]), "plain"


def configuration(options, servers):
    lines = ["ring:", f"  listen: {FRONT[0]}:{FRONT[1]}", "  distribution: ketama"]
    lines += [f"  {name}: {value}" for name, value in options.items()]
    lines.append("  servers:")
    return lines + [f"  - {address}:{weight} {name or ''}".rstrip() for address, weight, name in servers]


def identity(address, name):
    """The bytes that are hashed for a server, before its number."""
    return name or (f"{address}:" if address.startswith("/") else address.removesuffix(":11211"))


@contextmanager
def letters(addresses):
    """Servers that answer every `get` with their letter; an address that is None has none."""
    selector, stop, made = selectors.DefaultSelector(), threading.Event(), []
    for letter, address in zip(LETTERS, addresses):
        if address is None:
            continue
        if address.startswith("/"):
            listener = socket.socket(socket.AF_UNIX)
            listener.bind(address)
            made.append(Path(address))
        else:
            host, port = address.rsplit(":", 1)
            listener = socket.create_server(("127.0.0.1" if host == "localhost" else host, int(port)))
        listener.listen(64)
        selector.register(listener, selectors.EVENT_READ, (letter.encode(), None))

    def serve():
        while not stop.is_set():
            for key, _ in selector.select(0.05):
                letter, rest = key.data
                if rest is None:
                    selector.register(key.fileobj.accept()[0], selectors.EVENT_READ, (letter, bytearray()))
                    continue
                data = b""
                with suppress(ConnectionError):
                    data = key.fileobj.recv(1 << 16)
                if not data:
                    selector.unregister(key.fileobj)
                    key.fileobj.close()
                    continue
                rest += data
                *lines, last = bytes(rest).split(b"\r\n")
                rest[:] = last
                words = [line.split()[1] for line in lines if line.startswith(b"get ")]
                key.fileobj.sendall(b"".join(b"VALUE %s 0 1\r\n%s\r\nEND\r\n" % (word, letter) for word in words))

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
        for key in list(selector.get_map().values()):
            key.fileobj.close()
        for path in made:
            path.unlink()


@contextmanager
def memcacheds(addresses, keys):
    """Real memcacheds that hold their letter as the value of every key."""
    with ExitStack() as stack:
        for letter, address in zip(LETTERS, addresses):
            host, port = address.rsplit(":", 1)
            stack.enter_context(running(["memcached", "-u", "root", "-l", host, "-p", port], [(host, int(port))]))
            with socket.create_connection((host, int(port))) as connection:
                for key in keys:
                    connection.sendall(f"set {key} 0 0 1 noreply\r\n{letter}\r\n".encode())
                connection.sendall(b"get no-such-key\r\n")
                assert connection.recv(100) == b"END\r\n"
        yield


def generate(only=None):
    version = output("nutcracker", "-V").split("-")[1].split()[0]
    for name, options, servers, rule in cases():
        if only not in (None, name):
            continue
        config, keys = configuration(options, servers), test_keys(rule)
        addresses = [address for address, _, _ in servers]
        mark = {"down": " refused", "ejected": " ejected"}.get(name)
        if mark:
            addresses[2] = None
        program = f"twemproxy {version}"
        with ExitStack() as stack:
            folder = stack.enter_context(scratch())
            (folder / "nutcracker.yml").write_text("\n".join(config) + "\n")
            if name == "real-memcached":
                stack.enter_context(memcacheds(addresses, keys))
                program += ", memcached " + output("memcached", "-V").split()[1]
            else:
                stack.enter_context(letters(addresses))
            command = [word if word not in ("nutcracker.yml", "log", "pid") else str(folder / word)
                       for word in COMMAND.split()]
            stack.enter_context(running(command, [FRONT]))
            if name == "ejected":  # until the proxy has noticed
                while any(value is None for value in ask_memcached(FRONT, keys[:200])):
                    time.sleep(0.1)
            answers = "".join(value or "-" for value in ask_memcached(FRONT, keys))
        header = {"program": program, "command": COMMAND, "placement": "twemproxy", "key-hash": options["hash"]}
        if "hash_tag" in options:
            header["hash-tag"] = options["hash_tag"].strip('"')
        rows = [f"{identity(address, own)} weight={weight}" for address, weight, own in servers]
        if mark:
            rows[2] += mark
        yield Case(name, header, config, rows, answers, rule)
