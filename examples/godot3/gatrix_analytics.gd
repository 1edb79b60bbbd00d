extends Reference
# Client of Gatrix Analytics for Godot 3.2 and later, in one file: copy it into your project.
#
#     var analytics = preload("res://gatrix_analytics.gd").new()
#     analytics.start("client-id", "http://127.0.0.1:3002", OS.get_unique_id(), "https://your-game.example")
#     analytics.track("level_up", {"level": 12})
#     analytics.shutdown()  # as the game quits: what waits is delivered
#
# track() and its kin return at once. A thread sends what waits, in batches, compressed, with ids and times that stay the
# same on every attempt, so that each event is stored once.

const VERSION = "0.1.0"
const MAX_BATCH_MESSAGES = 1000
const MAX_BATCH_BYTES = 1000000
const MAX_BATCH_MONTHS = 24
const MAX_RETRY_MS = 60000.0
const MAX_RETRY_AFTER_MS = 3600000.0
const MIN_RETRY_MS = 300.0
const REQUEST_TIMEOUT_MS = 30000

# Told of each message that was given up, and why. From the thread: connect it deferred where it touches the scene.
signal dropped(message, reason)

var device_id = ""
var profile_id = ""
# What every event carries, such as __version, __os and __model.
var global_properties = {}
var flush_at = 100
var flush_interval_ms = 1000
var max_queue = 100000
# Milliseconds by which the clock is known to be wrong.
var clock_offset_ms = 0

var _host = ""
var _port = 80
var _is_tls = false
var _path = "/track"
var _headers = []
var _consent = "granted"
var _queue = []  # of {"json", "month", "message"}, oldest first
var _mutex = Mutex.new()
var _thread = null
var _random = RandomNumberGenerator.new()
var _crypto = Crypto.new()
var _added = 0
var _removed = 0
var _send_until = 0  # all that was added before this many is to be sent now
var _attempts = 0
var _failures = 0
var _not_before = 0
var _oldest_at = 0
var _batch_limit = MAX_BATCH_MESSAGES
var _is_closing = false
var _is_closed = false


# `origin` is one that the client allows: it stands in for a secret. `client_secret` is for servers: never put it into a
# game. `consent` is "granted" or "pending".
func start(client_id, api_url, the_device_id, origin = "", client_secret = "", consent = "granted"):
	var address = api_url.split("://")
	_is_tls = address[0] == "https"
	var parts = address[1].split("/", true, 1)
	var authority = parts[0].split(":")
	_host = authority[0]
	_port = int(authority[1]) if authority.size() > 1 else (443 if _is_tls else 80)
	_path = ("/" + parts[1].rstrip("/") if parts.size() > 1 and parts[1] != "" else "") + "/track"
	_headers = [
		"content-type: application/json",
		"content-encoding: gzip",
		# A bare name and version would count as a robot's.
		"user-agent: Mozilla/5.0 (%s) GatrixAnalytics" % OS.get_name(),
		"openpanel-client-id: " + client_id,
	]
	if origin != "":
		_headers.append("origin: " + origin)
	if client_secret != "":
		_headers.append("openpanel-client-secret: " + client_secret)
	device_id = the_device_id
	_consent = consent
	_random.randomize()
	_thread = Thread.new()
	_thread.start(self, "_run")


func track(name, properties = {}, path = ""):
	var own = global_properties.duplicate()
	for key in properties:
		own[key] = properties[key]
	_record("track", {"name": name, "properties": own, "path": path, "profileId": profile_id, "deviceId": device_id})


func screen_view(path, properties = {}):
	track("screen_view", properties, path)


func revenue(amount, properties = {}):
	var own = properties.duplicate()
	own["__revenue"] = amount
	track("revenue", own)


# Who plays from now on, with traits of the profile.
func identify(id, traits = {}):
	profile_id = id
	_record("identify", {"profileId": id, "deviceId": device_id, "properties": traits})


func increment(property, value = 1):
	_record("increment", {"profileId": profile_id, "property": property, "value": value})


func decrement(property, value = 1):
	_record("decrement", {"profileId": profile_id, "property": property, "value": value})


func set_group(group_id):
	_record("assign_group", {"profileId": profile_id, "deviceId": device_id, "groupIds": [group_id]})


# Somebody else plays: no profile, and another device id.
func reset(the_device_id):
	profile_id = ""
	device_id = the_device_id


