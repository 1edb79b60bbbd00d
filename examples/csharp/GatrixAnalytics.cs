// Client of Gatrix Analytics for C# 7 and .NET Standard 2.0 (Unity, Mono, .NET), in one file and without dependencies:
// copy it into your project.
//
//     var analytics = new Analytics("client-id", "http://127.0.0.1:3002", deviceId, "https://your-game.example");
//     analytics.Track("level_up", new Dictionary<string, object> { ["level"] = 12 });
//     analytics.Shutdown(); // as the game quits: what waits is delivered
//
// Track and its kin return at once. A thread sends what waits, in batches, compressed, with ids and times that stay the
// same on every attempt, so that each event is stored once.
using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading;

namespace Gatrix
{
    public enum Consent { Granted, Pending, Denied }

    public sealed class Analytics
    {
        public const string Version = "0.1.0";
        const int MaxBatchMessages = 1000, MaxBatchBytes = 1000000, MaxBatchMonths = 24;
        const double MaxRetryS = 60, MaxRetryAfterS = 3600, MinRetryS = 0.3;

        /// <summary>Told of each message that was given up, and why.</summary>
        public Action<IDictionary<string, object>, string> OnDrop;
        /// <summary>Told of each attempt that failed.</summary>
        public Action<Exception> OnError;
        public Func<DateTime> UtcNow = () => DateTime.UtcNow;
        public int FlushAt = 100, MaxQueue = 100000;
        public TimeSpan FlushInterval = TimeSpan.FromSeconds(1);
        /// <summary>What every event carries, such as __version, __os and __model.</summary>
        public readonly Dictionary<string, object> Global = new Dictionary<string, object>();
        public string DeviceId, ProfileId;

        sealed class Waiting { public string Json; public string Month; public IDictionary<string, object> Message; }

        readonly object changed = new object();
        readonly List<Waiting> queue = new List<Waiting>();
        readonly HttpClient http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(30) };
        readonly Uri url;
        readonly Random random = new Random();
        Consent consent;
        Thread thread;
        long added, removed, sendUntil, attempts;
        int failures, batchLimit = MaxBatchMessages;
        DateTime notBefore = DateTime.MinValue;
        DateTime? oldestAt;
        bool isClosing, isClosed;

        /// <param name="origin">One that the client allows, such as https://your-game.example: it stands in for a secret.</param>
        /// <param name="clientSecret">Of servers only: never put it into a game.</param>
        public Analytics(string clientId, string apiUrl, string deviceId, string origin = null, string clientSecret = null, Consent consent = Consent.Granted)
        {
            url = new Uri(apiUrl.TrimEnd('/') + "/track");
            http.DefaultRequestHeaders.TryAddWithoutValidation("openpanel-client-id", clientId);
            if (origin != null) http.DefaultRequestHeaders.TryAddWithoutValidation("Origin", origin);
            if (clientSecret != null) http.DefaultRequestHeaders.TryAddWithoutValidation("openpanel-client-secret", clientSecret);
            // A bare name and version would count as a robot's.
            http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", "Mozilla/5.0 (" + Environment.OSVersion.Platform + ") GatrixAnalytics");
            DeviceId = deviceId;
            this.consent = consent;
        }

        /// <summary>Records an event. The time is now, and the id a new one, where none is given.</summary>
        public void Track(string name, IDictionary<string, object> properties = null, string path = null, DateTime? timestamp = null, Guid? id = null)
        {
            var own = new Dictionary<string, object>(Global);
            foreach (var pair in properties ?? new Dictionary<string, object>()) own[pair.Key] = pair.Value;
            Record("track", timestamp, id, "name", name, "properties", own, "path", path, "profileId", ProfileId, "deviceId", DeviceId);
        }

        public void ScreenView(string path, IDictionary<string, object> properties = null) => Track("screen_view", properties, path);

        public void Revenue(decimal amount, IDictionary<string, object> properties = null)
        {
            var own = new Dictionary<string, object>(properties ?? new Dictionary<string, object>()) { ["__revenue"] = amount };
            Track("revenue", own);
        }

        /// <summary>Who plays from now on, with traits of the profile.</summary>
        public void Identify(string profileId, IDictionary<string, object> traits = null)
        {
            ProfileId = profileId;
            Record("identify", null, null, "profileId", profileId, "deviceId", DeviceId, "properties", traits);
        }

        public void Increment(string property, double value = 1) => Record("increment", null, null, "profileId", ProfileId, "property", property, "value", value);
        public void Decrement(string property, double value = 1) => Record("decrement", null, null, "profileId", ProfileId, "property", property, "value", value);
        public void Alias(string alias) => Record("alias", null, null, "profileId", ProfileId, "alias", alias);
        public void SetGroup(string groupId) => Record("assign_group", null, null, "profileId", ProfileId, "deviceId", DeviceId, "groupIds", new[] { groupId });

