import { describe, expect, test } from 'vitest';
import { tellingOf } from './telling.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const now = Date.UTC(2026, 10, 10, 12);
const told = (
  toldState: 'firing' | 'ok' | 'no_data' | null,
  toldAt: number | null,
  snoozedUntil: number | null = null,
) => ({
  toldState,
  toldAt,
  snoozedUntil,
});

describe('what an alert tells', () => {
  test('a new one that fires, not one that is quiet', () => {
    expect(tellingOf(told(null, null), 'firing', now)).toEqual({
      notice: 'change',
      toldState: 'firing',
      toldAt: now,
    });
    for (const state of ['ok', 'no_data'] as const)
      expect(tellingOf(told(null, null), state, now)).toEqual({
        notice: undefined,
        toldState: state,
        toldAt: null,
      });
  });

  test('each change, at once', () => {
    for (const [before, after] of [
      ['firing', 'ok'],
      ['ok', 'firing'],
      ['firing', 'no_data'],
      ['no_data', 'ok'],
    ] as const)
      expect(tellingOf(told(before, now - 1), after, now)).toEqual({
        notice: 'change',
        toldState: after,
        toldAt: now,
      });
  });

  test('a reminder a day after the last message while it fires, and in no other state', () => {
    expect(tellingOf(told('firing', now - dayMs + 1), 'firing', now).notice).toBeUndefined();
    expect(tellingOf(told('firing', now - dayMs), 'firing', now)).toEqual({
      notice: 'reminder',
      toldState: 'firing',
      toldAt: now,
    });
    for (const state of ['ok', 'no_data'] as const)
      expect(tellingOf(told(state, now - 10 * dayMs), state, now).notice).toBeUndefined();
  });

  test('nothing while it is snoozed; afterwards what is other than was told', () => {
    expect(tellingOf(told('firing', now - 2 * dayMs, now + 1), 'firing', now).notice).toBeUndefined();
    expect(tellingOf(told('firing', now - hourMs, now + 1), 'ok', now)).toEqual({
      notice: undefined,
      toldState: 'firing',
      toldAt: now - hourMs,
    });
    expect(tellingOf(told('firing', now - hourMs, now), 'ok', now).notice).toBe('change');
  });
});
