import type { Page } from 'playwright-core';

/** What a person without sight or without a mouse would stumble over on this page; empty where nothing is. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const problems: string[] = [];
    const describe = (element: Element) => element.outerHTML.slice(0, 120);
    const isVisible = (element: Element) => element.checkVisibility({ visibilityProperty: true });
    const count = (selector: string) => [...document.querySelectorAll(selector)].filter(isVisible).length;

    if (count('h1') !== 1) problems.push(`${count('h1')} h1 instead of one`);
    if (count('main') !== 1) problems.push(`${count('main')} main instead of one`);
    if (document.documentElement.lang === '') problems.push('the page has no language');

    const nameOf = (element: Element) => {
      const labelledBy = element.getAttribute('aria-labelledby');
      const labels = 'labels' in element ? [...((element as HTMLInputElement).labels ?? [])] : [];
      return [
        element.getAttribute('aria-label'),
        labelledBy && document.getElementById(labelledBy)?.textContent,
        ...labels.map((label) => label.textContent),
        element.textContent,
      ]
        .filter(Boolean)
        .join(' ')
        .trim();
    };
    const selector = 'a[href], button, input, select, [role="application"], section[tabindex], [role="tab"]';
    for (const element of document.querySelectorAll(selector)) {
      if (isVisible(element) && nameOf(element) === '') problems.push(`no name: ${describe(element)}`);
    }
    // Who speaks to the browser says what stands there.
    const wordsIn = (text: string) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
    for (const element of document.querySelectorAll('button[aria-label], a[aria-label]')) {
      const text = wordsIn(element.textContent).join(' ');
      const label = wordsIn(element.getAttribute('aria-label') ?? '').join(' ');
      if (text !== '' && isVisible(element) && !label.includes(text))
        problems.push(`reads "${text}", and is named "${label}"`);
    }
    for (const element of document.querySelectorAll('[tabindex]')) {
      if (Number(element.getAttribute('tabindex')) > 0) problems.push(`tab order: ${describe(element)}`);
    }
    for (const cell of document.querySelectorAll('th:not([scope])'))
      problems.push(`no scope: ${describe(cell)}`);
    for (const svg of document.querySelectorAll(
      'svg:not([aria-hidden="true"]):not([role="img"][aria-label])',
    )) {
      problems.push(`a drawing that says nothing: ${describe(svg)}`);
    }
    for (const name of ['aria-labelledby', 'aria-describedby', 'aria-controls']) {
      for (const element of document.querySelectorAll(`[${name}]`)) {
        const missing = (element.getAttribute(name) ?? '')
          .split(/\s+/)
          .filter((id) => !document.getElementById(id));
        // What a closed popup's button controls is there only while it is open.
        const isClosed = name === 'aria-controls' && element.getAttribute('aria-expanded') === 'false';
        if (missing.length > 0 && !isClosed) problems.push(`${name} leads nowhere: ${describe(element)}`);
      }
    }
    const levels = [...document.querySelectorAll('h1, h2, h3, h4')].filter(isVisible);
    levels.forEach((element, index) => {
      const level = Number(element.tagName[1]);
      const before = Number(levels[index - 1]?.tagName[1] ?? level);
      if (level > before + 1) problems.push(`a heading's level is left out before: ${describe(element)}`);
    });
    for (const item of document.querySelectorAll('ul > *, ol > *')) {
      if (item.tagName !== 'LI') problems.push(`no item of a list: ${describe(item)}`);
    }
    for (const inner of document.querySelectorAll(
      'button button, button a, a button, a a, label label, button input, a input',
    )) {
      problems.push(`one control in another: ${describe(inner)}`);
    }
    for (const input of document.querySelectorAll('input, select, textarea')) {
      const hasLabel = 'labels' in input && ((input as HTMLInputElement).labels?.length ?? 0) > 0;
      if (isVisible(input) && !hasLabel && !input.hasAttribute('aria-label'))
        problems.push(`no label: ${describe(input)}`);
    }
    for (const table of document.querySelectorAll('table')) {
      const hasHead = table.querySelector('th') !== null;
      if (isVisible(table) && !hasHead) problems.push(`a table without any header: ${describe(table)}`);
    }
    for (const image of document.querySelectorAll('img:not([alt])'))
      problems.push(`an image without words: ${describe(image)}`);
    for (const element of document.querySelectorAll('main *')) {
      const { overflowX, overflowY } = getComputedStyle(element);
      const scrolls =
        (/auto|scroll/.test(overflowX) && element.scrollWidth > element.clientWidth + 1) ||
        (/auto|scroll/.test(overflowY) && element.scrollHeight > element.clientHeight + 1);
      const isReachable =
        element.matches('[tabindex="0"]') || element.querySelector('a[href], button, input');
      if (scrolls && isVisible(element) && !isReachable)
        problems.push(`scrolls, but not by keyboard: ${describe(element)}`);
    }
    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
    for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) problems.push(`id twice: ${id}`);
    return [...new Set(problems)];
  });
}

/** Controls that a finger misses: under WCAG's 24 by 24 pixels, but for links within a text. */
export async function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const problems: string[] = [];
    for (const element of document.querySelectorAll('button, select, input, [role="tab"], summary')) {
      if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      if (element.closest('.skip-link, .visually-hidden')) continue;
      const { width, height } = element.getBoundingClientRect();
      if (width < 24 || height < 23.5) {
        problems.push(`${Math.round(width)}×${Math.round(height)}: ${element.outerHTML.slice(0, 100)}`);
      }
    }
    return [...new Set(problems)];
  });
}

