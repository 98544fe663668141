"""What the programs' files share: the test keys, vector files, processes on loopback, and asking over HTTP."""
import contextlib
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "docs"))
import compat  # noqa: E402  (the key rules are part of the specification)

LETTERS = "abcdefghijklmnopqrstuvwxyz"
PER_LINE = 100


class Case:
    """One vector file: what was run, with which configuration and servers, and what it answered."""

    folder = None  # in docs/vectors/compat; None: that of the program

    def __init__(self, name, header, config, servers, answers, keys="plain"):
        self.name, self.header, self.config = name, header, config
        self.servers, self.answers, self.keys = servers, answers, keys

    def text(self):
        lines = [f"# {name}: {value}" for name, value in self.header.items()]
        lines += [f"| {line}" for line in self.config]
        lines.append(f"servers: {len(self.servers)}")
        lines += [f"{letter} {server}" for letter, server in zip(LETTERS, self.servers)]
        lines.append(f"keys: {self.keys}")
        lines += [self.answers[i:i + PER_LINE] for i in range(0, len(self.answers), PER_LINE)]
        return "\n".join(lines) + "\n"


def program(name):
    """The command of a program: its name, or what the environment variable of that name says (HAPROXY=/opt/haproxy)."""
    return os.environ.get(name.upper(), name)


def output(*command):
    """What a command prints, on either stream."""
    return subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT).stdout


@contextlib.contextmanager
def scratch():
    path = pathlib.Path(tempfile.mkdtemp(prefix="compat-vectors."))
    path.chmod(0o755)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


@contextlib.contextmanager
def running(command, ports=(), hosts=None):
    """Runs a program until the block ends, once it listens on the (address, port) pairs in `ports`.

    `hosts` replaces /etc/hosts for this program alone (needs root: a mount namespace of its own)."""
    if hosts:
        script = 'mount --bind "$0" /etc/hosts && exec "$@"'
        command = ["unshare", "--mount", "sh", "-c", script, str(hosts), *command]
    for pair in ports:
        if can_connect(pair):
            raise SystemExit(f"{pair[0]}:{pair[1]} is in use")
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                             start_new_session=True)
    os.set_blocking(child.stdout.fileno(), False)
    try:
        deadline = time.monotonic() + 10
        while not all(can_connect(pair) for pair in ports):
            if child.poll() is not None or time.monotonic() > deadline:
                said = (child.stdout.read() or b"").decode(errors="replace")
                raise SystemExit(f"{command[0]} did not start: {said}")
            time.sleep(0.02)
        yield child
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGTERM)
        try:
            child.wait(5)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
        child.stdout.close()


def can_connect(pair):
    with socket.socket() as probe:
        return probe.connect_ex(pair) == 0


def ask_http(address, requests):
    """The body of every answer to requests sent one after another on one connection."""
    bodies, batch = [], 200
    with socket.create_connection(address) as connection:
        stream = connection.makefile("rb")
        for start in range(0, len(requests), batch):
            part = requests[start:start + batch]
            connection.sendall(b"".join(part))
            for _ in part:
                length = None
                line = status = stream.readline()
                while line not in (b"\r\n", b""):
                    found = re.match(rb"content-length: *(\d+)", line, re.I)
                    length = int(found[1]) if found else length
                    line = stream.readline()
                if length is None:
                    raise SystemExit(f"no length in an answer: {status!r}")
                body = stream.read(length).decode()
                bodies.append(body if status.split()[1] == b"200" else "-")
    return bodies


def http_get(path, **headers):
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"GET {path} HTTP/1.1\r\nHost: x\r\n{head}\r\n".encode()


def ask_memcached(address, keys):
    """What `get` answers for every key: the value, or None."""
    values, batch = [], 200
    with socket.create_connection(address) as connection:
        stream = connection.makefile("rb")
        for start in range(0, len(keys), batch):
            part = keys[start:start + batch]
            connection.sendall(b"".join(f"get {key}\r\n".encode() for key in part))
            for key in part:
                line, value = stream.readline(), None
                if line.startswith(b"VALUE "):
                    value = stream.read(int(line.split()[3]) + 2)[:-2].decode()
                    line = stream.readline()
                if line != b"END\r\n" and not line.startswith(b"SERVER_ERROR"):
                    raise SystemExit(f"{key}: {line!r}")
                values.append(value)
    return values
