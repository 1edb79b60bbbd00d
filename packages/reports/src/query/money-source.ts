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

/** The currency that the project's amounts are shown in, ISO 4217. */
export function currencyOf({ settings }: { readonly settings: { readonly currency?: string } }): string {
  return settings.currency ?? defaultCurrency;
}

/** How amounts are converted by what the metadata says now: a change holds from the next question on. */
export function moneySource({ projects, rates }: Stored): MoneySource {
  return async (projectId) => {
    const project = await projects.get(projectId);
    if (!project) return ownMoney;
    const currency = currencyOf(project);
    return createMoney(currency, project.timezone, await rates.list(projectId, currency));
  };
}
