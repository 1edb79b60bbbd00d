import type { Account, Accounts } from '@gatrix/analytics-metadata';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { InsightsError } from '../errors.ts';
import { createAttempts, takeAll } from './attempts.ts';

const windowMs = 15 * 60_000;

export const accountName = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^\P{Cc}*$/u, 'must be in letters, digits and signs alone');

/** A password that is given; one that is chosen has 8 characters. */
export const givenPassword = z.string().min(1).max(200);
export const chosenPassword = z.string().min(8).max(200);

export interface PasswordCheck {
  /** Throws `too_many_requests` after too many tries, and `unauthorized` alike for a wrong name and a wrong password. */
  verify(request: FastifyRequest, name: string, password: string): Promise<Account>;
}

/** Tries count by address and name, and by each alone, so that neither many names nor many addresses are many tries. */
export function createPasswordCheck(accounts: Accounts): PasswordCheck {
  const now = () => performance.now();
  const ofBoth = createAttempts({ max: 10, windowMs, now });
  const ofName = createAttempts({ max: 100, windowMs, now });
  const ofAddress = createAttempts({ max: 300, windowMs, now });
  return {
    verify: async (request, name, password) => {
      const folded = name.normalize('NFKC').trim().toLowerCase();
      const both = `${request.ip} ${folded}`;
      takeAll([
        [ofAddress, request.ip],
        [ofBoth, both],
        [ofName, folded],
      ]);
      const account = await accounts.verify(name, password);
      if (!account) throw new InsightsError('unauthorized', 'the name or the password is wrong');
      ofBoth.reset(both);
      return account;
    },
  };
}
