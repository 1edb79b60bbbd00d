"""Drives gatrix_analytics.py by the protocol of packages/sdk-conformance."""

import json
import os
import sys
import threading
import time

from gatrix_analytics import Analytics, __version__

lock = threading.Lock()
analytics = None


def say(line):
    with lock:
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()


def on_drop(message, reason):
    if reason != "shutdown":
        say({"drop": {"name": message["payload"].get("name"), "reason": reason}})


def start(command):
    offset_s = command.get("clockOffsetMs", 0) / 1000
    return Analytics(
        command["clientId"], command["clientSecret"], command["url"], on_drop=on_drop,
        consent=command.get("consent", "granted"), max_queue=command.get("maxQueue", 100_000),
        now=lambda: time.time() + offset_s,
    )


def perform(command):
    global analytics
    what = command["do"]
    if what == "start":
        analytics = start(command)
    elif what == "track":
        for name in command["names"]:
            analytics.track(name, command["properties"])
    elif what == "flush":
        analytics.flush()
    elif what == "optIn":
        analytics.opt_in()
    elif what == "optOut":
        analytics.opt_out()
    elif what == "stop":
        analytics.shutdown()
    elif what == "abandon":
        analytics.shutdown(0)
    else:
        raise ValueError("cannot " + what)


say({"ready": {"client": "gatrix_analytics.py", "version": __version__, "can": ["consent", "maxQueue", "clock", "large"]}})
for line in sys.stdin:
    try:
        perform(json.loads(line))
        say({"done": True})
    except Exception as error:
        say({"error": "%s: %s" % (type(error).__name__, error)})
os._exit(0)
