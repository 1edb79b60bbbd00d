import type { DigestMessage, MessageLanguage } from '@gatrix/analytics-protocol/insights';
import type { Picture } from './channels/channel.ts';
import { type WrittenSection, writtenDigest } from './digest-texts.ts';
import { escapeHtml } from './escape-html.ts';
import { pictureOf } from './picture.ts';

/** A digest as HTML, and the pictures that stand in it. */
export function digestMail(
  message: DigestMessage,
  language: MessageLanguage,
): { readonly html: string; readonly pictures: readonly Picture[] } {
  const pictures: Picture[] = [];
  const { sections, period } = writtenDigest(message, language);
  const parts = sections.map((section) => sectionHtml(section, pictures));
  const { link } = message;
  const title = `${escapeHtml(message.project.name)}: ${escapeHtml(message.digest.name)}`;
  const footer = link === undefined ? '' : `<p><a href="${escapeHtml(link)}">${escapeHtml(link)}</a></p>`;
  const html = `<!doctype html><html lang="${language}"><body style="font-family:sans-serif;color:#1c2230">
<h1 style="font-size:18px">${title}</h1>
<p>${escapeHtml(period)}</p>
${parts.join('\n')}
${footer}</body></html>`;
  return { html, pictures };
}

function sectionHtml({ name, problem, figures }: WrittenSection, pictures: Picture[]): string {
  const rows = figures.map(({ label, value, change, days, highest }) => {
    const line = `<p style="margin:4px 0"><b>${escapeHtml(label)}</b>: ${escapeHtml(value)} <span style="color:#5a6274">${escapeHtml(change)}</span></p>`;
    const [first, last] = [days[0], days.at(-1)];
    if (!first || !last) return line;
    const cid = `chart-${pictures.length + 1}@gatrix-analytics`;
    pictures.push({ cid, png: pictureOf(days.map((day) => day.value)) });
    const range = `${first.day} – ${last.day}`;
    return `${line}<img src="cid:${cid}" alt="${escapeHtml(`${label}, ${range}`)}" width="560" height="120" style="max-width:100%"><p style="margin:0;font-size:12px;color:#5a6274">${escapeHtml([range, highest].filter((text) => text !== '').join(' · '))}</p>`;
  });
  const reason = problem === null ? '' : `<p>${escapeHtml(problem)}</p>`;
  return `<h2 style="font-size:15px;margin:20px 0 4px">${escapeHtml(name)}</h2>${reason}${rows.join('')}`;
}
