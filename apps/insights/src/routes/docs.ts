import type { FastifyInstance } from 'fastify';
import { parametersOf } from '../openapi.ts';
import type { AnyProcedure, Procedures } from '../procedures.ts';

/** `GET /insights/docs`: the OpenAPI document for people, one page without script or outside assets. */
export function registerDocs(app: FastifyInstance, procedures: Procedures, version: string): void {
  const page = pageOf(Object.values(procedures), version);
  app.get('/insights/docs', async (_request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'")
      .send(page),
  );
}

function pageOf(procedures: readonly AnyProcedure[], version: string): string {
  const index = procedures.map(({ name, path }) => `<li><a href="#${name}">${escapeHtml(path)}</a></li>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Gatrix Analytics: insights API</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>Insights API <small>${escapeHtml(version)}</small></h1>
<p>Reports over one project, under <code>/insights/:projectId</code>. Sign a request with the headers
<code>openpanel-client-id</code> and <code>openpanel-client-secret</code> of a <code>read</code> or <code>root</code>
client, or with <code>Authorization: Bearer</code> and a Gatrix token. For programs:
<a href="openapi.json">openapi.json</a>.</p>
<pre>curl -H 'openpanel-client-id: …' -H 'openpanel-client-secret: …' \\
  '…/insights/my-project/metrics?startDate=2026-11-01&amp;endDate=2026-11-30'</pre>
<ul>${index.join('')}</ul>
${procedures.map(sectionOf).join('\n')}
</main>
</body>
</html>
`;
}

function sectionOf(procedure: AnyProcedure): string {
  const rows = parametersOf(procedure).map(({ name, schema, required }) => {
    const values = Array.isArray(schema.enum)
      ? schema.enum.map((value) => `<code>${escapeHtml(value)}</code>`).join(' ')
      : '';
    const description = typeof schema.description === 'string' ? escapeHtml(schema.description) : '';
    return `<tr><th><code>${escapeHtml(name)}</code>${required ? ' *' : ''}</th><td>${description} ${values}</td></tr>`;
  });
  return `<section id="${procedure.name}">
<h2>${procedure.methods.join(', ')} <code>${escapeHtml(procedure.path)}</code></h2>
<p>${escapeHtml(procedure.summary)}.</p>
<table>${rows.join('')}</table>
</section>`;
}

function escapeHtml(value: unknown): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return String(value).replace(/[&<>"]/g, (character) => entities[character] ?? character);
}

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
pre { overflow-x: auto; padding: 1rem; border: 1px solid color-mix(in srgb, currentColor 25%, transparent); border-radius: 6px; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid color-mix(in srgb, currentColor 15%, transparent); }
th { white-space: nowrap; font-weight: normal; width: 10rem; }
small { opacity: .6; font-weight: normal; }
`;
