import { gunzipSync } from 'node:zlib';
import { isShallow, maxBodyBytes, maxPropertyDepth, parseJson } from '@gatrix/analytics-protocol/track';
import { WireProblem } from './wire-format.ts';

/** A body's text; gzip is recognised by its first bytes, because SDKs send it as text, too. */
export function textOf(body: Buffer): string {
  if (body[0] !== 0x1f || body[1] !== 0x8b) return body.toString('utf8');
  try {
    return gunzipSync(body, { maxOutputLength: maxBodyBytes }).toString('utf8');
  } catch (error) {
    if (!(error instanceof RangeError)) throw new WireProblem('the body is not gzip', 'invalid_body');
    throw new WireProblem('the body is larger than 1 MiB after decompression', 'body_too_large');
  }
}

/** A vendor's envelope may lie around properties that are as deep as they may be. */
const maxDepth = maxPropertyDepth + 5;

export function jsonOf(text: string): unknown {
  const value = parsed(text);
  // What is deeper would overflow the stack of whoever writes it as JSON again.
  if (!isShallow(value, maxDepth)) throw new WireProblem(`the body is nested deeper than ${maxDepth} levels`);
  return value;
}

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    throw new WireProblem('the body is not JSON', 'invalid_json', { cause: error });
  }
}

/** JSON, or base64 of JSON or of gzip: what SDKs put into a form's `data`. */
export function jsonOrBase64(text: string): unknown {
  if (/^\s*[[{"]/.test(text)) return jsonOf(text);
  // A blank was a plus before the form was decoded.
  return jsonOf(textOf(Buffer.from(text.replaceAll(' ', '+'), 'base64')));
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object, or a problem that names the field. */
export function objectOf(value: unknown, field: string): Record<string, unknown> {
  if (isObject(value)) return value;
  throw new WireProblem(`${field} must be an object`);
}

export function listOf(value: unknown, field: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new WireProblem(`${field} must be an array`);
}

/** A text that is there; numbers count. */
export function text(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export const json = (body: object | number | string) => ({ body: JSON.stringify(body) });
