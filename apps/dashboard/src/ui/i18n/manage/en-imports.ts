/** The texts about imports. */
export const enImports = {
  'setUp.games': 'From a server or a game',
  'setUp.serverHint':
    'Create a client below, or a new secret for one: its id is filled in here. GATRIX_ANALYTICS_SECRET is its secret. The Python file is in examples/python.',
  'setUp.unityHint':
    'Copy examples/csharp/GatrixAnalytics.cs into the project. The last value is the project’s domain, which stands in for a secret: Settings, Project.',
  'setUp.godotHint':
    'Copy gatrix_analytics.gd into the project: from examples/godot for Godot 4, from examples/godot3 for Godot 3.2 and later. The last value is the project’s domain, which stands in for a secret: Settings, Project.',
  'setUp.unrealHint':
    'One request is one event. The origin is the project’s domain, which stands in for a secret: Settings, Project.',
  'imports.title': 'Import earlier data',
  'imports.hint':
    'Import it from an export or a log, on the machine where Gatrix Analytics runs. The first line shows what would be imported and sends nothing; the last undoes a whole import.',
  'imports.accessLogs': 'Access logs (nginx, Apache, Caddy, IIS, …)',
  'imports.aggregates':
    'Plausible exports no events, only totals by day. They are kept apart from events, on the page',
  'imports.totals': 'Imported totals',
  'imports.mark': 'Counted by another product by its own rules. These totals are in no other report.',
  'imports.elsewhere': 'Nothing was imported for these days.',
  'imports.none': 'No totals were imported.',
  'imports.show': 'Show {from} to {to}',
  'imports.values': 'By value',
  'imports.by': 'By',
  'imports.visitorDays': 'Visitors of each day, added up',
  'imports.visitorDaysHint':
    'Imported. Who came on two days counts twice, since an export says only how many came on each day.',
  'imports.line': 'Imported from {source}',
  'imports.ours': 'Counted here',
} as const;
