"""HAProxy, `hash-type consistent`: one HAProxy is both the balancer and every server, which answers its letter.

What 2.6 does not know yet is asked of 3.x (HAPROXY=..., see `unpack`). 3.0 places servers elsewhere: it has files of
its own, in haproxy-3.0."""
import re

from common import LETTERS, Case, ask_http, http_get, output, program, running, scratch
from compat import test_keys

PACKAGES = ["haproxy"]
COMMAND = "haproxy -db -f haproxy.cfg"
FRONT = ("127.0.0.1", 21400)
HDR = "balance hdr(x-key)"
OF_3_0 = ("equal", "removed", "ids", "weights", "weights-large", "ids-far", "disabled", "refused", "sdbm",
          "hash-key-addr-weights", "hash-key-addr-port-weights", "hash-key-addr-ipv6", "hash-key-addr-port-ipv6")
FUNCTIONS = ["sdbm", "djb2", "wt6", "crc32"]


def cases():
    """name, the lines that choose the rule, each server's options, the key rule."""
    default = [HDR, "hash-type consistent"]
    five = [""] * 5
    weights = [f"weight {weight}" for weight in (1, 2, 3, 5, 8)]
    yield "equal", default, five, "plain"
    yield "removed", default, [""] * 4, "plain"  # whichever of the five goes: the ids are places in the list
    yield "other-names", default, five, "plain 2000"  # and other ports: neither counts
    yield "ids", default, [f"id {number}" for number in (1, 2, 4, 5)], "plain"  # the third of `equal` removed
    yield "ids-some", default, ["", "id 3", "", "id 1000", "", "id 7", ""], "plain 2000"
    # id x 4096 leaves 32 bits
    yield "ids-far", default, ["id 1", "id 1048577", "id 2147483647"], "plain 2000"
    yield "ids-far-reversed", default, ["id 1048577", "id 1", "id 2147483647"], "plain 2000"
    yield "weights", default, weights, "plain"
    yield "weights-large", default, ["weight 256", "weight 1", "weight 100"], "plain"
    yield "weight-0", default, ["", "weight 0", "weight 2", ""], "plain 2000"
    yield "one", default, [""], "plain 2000"
    yield "twelve", default, [""] * 12, "plain"
    for function in FUNCTIONS:
        yield function, [HDR, f"hash-type consistent {function}"], five, "plain 2000"
        yield f"{function}-avalanche", [HDR, f"hash-type consistent {function} avalanche"], five, "plain 2000"
    for modifier in ("", " avalanche"):
        name = "none" + modifier.replace(" ", "-")
        yield name, [HDR, f"hash-type consistent none{modifier}"], five, "decimal 2000"
    # One server of IPv4 among those of IPv6; the first and the second have the same address.
    for key in ("addr", "addr-port"):
        options = [f"hash-key {key}"] * 4
        yield f"hash-key-{key}", default, options, "plain"
        yield f"hash-key-{key}-ipv6", default, options, "plain 2000"
        weights = [f"{option} weight {weight}" for option, weight in zip(options, (3, 1, 5, 2))]
        yield f"hash-key-{key}-weights", default, weights, "plain"
        yield f"hash-key-{key}-removed", default, options[:3], "plain"
        yield f"hash-key-{key}-djb2", [HDR, "hash-type consistent djb2 avalanche"], options, "plain"
    yield "utf8-sdbm", [HDR, "hash-type consistent sdbm"], five, "utf8 2000"
    yield "balance-hash", ["balance hash req.hdr(x-key)", "hash-type consistent"], five, "plain 2000"
    yield "balance-uri", ["balance uri", "hash-type consistent"], five, "plain 2000"
    yield "balance-url_param", ["balance url_param k", "hash-type consistent"], five, "plain 2000"
    yield "disabled", default, ["", "", "disabled", "", ""], "plain 2000"
    yield "backup", default, ["", "", "backup", "", ""], "plain 2000"
    backups = ["disabled", "weight 0", "backup", "backup weight 3"]
    yield "backup-first", default, backups, "plain 2000"
    yield "backup-all", [*default, "option allbackups"], backups, "plain 2000"
    yield "refused", [*default, "option redispatch 1", "retries 3"], five, "plain 2000"


