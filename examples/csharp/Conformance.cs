// Drives GatrixAnalytics.cs by the protocol of packages/sdk-conformance.
using System;
using System.Collections.Generic;
using System.Linq;
using Gatrix;

static class Conformance
{
    static readonly object saying = new object();
    static Analytics analytics;

    static void Say(string key, object value)
    {
        lock (saying)
        {
            Console.Out.WriteLine(Json.Write(new Dictionary<string, object> { [key] = value }));
            Console.Out.Flush();
        }
    }

    static Analytics Start(IDictionary<string, object> command)
    {
        Func<string, object, object> Get = (name, otherwise) => command.ContainsKey(name) ? command[name] : otherwise;
        var offset = TimeSpan.FromMilliseconds((double)Get("clockOffsetMs", 0.0));
        var consent = "pending".Equals(Get("consent", "granted")) ? Consent.Pending : Consent.Granted;
        return new Analytics((string)command["clientId"], (string)command["url"], "device-1", null, (string)command["clientSecret"], consent)
        {
            MaxQueue = (int)(double)Get("maxQueue", 100000.0),
            UtcNow = () => DateTime.UtcNow + offset,
            OnDrop = (message, reason) =>
            {
                var payload = (IDictionary<string, object>)message["payload"];
                if (reason != "shutdown") Say("drop", new Dictionary<string, object> { ["name"] = payload["name"], ["reason"] = reason });
            },
        };
    }

    static void Perform(IDictionary<string, object> command)
    {
        switch ((string)command["do"])
        {
            case "start": analytics = Start(command); break;
            case "track":
                foreach (string name in (IEnumerable<object>)command["names"]) analytics.Track(name, (IDictionary<string, object>)command["properties"]);
                break;
            case "flush": analytics.Flush(); break;
            case "optIn": analytics.OptIn(); break;
            case "optOut": analytics.OptOut(); break;
            case "stop": analytics.Shutdown(); break;
            case "abandon": analytics?.Shutdown(0); break;
            default: throw new ArgumentException("cannot " + command["do"]);
        }
    }

    static void Main()
    {
        Say("ready", new Dictionary<string, object>
        {
            ["client"] = "GatrixAnalytics.cs",
            ["version"] = Analytics.Version,
            ["can"] = new[] { "consent", "maxQueue", "clock", "large" },
        });
        for (var line = Console.In.ReadLine(); line != null; line = Console.In.ReadLine())
        {
            try
            {
                Perform(Json.ReadObject(line));
                Say("done", true);
            }
            catch (Exception error)
            {
                Say("error", error.ToString());
            }
        }
        Environment.Exit(0);
    }
}
