import type { Locator, Page } from 'playwright-core';
import { downloadedText } from './browser.ts';

/** An amount in dollars as the page writes it in full. */
export const money = (value: number) =>
  new Intl.NumberFormat('en', { style: 'currency', currency: 'USD' }).format(value);

/** A number as the page writes it to the last digit. */
export const exact = (value: number) =>
  new Intl.NumberFormat('en', { maximumFractionDigits: 2 }).format(value);

/** What stands there to the last digit: on hover where it is short. */
export const exactly = (locator: Locator) =>
  locator.evaluateAll((all) => all.map((element) => element.getAttribute('title') ?? element.textContent));

export const texts = (locator: Locator) => locator.allTextContents();

/** What a press of the first button for it saves. */
export async function savedCsv(page: Page): Promise<string[][]> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page
      .getByRole('main')
      .getByRole('button', { name: /^Export (all as )?CSV$/ })
      .first()
      .click(),
  ]);
  const text = await downloadedText(download);
  return text
    .slice(1)
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','));
}