def addresses(name, count):
    """Where the servers listen."""
    if name == "other-names":
        return [f"127.0.0.1:{21451 + number}" for number in range(count)]
    if name.startswith("hash-key"):
        hosts = ["[::1]", "[::1]", "127.0.0.9", "[::]"] if name.endswith("ipv6") else [
            "127.0.0.20", "127.0.0.21", "127.0.1.20", "127.0.0.20"]
        return [f"{host}:{21401 + number}" for number, host in enumerate(hosts[:count])]
    return [f"127.0.0.1:{21401 + number}" for number in range(count)]


def configuration(rule, options, refused, places, other):
    times = [f"    timeout {name} 30s" for name in ("connect", "client", "server")]
    lines = ["global", "    maxconn 500", "defaults", "    mode http", *times, "frontend in",
             f"    bind {FRONT[0]}:{FRONT[1]}", "    default_backend ring", "backend ring",
             *[f"    {line}" for line in rule]]
    names = ["web-1", "x", "cache.example", "b", "a"] if other else LETTERS
    lines += [f"    server {name} {place} {option}".rstrip() for name, place, option in zip(names, places, options)]
    for number, (letter, place) in enumerate(zip(LETTERS, places)):
        if number != refused:
            lines += [f"frontend {letter}", f"    bind {place}",
                      f"    http-request return status 200 content-type text/plain string {letter}"]
    return lines


def described(options, refused, places):
    """The servers as the vectors state them: the id that is hashed, then the weight and what takes it out."""
    rows, taken, place = [], {int(option.split()[1]) for option in options if option.startswith("id ")}, 1
    for number, option in enumerate(options):
        words = option.split()
        if "hash-key" in words:
            own = places[number]
        elif "id" in words:
            own = int(words[words.index("id") + 1])
        else:  # the first free id from its place in the list on
            while place in taken:
                place += 1
            own = place
        place += 1
        weight = words[words.index("weight") + 1] if "weight" in words else "1"
        marks = [word for word in words if word in ("disabled", "backup")]
        rows.append(" ".join([str(own), f"weight={weight}", *marks, *(["refused"] if number == refused else [])]))
    return rows


def generate(only=None):
    version = re.search(r"version (\d[\d.]*)", output(program("haproxy"), "-v"))[1]
    parts = [int(part) for part in version.split(".")]
    for name, rule, options, keys in cases():
        if only not in (None, name):
            continue
        if parts[:2] == [3, 0] and name not in OF_3_0:
            continue
        if parts[0] < 3 and name.startswith(("hash-key", "none")):
            print(f"haproxy/{name}: skipped, as HAProxy {version} does not know it", flush=True)
            continue
        places = addresses(name, len(options))
        refused = 2 if name == "refused" else None
        config = configuration(rule, options, refused, places, name == "other-names")
        prefix = "/" if "uri" in rule[0] else ""
        requests = [http_get("/", x_key=key) for key in test_keys(keys)]
        if "ur" in rule[0]:
            requests = [http_get(f"/{key}?x=y" if prefix else f"/?k={key}") for key in test_keys(keys)]
        with scratch() as folder:
            path = folder / "haproxy.cfg"
            path.write_text("\n".join(config) + "\n")
            with running([program("haproxy"), "-db", "-f", str(path)], [FRONT]):
                answers = "".join(ask_http(FRONT, requests))
        function = rule[1].split()[2:] or ["sdbm", "avalanche"]
        header = {"program": f"haproxy {version}", "command": COMMAND, "placement": "haproxy",
                  "key-hash": "+".join(function).replace("crc32", "crc32a")}
        if prefix:
            header["key-prefix"] = prefix
        if "option allbackups" in rule:
            header["all-backups"] = "yes"
        if name.startswith("hash-key"):
            header["hash-key"] = options[0].split()[1]
        case = Case(name, header, config, described(options, refused, places), answers, keys)
        if parts[:2] == [3, 0]:
            case.folder = header["placement"] = "haproxy-3.0"
        yield case