        /// <summary>Somebody else plays: no profile, and another device id.</summary>
        public void Reset(string deviceId)
        {
            ProfileId = null;
            DeviceId = deviceId;
        }

        /// <summary>Goes on, or begins: what waited for consent is sent with its original times.</summary>
        public void OptIn() { lock (changed) { consent = Consent.Granted; Wake(); } }

        /// <summary>Stops: unsent messages are forgotten, and nothing is recorded.</summary>
        public void OptOut() { lock (changed) { consent = Consent.Denied; Remove(queue.Count); } }

        /// <summary>Sends what waits. Returns when it was answered, or when an attempt failed and will be repeated.</summary>
        public void Flush()
        {
            lock (changed)
            {
                if (queue.Count == 0 || consent != Consent.Granted) return;
                long until = sendUntil = added, before = attempts;
                Wake();
                while (removed < until && !isClosed && !(IsWaiting && (attempts > before || failures == 0))) Monitor.Wait(changed);
            }
        }

        /// <summary>Records nothing more and delivers what waits. Returns how much could not be delivered in time.</summary>
        public int Shutdown(double timeoutS = 8)
        {
            var deadline = DateTime.UtcNow.AddSeconds(timeoutS);
            List<Waiting> left;
            lock (changed)
            {
                isClosing = true;
                sendUntil = added;
                if (!(IsWaiting && failures == 0)) notBefore = DateTime.MinValue;
                if (consent == Consent.Granted) Wake();
                while (consent == Consent.Granted && queue.Count > 0 && DateTime.UtcNow < deadline)
                    Monitor.Wait(changed, Positive(deadline - DateTime.UtcNow));
                isClosed = true;
                Monitor.PulseAll(changed);
                left = queue.ToList();
                Remove(queue.Count);
            }
            foreach (var one in left) Drop(one.Message, "shutdown");
            return left.Count;
        }

        // How it is sent

        void Record(string type, DateTime? timestamp, Guid? id, params object[] fields)
        {
            var payload = new Dictionary<string, object> { ["id"] = (id ?? Guid.NewGuid()).ToString(), ["timestamp"] = Iso(timestamp ?? UtcNow()) };
            for (var at = 0; at < fields.Length; at += 2) if (fields[at + 1] != null) payload[(string)fields[at]] = fields[at + 1];
            var message = new Dictionary<string, object> { ["type"] = type, ["payload"] = payload };
            string json, reason = null;
            try { json = Json.Write(message); }
            catch (FormatException) { Drop(message, "serialization"); return; }
            lock (changed)
            {
                if (isClosing) reason = "shutdown";
                else if (consent == Consent.Denied) return;
                else if (queue.Count >= MaxQueue) reason = "queue_full";
                else
                {
                    queue.Add(new Waiting { Json = json, Month = ((string)payload["timestamp"]).Substring(0, 7), Message = message });
                    added += 1;
                    oldestAt = oldestAt ?? DateTime.UtcNow;
                    if (consent == Consent.Granted) Wake();
                }
            }
            if (reason != null) Drop(message, reason);
        }

