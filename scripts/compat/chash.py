"""The Go package github.com/werbenhu/chash, from the module proxy or from a folder that CHASH_SOURCE names."""
import os
import subprocess
from pathlib import Path

from common import Case, scratch
from compat import test_keys

PACKAGES = ["golang-go"]
SOURCE = Path(__file__).with_suffix(".go")
# What the committed vectors were made with: the files of the repository at these commits.
PROGRAM = "github.com/werbenhu/chash (group.go of 1412bf7149bc, circle.go of 2e9cd65ad24f)"


def cases():
    """name, replicas, members in the order of insertion, members deleted again, the key rule."""
    four = ["10.0.0.1:1883", "10.0.0.2:1883", "10.0.0.3:1883", "10.0.0.4:1883"]
    yield "two-10000", 10_000, ["testid1", "testid2"], [], "plain"
    yield "five-10000", 10_000, [f"192.168.1.{end}:1883" for end in range(100, 105)], [], "plain"
    yield "equal", 160, four, [], "plain"
    yield "removed", 160, four[:2] + four[3:], [], "plain"
    yield "deleted", 160, four, four[2:3], "plain 2000"
    yield "ports", 160, [f"10.0.0.1:{port}" for port in (1883, 1884, 8883)], [], "plain 2000"
    yield "names", 160, ["cache-a", "cache-b.example.com", "x", "1x"], [], "plain 2000"
    yield "twelve", 160, [f"node{number}" for number in range(1, 13)], [], "plain 2000"
    yield "one", 160, four[:1], [], "plain 2000"
    # "1" + "92.168.1.1" is "" + "192.168.1.1" with a number in front, for every number that ends in 1.
    yield "collisions", 160, ["92.168.1.1", "192.168.1.1"], [], "plain"
    yield "collisions-reversed", 160, ["192.168.1.1", "92.168.1.1"], [], "plain"


def generate(only=None):
    with scratch() as folder:
        environment = {**os.environ, "GOPATH": str(folder / "gopath"), "GOCACHE": str(folder / "cache"),
                       "GOFLAGS": "-modcacherw"}
        (folder / "main.go").write_text(SOURCE.read_text())

        def go(*words):
            subprocess.run(["go", *words], cwd=folder, env=environment, check=True, stderr=subprocess.DEVNULL)

        go("mod", "init", "compat")
        if source := os.environ.get("CHASH_SOURCE"):
            go("mod", "edit", "-require=github.com/werbenhu/chash@v0.0.0",
               f"-replace=github.com/werbenhu/chash={Path(source).resolve()}")
        else:
            go("get", "github.com/werbenhu/chash@latest")
        go("build", "-o", "ask")
        for name, replicas, members, deleted, rule in cases():
            if only not in (None, name):
                continue
            text = "".join(f"{key}\n" for key in test_keys(rule)).encode()
            command = [folder / "ask", str(replicas), *members, *(f"-{member}" for member in deleted)]
            answers = subprocess.run(command, input=text, check=True, stdout=subprocess.PIPE).stdout.decode()
            config = [f'group := chash.NewGroup("ring", {replicas})']
            config += [f'group.Insert("{member}", nil)' for member in members]
            config += [f'group.Delete("{member}")' for member in deleted]
            header = {"program": PROGRAM, "command": "group.Match(key)", "placement": "chash-crc32",
                      "key-hash": "crc32a", "replicas": replicas}
            rows = [f"{member} weight=1{' deleted' if member in deleted else ''}" for member in members]
            yield Case(name, header, config, rows, answers, rule)
