/** What the terms of the reports mean. */
export const enTerms = {
  'terms.title': 'What the numbers mean',
  'term.activeUsers': 'Active users',
  'term.activeUsers.means':
    'Distinct people with an event in the range: the profile where one is known, also later, else the device. One person on a phone and a laptop is one.',
  'term.visitors': 'Visitors',
  'term.visitors.means':
    'Distinct devices with an event in the range. One person on a phone and a laptop is two.',
  'term.sessions': 'Sessions',
  'term.sessions.means':
    'Events of one device with pauses of at most 30 minutes, for at most 24 hours. A session belongs to the range in which it begins.',
  'term.views': 'Page views',
  'term.views.means': 'Events named screen_view, page_view or $pageview.',
  'term.events': 'Events',
  'term.events.means': 'Everything that was sent, page views included, each once.',
  'term.bounce': 'Bounce rate',
  'term.bounce.means': 'Of the sessions with a page view: those with exactly one and no other event.',
  'term.duration': 'Session duration',
  'term.duration.means':
    'Seconds from the first event of a session to its last, the average over all sessions, those of 0 seconds included.',
  'term.viewsPerSession': 'Views per session',
  'term.viewsPerSession.means': 'Page views over sessions.',
  'term.revenue': 'Revenue',
  'term.revenue.means': 'The sum of what events say they brought in; refunds are subtracted.',
  'term.previous': 'Comparison',
  'term.previous.means':
    'The range of the same length just before, or the same days a year earlier. A range that is not over is compared up to the same moment.',
  'term.incomplete': 'Dotted line',
  'term.incomplete.means': 'A bucket that is not over, or that the range cuts: its number still grows.',
  'term.attempt': 'Attempt',
  'term.attempt.means':
    'Begins with an event of the first step. Of several attempts of a person the one that comes furthest counts.',
  'term.window': 'Time allowed',
  'term.window.means':
    'Each step must come within this time of the first. Over time, a conversion is shown when the time has passed.',
  'term.dropOff': 'Drop-off',
  'term.dropOff.means': 'Who reached the step before and not this one.',
  'term.cohort': 'Cohort',
  'term.cohort.means': 'People by the day, week or month in which they began.',
  'term.returned': 'Return',
  'term.returned.means': 'Who has the return event in the day, week or month that many after their own.',
  'term.average': 'Average',
  'term.average.means':
    'Weighted by the size of cohorts; only of periods that are over. Empty where no cohort has got so far.',
  'term.payer': 'Payer',
  'term.payer.means': 'Somebody with a revenue above 0. A refund makes nobody one.',
  'term.arpdau': 'ARPDAU',
  'term.arpdau.means': 'Revenue over the active users of each day, added up.',
  'term.arppu': 'ARPPU',
  'term.arppu.means': 'Revenue over payers.',
  'term.ltv': 'LTV',
  'term.ltv.means': 'Revenue so far of the people of a cohort, over how many they are.',
  'term.attribution': 'Source and campaign',
  'term.attribution.means':
    'How a session came: its first page view says, else its first event. Revenue counts for the session of the purchase. First touch is how the person first came.',
} as const;
