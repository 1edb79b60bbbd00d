"""Client of Gatrix Analytics for Python 3.8 and later, in one file and without dependencies: copy it into your project.

    from gatrix_analytics import Analytics

    analytics = Analytics("client-id", "client-secret", "http://127.0.0.1:3002")
    analytics.track("level_up", {"level": 12}, profile_id="user-1")
    analytics.shutdown()  # or let the process end: what waits is delivered then

`track` and its kin return at once. A thread sends what waits, in batches, compressed, with ids and times that stay the
same on every attempt, so that each event is stored once.
"""

import atexit
import email.utils
import gzip
import json
import random
import threading
import time
import urllib.error
import urllib.request
import uuid
from datetime import datetime, timezone

__version__ = "0.1.0"

MAX_BATCH_MESSAGES = 1_000
MAX_BATCH_BYTES = 1_000_000
MAX_BATCH_MONTHS = 24
MAX_RETRY_S = 60.0
MAX_RETRY_AFTER_S = 3_600.0
MIN_RETRY_S = 0.3


class Analytics:
    """`on_drop(message, reason)` is told of each message that was given up, `on_error(error)` of each failed attempt."""

    def __init__(self, client_id, client_secret, api_url, *, flush_at=100, flush_interval_s=1.0, max_queue=100_000,
                 consent="granted", on_drop=None, on_error=None, shutdown_timeout_s=8.0, now=None):
        if not api_url.startswith(("http://", "https://")):
            raise ValueError("api_url must be an address such as https://stats.example.com, not %r" % (api_url,))
        self._url = api_url.rstrip("/") + "/track"
        self._headers = {
            "content-type": "application/json",
            "content-encoding": "gzip",
            "openpanel-client-id": client_id,
            "openpanel-client-secret": client_secret,
            "user-agent": "gatrix-analytics-python/" + __version__,
        }
        self._flush_at, self._flush_interval_s, self._max_queue = flush_at, flush_interval_s, max_queue
        self._on_drop, self._on_error = on_drop, on_error
        self._shutdown_timeout_s = shutdown_timeout_s
        self._now = now or time.time
        self._consent = {"granted": True, "pending": None}[consent]
        self._queue = []  # of (json text, month), oldest first
        self._changed = threading.Condition()
        self._send_until = 0  # all that was added before this many is to be sent now
        self._added = self._removed = 0
        self._attempts = 0
        self._failures = 0
        self._not_before = 0.0
        self._oldest_at = None
        self._batch_limit = MAX_BATCH_MESSAGES
        self._is_closing = self._is_closed = False
        self._thread = None
        atexit.register(self.shutdown)

    # What is recorded

    def track(self, name, properties=None, *, profile_id=None, device_id=None, session_id=None, groups=None, path=None,
              referrer=None, title=None, ip=None, user_agent=None, timestamp=None, id=None):
        """Record an event. `timestamp` is a datetime, milliseconds or ISO 8601; `id` a UUID that is stored once."""
        own = dict(properties or {})
        if ip is not None:
            own["__ip"] = ip
        if user_agent is not None:
            own["__userAgent"] = user_agent
        self._record("track", {
            "name": name, "properties": own, "profileId": profile_id, "deviceId": device_id, "sessionId": session_id,
            "groups": groups, "path": path, "referrer": referrer, "title": title,
        }, timestamp, id)

    def screen_view(self, path, properties=None, **about):
        self.track("screen_view", properties, path=path, **about)

    def revenue(self, amount, properties=None, **about):
        self.track("revenue", {**(properties or {}), "__revenue": amount}, **about)

    def identify(self, profile_id, traits=None, *, device_id=None):
        self._record("identify", {**(traits or {}), "profileId": profile_id, "deviceId": device_id})

    def increment(self, profile_id, property, value=1):
        self._record("increment", {"profileId": profile_id, "property": property, "value": value})

    def decrement(self, profile_id, property, value=1):
        self._record("decrement", {"profileId": profile_id, "property": property, "value": value})

    def alias(self, profile_id, alias):
        self._record("alias", {"profileId": profile_id, "alias": alias})

    def set_group(self, profile_id, group_id):
        self._record("assign_group", {"profileId": profile_id, "groupIds": [group_id]})

    def upsert_group(self, id, type, name, properties=None):
        self._record("group", {"id": id, "type": type, "name": name, "properties": properties})

    def opt_in(self):
        """Go on, or begin: what waited for consent is sent with its original times."""
        with self._changed:
            self._consent = True
            self._wake()

    def opt_out(self):
        """Stop: unsent messages are forgotten, and nothing is recorded."""
        with self._changed:
            self._consent = False
            self._remove(len(self._queue))

    def flush(self):
        """Send what waits. Returns when it was answered, or when an attempt failed and will be repeated."""
        with self._changed:
            if not self._queue or not self._consent:
                return
            self._send_until, attempts = self._added, self._attempts
            until = self._send_until
            self._wake()
            self._changed.wait_for(lambda: self._removed >= until or self._is_closed or self._is_waiting()
                                   and (self._attempts > attempts or self._is_ordered()))

    def shutdown(self, timeout_s=None):
        """Record nothing more and deliver what waits. Returns how much could not be delivered in time."""
        deadline = time.monotonic() + (self._shutdown_timeout_s if timeout_s is None else timeout_s)
        with self._changed:
            self._is_closing = True
            self._send_until = self._added
            if not self._is_ordered():
                self._not_before = 0.0
            if self._consent:
                self._wake()
                self._changed.wait_for(lambda: not self._queue, max(0.0, deadline - time.monotonic()))
            self._is_closed = True
            self._changed.notify_all()
            left, self._queue = [json.loads(text) for text, _ in self._queue], []
        for message in left:
            self._drop(message, "shutdown")
        atexit.unregister(self.shutdown)
        return len(left)

    # How it is sent

    def _record(self, type, payload, timestamp=None, id=None):
        payload = {key: value for key, value in payload.items() if value is not None}
        # A time that is none is left for the server to refuse, not made now.
        payload = {"id": id or str(uuid.uuid4()), "timestamp": self._time_of(timestamp), **payload}
        message = {"type": type, "payload": payload}
        try:
            text = json.dumps(message, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        except (TypeError, ValueError, RecursionError):
            return self._drop(message, "serialization")
        with self._changed:
            if self._is_closing:
                reason = "shutdown"
            elif self._consent is False:
                return None
            elif len(self._queue) >= self._max_queue:
                reason = "queue_full"
            else:
                self._queue.append((text, str(payload["timestamp"])[:7]))
                self._added += 1
                self._oldest_at = self._oldest_at or time.monotonic()
                if self._consent:
                    self._wake()
                return None
        return self._drop(message, reason)

    def _time_of(self, timestamp):
        if timestamp is None:
            timestamp = datetime.fromtimestamp(self._now(), timezone.utc)
        if not isinstance(timestamp, datetime):
            return timestamp
        return timestamp.astimezone(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def _drop(self, message, reason):
        if self._on_drop:
            try:
                self._on_drop(message, reason)
            except Exception as error:  # a hook that fails must not end the host
                self._report(error)

    def _report(self, error):
        if self._on_error:
            self._on_error(error)

    def _wake(self):
        # Started with the first message, so that a fork before it (gunicorn's workers) has a thread of its own.
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._run, name="gatrix-analytics", daemon=True)
            self._thread.start()
        self._changed.notify_all()

    def _is_waiting(self):
        return self._not_before > time.monotonic()

    def _is_ordered(self):
        return self._is_waiting() and self._failures == 0

    def _delay(self):
        """How long nothing is to be sent; None where nothing waits."""
        if not self._queue or not self._consent:
            return None
        now = time.monotonic()
        is_due = self._removed < self._send_until or len(self._queue) >= self._flush_at
        interval = 0.0 if is_due else (self._oldest_at or now) + self._flush_interval_s - now
        return max(0.0, interval, self._not_before - now)

    def _run(self):
        while True:
            with self._changed:
                delay = self._delay()
                while not self._is_closed and delay != 0.0:
                    self._changed.wait(delay)
                    delay = self._delay()
                if self._is_closed:
                    return
                batch, end = self._next_batch()
            status, text, retry_after = self._post(batch)
            dropped = []
            with self._changed:
                dropped = self._settle(batch, end, status, text, retry_after)
                self._attempts += 1
                self._changed.notify_all()
            for message, reason in dropped:
                self._drop(message, reason)

    def _next_batch(self):
        batch, size, months = [], 0, set()
        for text, month in self._queue[:self._batch_limit]:
            size += len(text.encode()) + 1
            months.add(month)
            if batch and (size > MAX_BATCH_BYTES or len(months) > MAX_BATCH_MONTHS):
                break
            batch.append(text)
        return batch, self._removed + len(batch)

    def _post(self, batch):
        sent_at = self._time_of(None)
        body = '{"sentAt":"%s","sdk":"python@%s","batch":[%s]}' % (sent_at, __version__, ",".join(batch))
        request = urllib.request.Request(self._url, gzip.compress(body.encode()), self._headers, method="POST")
        try:
            with _opener.open(request, timeout=30) as response:
                return response.status, response.read().decode(), None
        except urllib.error.HTTPError as error:
            with error:
                text = error.read().decode(errors="replace")
            if error.code not in (400, 413):
                self._report(error)
            return error.code, text, error.headers.get("retry-after")
        except OSError as error:
            self._report(error)
            return 0, "", None
        except Exception as error:  # an answer that is no HTTP
            self._report(error)
            return 0, "", None

    def _settle(self, batch, end, status, text, retry_after):
        """Removes what was delivered or refused, or says when to try again; the messages to drop, and why."""
        answer = _object_of(text)
        is_taken = 200 <= status < 300 and answer.get("success") is True
        is_refused = 400 <= status < 500 and status not in (408, 425, 429)
        if not is_taken and not is_refused:
            self._wait(retry_after)
            return []
        self._failures, self._not_before = 0, 0.0
        if status == 413 and len(batch) > 1:
            self._batch_limit = len(batch) // 2
            return []
        if status == 413:
            self._batch_limit = MAX_BATCH_MESSAGES
        reasons = {entry["index"]: entry["code"] for entry in answer.get("rejected") or []}
        if is_refused:
            reasons = {index: reasons.get(index, "http_%d" % status) for index in range(len(batch))}
        # Opting out may have removed some of them meanwhile.
        self._remove(max(0, end - self._removed))
        return [(json.loads(batch[index]), reason) for index, reason in sorted(reasons.items())]

    def _wait(self, retry_after):
        ordered = _seconds_of(retry_after)
        self._failures = 0 if ordered else self._failures + 1
        # Full jitter from 1 s, doubling to 60 s.
        own = random.random() * min(MAX_RETRY_S, 0.5 * 2 ** min(self._failures, 10))
        self._not_before = time.monotonic() + MIN_RETRY_S + (min(MAX_RETRY_AFTER_S, ordered) if ordered else own)

    def _remove(self, count):
        del self._queue[:count]
        self._removed += count
        self._oldest_at = time.monotonic() if self._queue else None


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect would be followed as a GET, whose answer says nothing of the messages."""

    def redirect_request(self, *_):
        return None


_opener = urllib.request.build_opener(_NoRedirect)


def _object_of(text):
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _seconds_of(retry_after):
    """`Retry-After`, which is seconds or a date; None where it says nothing that lies ahead."""
    if not retry_after:
        return None
    if retry_after.isdigit():
        return float(retry_after) or None
    try:
        seconds = email.utils.parsedate_to_datetime(retry_after).timestamp() - time.time()
    except (TypeError, ValueError):
        return None
    return seconds if seconds > 0 else None