        static string Iso(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        static TimeSpan Positive(TimeSpan span) => span > TimeSpan.Zero ? span : TimeSpan.Zero;
        bool IsWaiting => notBefore > DateTime.UtcNow;

        void Drop(IDictionary<string, object> message, string reason)
        {
            try { OnDrop?.Invoke(message, reason); }
            catch (Exception error) { OnError?.Invoke(error); } // a hook that fails must not end the game
        }

        void Wake()
        {
            if (thread == null)
            {
                thread = new Thread(Run) { IsBackground = true, Name = "gatrix-analytics" };
                thread.Start();
            }
            Monitor.PulseAll(changed);
        }

        /// How long nothing is to be sent; null where nothing waits.
        TimeSpan? Delay()
        {
            if (queue.Count == 0 || consent != Consent.Granted) return null;
            var now = DateTime.UtcNow;
            var isDue = removed < sendUntil || queue.Count >= FlushAt;
            var interval = isDue ? TimeSpan.Zero : Positive((oldestAt ?? now) + FlushInterval - now);
            var retry = Positive(notBefore - now);
            return interval > retry ? interval : retry;
        }

        void Run()
        {
            while (true)
            {
                List<Waiting> batch;
                long end;
                lock (changed)
                {
                    for (var delay = Delay(); !isClosed && delay != TimeSpan.Zero; delay = Delay())
                    {
                        // A millisecond more, because the wait may end a little early.
                        if (delay == null) Monitor.Wait(changed);
                        else Monitor.Wait(changed, delay.Value + TimeSpan.FromMilliseconds(1));
                    }
                    if (isClosed) return;
                    batch = NextBatch();
                    end = removed + batch.Count;
                }
                var answer = Post(batch);
                List<KeyValuePair<Waiting, string>> dropped;
                lock (changed)
                {
                    dropped = Settle(batch, end, answer);
                    attempts += 1;
                    Monitor.PulseAll(changed);
                }
                foreach (var one in dropped) Drop(one.Key.Message, one.Value);
            }
        }

        List<Waiting> NextBatch()
        {
            var batch = new List<Waiting>();
            var months = new HashSet<string>();
            var size = 0;
            foreach (var one in queue.Take(batchLimit))
            {
                size += Encoding.UTF8.GetByteCount(one.Json) + 1;
                months.Add(one.Month);
                if (batch.Count > 0 && (size > MaxBatchBytes || months.Count > MaxBatchMonths)) break;
                batch.Add(one);
            }
            return batch;
        }

        sealed class Answer { public int Status; public IDictionary<string, object> Body = new Dictionary<string, object>(); public double? RetryAfterS; }

        Answer Post(List<Waiting> batch)
        {
            var text = "{\"sentAt\":\"" + Iso(UtcNow()) + "\",\"sdk\":\"csharp@" + Version + "\",\"batch\":[" + string.Join(",", batch.Select(one => one.Json)) + "]}";
            try
            {
                var packed = new MemoryStream();
                using (var gzip = new GZipStream(packed, CompressionMode.Compress, true))
                {
                    var bytes = Encoding.UTF8.GetBytes(text);
                    gzip.Write(bytes, 0, bytes.Length);
                }
                var content = new ByteArrayContent(packed.ToArray());
                content.Headers.TryAddWithoutValidation("content-type", "application/json");
                content.Headers.TryAddWithoutValidation("content-encoding", "gzip");
                using (var response = http.PostAsync(url, content).GetAwaiter().GetResult())
                {
                    var body = response.Content.ReadAsStringAsync().GetAwaiter().GetResult();
                    var retry = response.Headers.RetryAfter;
                    var after = retry?.Delta ?? retry?.Date - DateTimeOffset.UtcNow;
                    return new Answer { Status = (int)response.StatusCode, Body = Json.ReadObject(body), RetryAfterS = after?.TotalSeconds > 0 ? after?.TotalSeconds : null };
                }
            }
            catch (Exception error) // no connection, no answer in time, or one that is no HTTP
            {
                OnError?.Invoke(error);
                return new Answer();
            }
        }

        /// Removes what was delivered or refused, or says when to try again; gives what is dropped, and why.
        List<KeyValuePair<Waiting, string>> Settle(List<Waiting> batch, long end, Answer answer)
        {
            var dropped = new List<KeyValuePair<Waiting, string>>();
            var status = answer.Status;
            var isTaken = status >= 200 && status < 300 && answer.Body.TryGetValue("success", out var success) && true.Equals(success);
            var isRefused = status >= 400 && status < 500 && status != 408 && status != 425 && status != 429;
            if (!isTaken && !isRefused)
            {
                failures = answer.RetryAfterS == null ? failures + 1 : 0;
                // Full jitter from 1 s, doubling to 60 s.
                var own = random.NextDouble() * Math.Min(MaxRetryS, 0.5 * Math.Pow(2, Math.Min(failures, 10)));
                notBefore = DateTime.UtcNow.AddSeconds(MinRetryS + Math.Min(MaxRetryAfterS, answer.RetryAfterS ?? own));
                return dropped;
            }
            failures = 0;
            notBefore = DateTime.MinValue;
            if (status == 413 && batch.Count > 1)
            {
                batchLimit = batch.Count / 2;
                return dropped;
            }
            if (status == 413) batchLimit = MaxBatchMessages;
            var reasons = new Dictionary<int, string>();
            if (answer.Body.TryGetValue("rejected", out var list) && list is IEnumerable<object> rejected)
                foreach (var entry in rejected.OfType<IDictionary<string, object>>())
                    if (entry.TryGetValue("index", out var index) && index is double at && entry.TryGetValue("code", out var code)) reasons[(int)at] = $"{code}";
            for (var at = 0; at < batch.Count; at++)
                if (reasons.TryGetValue(at, out var reason) || isRefused) dropped.Add(new KeyValuePair<Waiting, string>(batch[at], reason ?? "http_" + status));
            // Opting out may have removed some of them meanwhile.
            Remove((int)Math.Max(0, end - removed));
            return dropped;
        }

        void Remove(int count)
        {
            queue.RemoveRange(0, count);
            removed += count;
            oldestAt = queue.Count > 0 ? DateTime.UtcNow : (DateTime?)null;
        }
    }