/** Walks the page with the Tab key; what gets the focus without showing it, and whether the walk comes to an end. */
export async function hiddenFocus(page: Page, steps: number): Promise<string[]> {
  const problems = new Set<string>();
  for (let step = 0; step < steps; step++) {
    await page.keyboard.press('Tab');
    const problem = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return undefined;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      const isShown = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0;
      return isShown ? undefined : element.outerHTML.slice(0, 120);
    });
    if (problem !== undefined) problems.add(`no sign of the focus: ${problem}`);
  }
  return [...problems];
}

/** Texts whose contrast with what is behind them is under WCAG's AA: 4.5, or 3 for large ones. */
export async function contrastProblems(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    if (!context) throw new Error('no canvas');
    type Color = readonly [number, number, number, number];
    const read = (text: string): Color => {
      context.clearRect(0, 0, 1, 1);
      context.fillStyle = text;
      context.fillRect(0, 0, 1, 1);
      const [r = 0, g = 0, b = 0, a = 0] = context.getImageData(0, 0, 1, 1).data;
      return [r, g, b, a / 255];
    };
    const over = ([r, g, b, a]: Color, [R, G, B]: Color): Color => {
      const mix = (top: number, bottom: number) => top * a + bottom * (1 - a);
      return [mix(r, R), mix(g, G), mix(b, B), 1];
    };
    const behind = (element: Element | null): Color => {
      if (!element) return read('white');
      const color = read(getComputedStyle(element).backgroundColor);
      return color[3] === 1 ? color : over(color, behind(element.parentElement));
    };
    const light = ([r, g, b]: Color) => {
      const part = (value: number) =>
        value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
      return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
    };
    const problems = new Set<string>();
    for (const element of document.querySelectorAll('body *')) {
      const text = [...element.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE);
      const words = text.map(({ textContent }) => textContent?.trim()).join('');
      if (words === '' || element instanceof SVGElement) continue;
      if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
      if (element.closest('.visually-hidden, .skip-link, :disabled')) continue;
      const style = getComputedStyle(element);
      const back = behind(element);
      const [a, b] = [light(over(read(style.color), back)), light(back)];
      const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      const size = Number.parseFloat(style.fontSize);
      const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
      if (ratio < (isLarge ? 3 : 4.5))
        problems.add(`${ratio.toFixed(2)}: ${element.className} "${words.slice(0, 30)}"`);
    }
    return [...problems];
  });
}
