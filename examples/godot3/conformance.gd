extends SceneTree
# Drives gatrix_analytics.gd by the protocol of packages/sdk-conformance. Godot 3.2 has no standard input for scripts: the
# lines come and go through the port that is named behind `--port=`.

const Analytics = preload("res://gatrix_analytics.gd")

var analytics = null
var peer = StreamPeerTCP.new()
var saying = Mutex.new()


func say(line):
	saying.lock()
	peer.put_data((JSON.print(line) + "\n").to_utf8())
	saying.unlock()


func on_dropped(message, reason):
	if reason != "shutdown":
		say({"drop": {"name": message["payload"].get("name"), "reason": reason}})


func begin(command):
	analytics = Analytics.new()
	analytics.max_queue = int(command.get("maxQueue", 100000))
	analytics.clock_offset_ms = int(command.get("clockOffsetMs", 0))
	analytics.connect("dropped", self, "on_dropped")
	analytics.start(command["clientId"], command["url"], "device-1", "", command["clientSecret"], command.get("consent", "granted"))


func perform(command):
	match command["do"]:
		"start":
			begin(command)
		"track":
			for name in command["names"]:
				analytics.track(name, command["properties"])
		"flush":
			analytics.flush()
		"optIn":
			analytics.opt_in()
		"optOut":
			analytics.opt_out()
		"stop":
			analytics.shutdown()
		"abandon":
			if analytics != null:
				analytics.shutdown(0)
		_:
			return "cannot " + str(command["do"])
	return ""


func _init():
	for argument in OS.get_cmdline_args():
		if argument.begins_with("--port="):
			peer.connect_to_host("127.0.0.1", int(argument.substr(7, 5)))
	while peer.get_status() == StreamPeerTCP.STATUS_CONNECTING:
		OS.delay_msec(5)
	say({"ready": {"client": "gatrix_analytics.gd", "version": Analytics.VERSION, "can": ["consent", "maxQueue", "clock", "large"]}})
	var received = PoolByteArray()
	while peer.get_status() == StreamPeerTCP.STATUS_CONNECTED:
		var available = peer.get_available_bytes()
		if available == 0:
			OS.delay_msec(5)
			continue
		received.append_array(peer.get_data(available)[1])
		# One command at a time: the next comes when this one is answered.
		if received[received.size() - 1] != 10:
			continue
		var problem = perform(JSON.parse(received.get_string_from_utf8()).result)
		received = PoolByteArray()
		say({"done": true} if problem == "" else {"error": problem})
	quit()
