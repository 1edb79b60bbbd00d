import { written } from '../texts.ts';
import { type Channel, postJson } from './channel.ts';

const escaped = (text: string) => text.replace(/[\\*_`[\]()#]/g, '\\$&');

/** An Adaptive Card, which webhooks of Workflows and the older connectors take. */
export const teams: Channel<'teams'> = {
  knowsRepeats: false,
  send: (senders, { url, language }, message) => {
    const { subject, lines } = written(message, language);
    const block = (text: string, more: object = {}) => ({ type: 'TextBlock', text, wrap: true, ...more });
    const texts = lines.filter((line) => line !== message.link);
    const content = {
      $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
      type: 'AdaptiveCard',
      version: '1.4',
      body: [block(escaped(subject), { weight: 'Bolder' }), ...texts.map((line) => block(escaped(line)))],
      ...(message.link !== undefined && {
        actions: [{ type: 'Action.OpenUrl', title: 'Gatrix Analytics', url: message.link }],
      }),
    };
    const attachment = { contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content };
    return postJson(senders, url, JSON.stringify({ type: 'message', attachments: [attachment] }));
  },
};
