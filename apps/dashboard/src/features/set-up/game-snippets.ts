/** Where a client is: which server, as which client. */
export interface Target {
  readonly host: string;
  /** The client of pages and games, which have no secret. */
  readonly clientId: string;
  /** The client whose secret servers have. */
  readonly serverClientId: string;
  /** What the project allows in place of a secret. */
  readonly origin: string;
}

/** An origin of the project's domain; an example where it has none that can be written out. */
export function originOf(domain: string): string {
  if (/^https?:\/\/[^*]+$/.test(domain)) return domain;
  return domain === '' || domain.includes('*') ? 'https://your-game.example' : `https://${domain}`;
}

export const gameSnippets = [
  { name: 'Node.js', hint: 'setUp.serverHint', code: node },
  { name: 'Python', hint: 'setUp.serverHint', code: python },
  { name: 'Unity (C#)', hint: 'setUp.unityHint', code: unity },
  { name: 'Godot', hint: 'setUp.godotHint', code: godot },
  { name: 'Unreal (C++)', hint: 'setUp.unrealHint', code: unreal },
] as const;

function node({ host, serverClientId }: Target): string {
  return `// npm install @gatrix/analytics-node
import { createAnalytics } from '@gatrix/analytics-node';

const analytics = createAnalytics({
  clientId: '${serverClientId}',
  clientSecret: process.env.GATRIX_ANALYTICS_SECRET,
  apiUrl: '${host}',
});
analytics.track('level_up', { level: 12 }, { profileId: 'player-1' });`;
}

function python({ host, serverClientId }: Target): string {
  return `import os
from gatrix_analytics import Analytics

analytics = Analytics("${serverClientId}", os.environ["GATRIX_ANALYTICS_SECRET"], "${host}")
analytics.track("level_up", {"level": 12}, profile_id="player-1")`;
}

function unity({ host, clientId, origin }: Target): string {
  return `using System.Collections.Generic;
using Gatrix;
using UnityEngine;

public class Stats : MonoBehaviour
{
    public static Analytics Analytics;

    void Awake()
    {
        Analytics = new Analytics("${clientId}", "${host}", SystemInfo.deviceUniqueIdentifier, "${origin}");
        Analytics.Global["__version"] = Application.version;
        Analytics.Track("level_up", new Dictionary<string, object> { ["level"] = 12 });
    }

    void OnApplicationQuit() => Analytics.Shutdown();
}`;
}

function godot({ host, clientId, origin }: Target): string {
  return `extends Node

var analytics = preload("res://gatrix_analytics.gd").new()

func _ready():
	analytics.start("${clientId}", "${host}", OS.get_unique_id(), "${origin}")
	analytics.track("level_up", {"level": 12})

func _exit_tree():
	analytics.shutdown()`;
}

function unreal({ host, clientId, origin }: Target): string {
  return `// YourGame.Build.cs: PublicDependencyModuleNames.AddRange(new[] { "HTTP", "Json" });
#include "Dom/JsonObject.h"
#include "HttpModule.h"
#include "Interfaces/IHttpRequest.h"
#include "Serialization/JsonSerializer.h"

void TrackLevelUp(const FString& PlayerId, int32 Level)
{
    const TSharedRef<FJsonObject> Properties = MakeShared<FJsonObject>();
    Properties->SetNumberField(TEXT("level"), Level);
    const TSharedRef<FJsonObject> Payload = MakeShared<FJsonObject>();
    Payload->SetStringField(TEXT("id"), FGuid::NewGuid().ToString(EGuidFormats::DigitsWithHyphens));
    Payload->SetStringField(TEXT("name"), TEXT("level_up"));
    Payload->SetStringField(TEXT("profileId"), PlayerId);
    Payload->SetObjectField(TEXT("properties"), Properties);
    const TSharedRef<FJsonObject> Message = MakeShared<FJsonObject>();
    Message->SetStringField(TEXT("type"), TEXT("track"));
    Message->SetObjectField(TEXT("payload"), Payload);
    FString Body;
    FJsonSerializer::Serialize(Message, TJsonWriterFactory<>::Create(&Body));

    const auto Request = FHttpModule::Get().CreateRequest();
    Request->SetURL(TEXT("${host}/track"));
    Request->SetVerb(TEXT("POST"));
    Request->SetHeader(TEXT("Content-Type"), TEXT("application/json"));
    Request->SetHeader(TEXT("openpanel-client-id"), TEXT("${clientId}"));
    Request->SetHeader(TEXT("Origin"), TEXT("${origin}"));
    Request->SetContentAsString(Body);
    Request->ProcessRequest();
}`;
}
