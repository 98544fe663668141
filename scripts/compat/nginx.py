"""nginx, `hash ... consistent`: one nginx is both the balancer and every upstream server, which answers its letter."""
import re

from common import LETTERS, Case, ask_http, http_get, output, program, running, scratch
from compat import test_keys

PACKAGES = ["nginx"]
COMMAND = "nginx -p DIR/ -c nginx.conf"
FRONT = ("127.0.0.1", 21000)

# name -> (lines of the upstream's servers, where each one listens; None = nobody does)
HERE = "127.0.0.1:%d"


def local(*ports, options=()):
    options = list(options) + [""] * (len(ports) - len(options))
    return [(f"{HERE % port} {option}".strip(), [HERE % port]) for port, option in zip(ports, options)]


def cases():
    five = [21001, 21002, 21003, 21004, 21005]
    weights = ["weight=1", "weight=2", "weight=3", "weight=5"]
    yield "equal", local(*five)
    yield "removed", local(21001, 21002, 21004, 21005)
    yield "reordered", local(*reversed(five))
    yield "ports", local(21101, 21212, 21323, 21434)
    yield "weights", local(*five[:4], options=weights)
    yield "weights-large", local(*five[:3], options=["weight=100", "weight=7", "weight=1000"])
    yield "one", local(21001)
    yield "twelve", local(*range(21001, 21013))
    yield "twice", local(21001, 21002, 21001, options=["", "", "weight=2"])
    yield "port-80", [("127.0.0.11", ["127.0.0.11:80"]), ("127.0.0.12:80", ["127.0.0.12:80"]),
                      ("127.0.0.13", ["127.0.0.13:80"])]
    yield "names", [("cache-a.example:21001", [HERE % 21001]), ("cache-b.example:21002 weight=2", [HERE % 21002]),
                    ("cache-two.example:21003", ["127.0.0.1:21003", "127.0.0.2:21003"]),
                    ("cache-http.example", ["127.0.0.14:80"]), ("[::1]:21005", ["[::1]:21005"])]
    yield "sockets", [("unix:/run/vnode-compat-a.sock", ["unix:/run/vnode-compat-a.sock"]),
                      ("unix:/run/vnode-compat-b.sock weight=2", ["unix:/run/vnode-compat-b.sock"]),
                      (HERE % 21003, [HERE % 21003])]
    yield "down", local(*five, options=["", "down", "", "", ""])
    yield "down-many", local(*range(21001, 21013), options=["", *["down"] * 9, "weight=2", ""])
    # So many points of servers that are down follow one another that nginx gives up and goes by turns.
    yield "down-most", local(*range(21001, 21015), options=["", "weight=2", *["down"] * 12])
    refused = local(*five)
    refused[2] = (refused[2][0], [])
    refused[4] = (refused[4][0] + " max_fails=0", [])
    yield "refused", refused
    # Point 94 of the first is point 99 of the second; point 36 of the third is point 107 of the fourth.
    colliding = [f"127.0.{end}:21001" for end in ("0.39", "1.43", "4.136", "4.198")]
    yield "collisions", [(address, [address]) for address in colliding]
    yield "collisions-reversed", [(address, [address]) for address in reversed(colliding)]


SHORT = ("reordered", "ports", "sockets", "one", "twice", "down-many", "down-most")  # these take 2000 keys


def configuration(servers):
    lines = ["daemon off;", "pid nginx.pid;", "error_log stderr crit;", "worker_processes 1;",
             "events { worker_connections 1024; }", "http {", "    access_log off;",
             "    keepalive_requests 1000000;"]
    lines += [f"    {name}_temp_path {name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")]
    lines += ["    upstream ring {", "        hash $arg_k consistent;"]
    lines += [f"        server {line};" for line, _ in servers]
    lines += ["        keepalive 16;", "        keepalive_requests 1000000;", "    }",
              "    server {", f"        listen {FRONT[0]}:{FRONT[1]};",
              '        location / { proxy_pass http://ring; proxy_http_version 1.1; proxy_set_header Connection ""; }',
              "    }"]
    answers = {}
    for letter, (_, listens) in zip(LETTERS, servers):
        for listen in listens:
            answers.setdefault(listen, letter)
    lines += [f'    server {{ listen {listen}; return 200 "{letter}"; }}' for listen, letter in answers.items()]
    return [*lines, "}"]


def described(line, listens):
    """A server as the vectors state it: the name after `server`, the weight, and what takes it out."""
    name, *options = line.split()
    weight = next((option for option in options if option.startswith("weight=")), "weight=1")
    marks = [option for option in options if option == "down"]
    return " ".join([name, weight, *marks, *([] if listens else ["refused"])])


def generate(only=None):
    version = re.search(r"nginx/(\S+)", output(program("nginx"), "-v"))[1]
    for name, servers in cases():
        if only not in (None, name):
            continue
        keys = "plain 2000" if name in SHORT else "plain"
        requests = [http_get(f"/?k={key}") for key in test_keys(keys)]
        config = configuration(servers)
        with scratch() as folder:
            (folder / "nginx.conf").write_text("\n".join(config) + "\n")
            names = ["127.0.0.1 localhost cache-a.example cache-b.example cache-two.example",
                     "127.0.0.2 cache-two.example", "127.0.0.14 cache-http.example"]
            (folder / "hosts").write_text("\n".join(names) + "\n")
            command = [program("nginx"), "-p", f"{folder}/", "-c", "nginx.conf"]
            hosts = folder / "hosts" if name == "names" else None
            with running(command, [FRONT], hosts):
                answers = "".join(ask_http(FRONT, requests))
        header = {"program": f"nginx {version}", "command": COMMAND, "placement": "nginx", "key-hash": "crc32a"}
        yield Case(name, header, config, [described(*server) for server in servers], answers, keys)