# Goes on, or begins: what waited for consent is sent with its original times.
func opt_in():
	_consent = "granted"


# Stops: unsent messages are forgotten, and nothing is recorded.
func opt_out():
	_mutex.lock()
	_consent = "denied"
	_remove(_queue.size())
	_mutex.unlock()


# Sends what waits. Returns when it was answered, or when an attempt failed and will be repeated.
func flush():
	_mutex.lock()
	_send_until = _added
	var until = _added
	var before = _attempts
	var is_idle = _queue.empty() or _consent != "granted"
	_mutex.unlock()
	while not is_idle and not _is_closed and _removed < until:
		if _is_waiting() and (_attempts > before or _failures == 0):
			return
		OS.delay_msec(5)


# Records nothing more and delivers what waits. Returns how much could not be delivered in time.
func shutdown(timeout_ms = 8000):
	var deadline = OS.get_ticks_msec() + timeout_ms
	_is_closing = true
	_mutex.lock()
	_send_until = _added
	if not (_is_waiting() and _failures == 0):
		_not_before = 0
	_mutex.unlock()
	while _consent == "granted" and _removed < _added and OS.get_ticks_msec() < deadline:
		OS.delay_msec(5)
	_is_closed = true
	if _thread != null:
		_thread.wait_to_finish()
		_thread = null
	var left = _queue
	_queue = []
	for one in left:
		emit_signal("dropped", one["message"], "shutdown")
	return left.size()


# How it is sent


func _record(type, fields):
	var payload = {"id": _uuid(), "timestamp": _iso(_now_ms())}
	for key in fields:
		if not (fields[key] is String and fields[key] == ""):
			payload[key] = fields[key]
	var message = {"type": type, "payload": payload}
	var reason = ""
	_mutex.lock()
	if _is_closing:
		reason = "shutdown"
	elif _consent == "denied":
		pass
	elif _queue.size() >= max_queue:
		reason = "queue_full"
	else:
		_queue.append({"json": JSON.print(message), "month": payload["timestamp"].substr(0, 7), "message": message})
		_added += 1
		if _oldest_at == 0:
			_oldest_at = OS.get_ticks_msec()
	_mutex.unlock()
	if reason != "":
		emit_signal("dropped", message, reason)


func _uuid():
	var bytes = _crypto.generate_random_bytes(16)
	bytes[6] = (bytes[6] & 0x0f) | 0x40
	bytes[8] = (bytes[8] & 0x3f) | 0x80
	var hex = bytes.hex_encode()
	return "%s-%s-%s-%s-%s" % [hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 4), hex.substr(16, 4), hex.substr(20, 12)]


func _now_ms():
	return OS.get_system_time_msecs() + clock_offset_ms


func _iso(ms):
	var d = OS.get_datetime_from_unix_time(int(ms / 1000))
	return "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ" % [d["year"], d["month"], d["day"], d["hour"], d["minute"], d["second"], ms % 1000]


func _is_waiting():
	return _not_before > OS.get_ticks_msec()


func _is_due():
	if _queue.empty() or _consent != "granted" or _is_waiting():
		return false
	var is_flush_due = _removed < _send_until or _queue.size() >= flush_at
	return is_flush_due or OS.get_ticks_msec() >= _oldest_at + flush_interval_ms


func _run(_unused):
	while not _is_closed:
		_mutex.lock()
		var batch = _next_batch() if _is_due() else []
		var end = _removed + batch.size()
		_mutex.unlock()
		if batch.empty():
			OS.delay_msec(10)
			continue
		var answer = _post(batch)
		_mutex.lock()
		var dropped = _settle(batch, end, answer)
		_attempts += 1
		_mutex.unlock()
		for one in dropped:
			emit_signal("dropped", one[0]["message"], one[1])


func _next_batch():
	var batch = []
	var months = {}
	var size = 0
	for index in min(_queue.size(), _batch_limit):
		var one = _queue[index]
		size += one["json"].to_utf8().size() + 1
		months[one["month"]] = true
		if not batch.empty() and (size > MAX_BATCH_BYTES or months.size() > MAX_BATCH_MONTHS):
			break
		batch.append(one)
	return batch


