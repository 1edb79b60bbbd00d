import type { Delivery, WireRequest } from './wire-format.ts';

const apps = /android|ios|iphone|swift|kotlin|objc|react-native|flutter|unity|unreal|godot|cordova|expo/i;

/** By the library's name where it is an app's, else by the user agent: a browser's says Mozilla. */
export function senderOf({ headers }: WireRequest, library: string | undefined): Delivery['sender'] {
  if (library !== undefined && apps.test(library)) return 'app';
  return headers['user-agent']?.startsWith('Mozilla/') ? undefined : 'server';
}

export interface BasicCredentials {
  readonly user: string | undefined;
  readonly password: string | undefined;
}

/** `Authorization: Basic`; what is empty is not there. An SDK that knows no secret ends a key that holds one with a colon. */
export function basicCredentials({ headers }: WireRequest): BasicCredentials {
  const encoded = /^Basic\s+(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  const [user = '', ...rest] = Buffer.from(encoded ?? '', 'base64')
    .toString()
    .split(':');
  return { user: user || undefined, password: rest.join(':').replace(/:$/, '') || undefined };
}
