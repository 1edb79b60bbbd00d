import { expect, test } from 'vitest';
import { createBotDetector } from '../bot-detector.ts';
import { createUserAgentParser } from './user-agent-parser.ts';

const parse = createUserAgentParser();
const detect = createBotDetector();

test.each([
  [
    'MyGame/++UE4+Release-4.27-CL-18319896 Windows/10.0.19044.1.256.64bit',
    'Unreal Engine 4.27',
    'Windows 10',
    'desktop',
    '',
  ],
  [
    'MyGame/++UE5+Release-5.3-CL-29314046 (http-eventloop) Windows/10.0.22631.1.256.64bit',
    'Unreal Engine 5.3',
    'Windows 11',
    'desktop',
    '',
  ],
  ['MyGame/UE5-CL-0 (http-eventloop) IOS/17.1', 'Unreal Engine 5', 'iOS 17.1', 'mobile', ''],
  [
    'MyGame/++UE5+Release-5.4.4-CL-35576357 (http-eventloop) PS5/9.00',
    'Unreal Engine 5.4.4',
    'PlayStation 5 9.00',
    'console',
    'PlayStation 5',
  ],
  [
    'MyGame/++UE5+Release-5.4-CL-1 (http-eventloop) XSX/10.0.25398',
    'Unreal Engine 5.4',
    'Xbox 10.0.25398',
    'console',
    'Xbox Series X',
  ],
  [
    'MyGame/++UE4+Release-4.27-CL-1 XboxOneGDK/10.0.19041',
    'Unreal Engine 4.27',
    'Xbox 10.0.19041',
    'console',
    'Xbox One',
  ],
  [
    'MyGame/++UE5+Release-5.1-CL-1 Switch/15.0.1',
    'Unreal Engine 5.1',
    'Nintendo Switch 15.0.1',
    'console',
    'Switch',
  ],
  [
    'MyGame/++UE4+Release-4.26-CL-1 PS4/10.01',
    'Unreal Engine 4.26',
    'PlayStation 4 10.01',
    'console',
    'PlayStation 4',
  ],
  [
    'MyGame/++MyStudio+Main-CL-4711 (http-legacy) Mac/14.2.1',
    'Unreal Engine ',
    'macOS 14.2.1',
    'desktop',
    'Mac',
  ],
  ['MyGame/++Dev+Live-2.0-CL-99 Linux/6.1.0', 'Unreal Engine ', 'Linux 6.1.0', 'desktop', ''],
  ['MyGame/++UE5+Release-5.3-CL-1 Android/14', 'Unreal Engine 5.3', 'Android 14', 'mobile', ''],
  ['MyGame/++UE5+Release-5.3-CL-1 TVOS/17.0', 'Unreal Engine 5.3', 'tvOS 17.0', 'tv', 'Apple TV'],
  [
    'MyGame/5.4.4-35576357+++UE5+Release-5.4 Windows/10.0.19045',
    'Unreal Engine 5.4',
    'Windows 10',
    'desktop',
    '',
  ],
  ['UnrealEngine/5.3 (PS5)', 'Unreal Engine 5.3', 'PlayStation 5 ', 'console', 'PlayStation 5'],
  ['GodotEngine/4.7.2.stable.official (iOS)', 'Godot 4.7.2', 'iOS ', 'mobile', ''],
  ['GodotEngine/4.7.stable.official (macOS)', 'Godot 4.7', 'macOS ', 'desktop', 'Mac'],
  ['GodotEngine/3.5.3.stable.official (X11)', 'Godot 3.5.3', 'Linux ', 'desktop', ''],
  ['GodotEngine/3.6.stable.custom_build (OSX)', 'Godot 3.6', 'macOS ', 'desktop', 'Mac'],
  ['GodotEngine/4.2.1.stable.official (Android)', 'Godot 4.2.1', 'Android ', 'mobile', ''],
  ['GodotEngine/4.2.1.stable.official (Windows)', 'Godot 4.2.1', 'Windows ', 'desktop', ''],
  ['UnityPlayer/2022.3.10f1 (UnityWebRequest/1.0, libcurl/8.1.1-DEV)', 'Unity 2022.3.10', ' ', 'desktop', ''],
  ['%EA%B2%8C%EC%9E%84/3 CFNetwork/1494.0.7 Darwin/23.4.0', '게임 3', 'iOS 17', 'mobile', ''],
  [
    '%E3%82%B2%E3%83%BC%E3%83%A0%20Z/1.2 CFNetwork/1494.0.7 Darwin/23.4.0',
    'ゲーム Z 1.2',
    'iOS 17',
    'mobile',
    '',
  ],
  ['100%25%/1.0 CFNetwork/1494.0.7 Darwin/23.4.0', '100%25% 1.0', 'iOS 17', 'mobile', ''],
])('%s', (userAgent, program, system, device, model) => {
  const client = parse(userAgent);
  expect(`${client.browser} ${client.browserVersion}`).toBe(program);
  expect(`${client.os} ${client.osVersion}`).toBe(system);
  expect([client.device, client.model]).toEqual([device, model]);
  expect(detect(userAgent)).toBeNull();
});