    static class Json
    {
        /// Throws a FormatException for what JSON cannot say.
        public static string Write(object value)
        {
            var text = new StringBuilder();
            Write(text, value, 0);
            return text.ToString();
        }

        static void Write(StringBuilder text, object value, int depth)
        {
            if (depth > 32) throw new FormatException("nested too deeply");
            if (value == null) text.Append("null");
            else if (value is string || value is char || value is Guid || value is Enum) Quote(text, value.ToString());
            else if (value is bool flag) text.Append(flag ? "true" : "false");
            else if (value is DateTime time) Quote(text, time.ToUniversalTime().ToString("o", CultureInfo.InvariantCulture));
            else if (value is float || value is double) text.Append(Finite(Convert.ToDouble(value)).ToString("R", CultureInfo.InvariantCulture));
            else if (value is IDictionary map)
            {
                var separator = '{';
                foreach (DictionaryEntry pair in map)
                {
                    text.Append(separator);
                    Quote(text, pair.Key.ToString());
                    text.Append(':');
                    Write(text, pair.Value, depth + 1);
                    separator = ',';
                }
                text.Append(separator == '{' ? "{}" : "}");
            }
            else if (value is IEnumerable list)
            {
                var separator = '[';
                foreach (var item in list)
                {
                    text.Append(separator);
                    Write(text, item, depth + 1);
                    separator = ',';
                }
                text.Append(separator == '[' ? "[]" : "]");
            }
            else if (value is IConvertible && value.GetType().IsPrimitive || value is decimal) text.Append(Convert.ToString(value, CultureInfo.InvariantCulture));
            else throw new FormatException("JSON has no " + value.GetType());
        }

        static double Finite(double number) => double.IsNaN(number) || double.IsInfinity(number) ? throw new FormatException("JSON has no " + number) : number;

        static void Quote(StringBuilder text, string value)
        {
            text.Append('"');
            foreach (var c in value)
            {
                if (c == '"' || c == '\\') text.Append('\\').Append(c);
                else if (c < ' ' || char.IsSurrogate(c)) text.Append("\\u").Append(((int)c).ToString("x4"));
                else text.Append(c);
            }
            text.Append('"');
        }

        /// Empty where the text is no object.
        public static IDictionary<string, object> ReadObject(string text)
        {
            var at = 0;
            try { return Read(text, ref at) as IDictionary<string, object> ?? new Dictionary<string, object>(); }
            catch (Exception error) when (error is FormatException || error is IndexOutOfRangeException) { return new Dictionary<string, object>(); }
        }

        static char Next(string text, ref int at)
        {
            while (char.IsWhiteSpace(text[at])) at++;
            return text[at];
        }

        static object Read(string text, ref int at)
        {
            var first = Next(text, ref at);
            if (first == '"') return ReadText(text, ref at);
            if (first == '{' || first == '[')
            {
                var map = new Dictionary<string, object>();
                var list = new List<object>();
                for (at++; Next(text, ref at) != '}' && text[at] != ']';)
                {
                    if (first == '[') list.Add(Read(text, ref at));
                    else
                    {
                        var key = ReadText(text, ref at);
                        if (Next(text, ref at) != ':') throw new FormatException();
                        at++;
                        map[key] = Read(text, ref at);
                    }
                    if (Next(text, ref at) == ',') at++;
                }
                at++;
                return first == '[' ? (object)list : map;
            }
            var start = at;
            while (at < text.Length && (char.IsLetterOrDigit(text[at]) || "+-.".IndexOf(text[at]) >= 0)) at++;
            var word = text.Substring(start, at - start);
            if (word == "true" || word == "false") return word == "true";
            return word == "null" ? null : (object)double.Parse(word, CultureInfo.InvariantCulture);
        }

        static string ReadText(string text, ref int at)
        {
            if (Next(text, ref at) != '"') throw new FormatException();
            var value = new StringBuilder();
            for (at++; text[at] != '"'; at++)
            {
                if (text[at] != '\\') { value.Append(text[at]); continue; }
                var escape = text[++at];
                var known = "bfnrt".IndexOf(escape);
                if (escape != 'u') { value.Append(known < 0 ? escape : "\b\f\n\r\t"[known]); continue; }
                value.Append((char)int.Parse(text.Substring(at + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                at += 4;
            }
            at++;
            return value.ToString();
        }
    }
}