# {"status", "body", "retry_after_ms"}; status 0 is no answer.
func _post(batch):
	var texts = PoolStringArray()
	for one in batch:
		texts.append(one["json"])
	var text = '{"sentAt":"%s","sdk":"godot@%s","batch":[' % [_iso(_now_ms()), VERSION] + texts.join(",") + "]}"
	var none = {"status": 0, "body": "", "retry_after_ms": 0}
	var client = HTTPClient.new()
	var deadline = OS.get_ticks_msec() + REQUEST_TIMEOUT_MS
	if client.connect_to_host(_host, _port, _is_tls) != OK:
		return none
	if not _wait_for(client, [HTTPClient.STATUS_RESOLVING, HTTPClient.STATUS_CONNECTING], deadline):
		return none
	if client.get_status() != HTTPClient.STATUS_CONNECTED:
		return none
	if client.request_raw(HTTPClient.METHOD_POST, _path, _headers, text.to_utf8().compress(File.COMPRESSION_GZIP)) != OK:
		return none
	if not _wait_for(client, [HTTPClient.STATUS_REQUESTING], deadline) or not client.has_response():
		return none
	var body = PoolByteArray()
	while client.get_status() == HTTPClient.STATUS_BODY and OS.get_ticks_msec() < deadline:
		client.poll()
		var chunk = client.read_response_body_chunk()
		if chunk.empty():
			OS.delay_msec(2)
		else:
			body.append_array(chunk)
	var answer = {"status": client.get_response_code(), "body": body.get_string_from_utf8(), "retry_after_ms": 0}
	var headers = client.get_response_headers_as_dictionary()
	for key in headers:
		if key.to_lower() == "retry-after":
			answer["retry_after_ms"] = _milliseconds_of(headers[key])
	client.close()
	return answer


func _wait_for(client, statuses, deadline):
	while client.get_status() in statuses:
		if OS.get_ticks_msec() > deadline:
			return false
		client.poll()
		OS.delay_msec(2)
	return true


# `Retry-After`, which is seconds or a date such as `Sun, 29 Nov 2026 08:00:00 GMT`; 0 where nothing lies ahead.
func _milliseconds_of(retry_after):
	if retry_after.is_valid_integer():
		return max(0, int(retry_after)) * 1000
	var parts = retry_after.split(" ")
	if parts.size() < 5:
		return 0
	var months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
	var time = parts[4].split(":")
	var date = {
		"year": int(parts[3]), "month": months.find(parts[2]) + 1, "day": int(parts[1]),
		"hour": int(time[0]), "minute": int(time[1]), "second": int(time[2]),
	}
	return max(0, OS.get_unix_time_from_datetime(date) * 1000 - OS.get_system_time_msecs())


# Removes what was delivered or refused, or says when to try again; gives [entry, reason] of what is dropped.
func _settle(batch, end, answer):
	var status = answer["status"]
	var parsed = JSON.parse(answer["body"])
	var body = parsed.result if parsed.error == OK and parsed.result is Dictionary else {}
	var is_taken = status >= 200 and status < 300 and body.get("success") == true
	var is_refused = status >= 400 and status < 500 and not status in [408, 425, 429]
	if not is_taken and not is_refused:
		var ordered = answer["retry_after_ms"]
		_failures = 0 if ordered > 0 else _failures + 1
		# Full jitter from 1 s, doubling to 60 s.
		var own = _random.randf() * min(MAX_RETRY_MS, 500 * pow(2, min(_failures, 10)))
		var delay = min(MAX_RETRY_AFTER_MS, ordered) if ordered > 0 else own
		_not_before = OS.get_ticks_msec() + int(MIN_RETRY_MS + delay)
		return []
	_failures = 0
	_not_before = 0
	if status == 413 and batch.size() > 1:
		_batch_limit = int(batch.size() / 2)
		return []
	if status == 413:
		_batch_limit = MAX_BATCH_MESSAGES
	var reasons = {}
	var rejected = body.get("rejected")
	if rejected is Array:
		for entry in rejected:
			reasons[int(entry["index"])] = str(entry["code"])
	var dropped = []
	for index in batch.size():
		if is_refused or reasons.has(index):
			dropped.append([batch[index], reasons.get(index, "http_%d" % status)])
	# Opting out may have removed some of them meanwhile.
	_remove(int(max(0, end - _removed)))
	return dropped


func _remove(count):
	_queue = _queue.slice(count, _queue.size() - 1) if count < _queue.size() else []
	_removed += count
	_oldest_at = 0 if _queue.empty() else OS.get_ticks_msec()
