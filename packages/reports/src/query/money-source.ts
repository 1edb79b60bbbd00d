import {
  createMoney,
  defaultCurrency,
  type MoneySource,
  ownMoney,
  type Rate,
} from '@gatrix/analytics-clickhouse-schema';

interface Stored {
  readonly projects: {
    get(
      id: string,
    ): Promise<{ readonly timezone: string; readonly settings: { readonly currency?: string } } | undefined>;
  };
  readonly rates: { list(projectId: string, reporting: string): Promise<readonly Rate[]> };
}

/** How amounts are converted by what the metadata says now: a change holds from the next question on. */
export function moneySource({ projects, rates }: Stored): MoneySource {
  return async (projectId) => {
    const project = await projects.get(projectId);
    if (!project) return ownMoney;
    const currency = project.settings.currency ?? defaultCurrency;
    return createMoney(currency, project.timezone, await rates.list(projectId, currency));
  };
}
