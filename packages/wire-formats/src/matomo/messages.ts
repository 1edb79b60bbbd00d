import { isObject, jsonOf } from '../bodies.ts';
import { type Fields, type Subject, withRevenue } from '../own-messages.ts';
import { stableId } from '../stable-id.ts';
import { type OwnMessage, WireProblem } from '../wire-format.ts';

type Sent = ReadonlyMap<string, string>;

/** What matomo.js and its plugins send by themselves, beside what was done: no page was viewed. */
function isBeside(sent: Sent): boolean {
  const ofPlugin = [...sent.keys()].some((key) => /^(?:ma_id|fa_\w+|hsr_\w+)$/.test(key));
  return sent.get('ping') === '1' || ofPlugin || (sent.has('c_n') && !sent.has('c_i'));
}

/** A tracking request of Matomo's → our messages. */
export function messagesOf(sent: Sent): OwnMessage[] {
  if (isBeside(sent)) return [];
  const { name, properties, id } = actionOf(sent);
  const subject: Subject = {
    id,
    timestamp: timeOf(sent.get('cdt')),
    profileId: sent.get('uid'),
    deviceId: sent.get('_id') ?? sent.get('cid'),
  };
  return [
    {
      type: 'track',
      payload: {
        ...subject,
        name,
        path: sent.get('url'),
        referrer: sent.get('urlref'),
        title: name === 'page_view' ? sent.get('action_name') : undefined,
        properties: { ...dimensionsOf(sent), ...properties, ...visitorOf(sent) },
      },
    },
  ];
}

interface Action {
  readonly name: string;
  readonly properties: Fields;
  readonly id?: string | undefined;
}

/** What was done, by the fields that say so. */
function actionOf(sent: Sent): Action {
  const action = sent.get('e_a');
  if (action !== undefined) {
    const properties = { category: sent.get('e_c'), name: sent.get('e_n'), value: numberOf(sent.get('e_v')) };
    return { name: action, properties };
  }
  const goal = sent.get('idgoal');
  if (goal !== undefined) return saleOf(goal, sent);
  const [link, download] = [sent.get('link'), sent.get('download')];
  if (download !== undefined) return { name: 'download', properties: { href: download } };
  if (link !== undefined) return { name: 'link_out', properties: { href: link } };
  const search = sent.get('search');
  if (search !== undefined) {
    const count = numberOf(sent.get('search_count'));
    return { name: 'search', properties: { keyword: search, category: sent.get('search_cat'), count } };
  }
  return otherActionOf(sent);
}

/** A content that was clicked, a crash, a custom action that says no more; else it is a page view. */
function otherActionOf(sent: Sent): Action {
  const [interaction, crash] = [sent.get('c_i'), sent.get('cra')];
  if (interaction !== undefined) {
    const content = { content: sent.get('c_n'), piece: sent.get('c_p'), target: sent.get('c_t') };
    return { name: 'content_interaction', properties: { interaction, ...content } };
  }
  if (crash !== undefined) {
    const where = { type: sent.get('cra_tp'), category: sent.get('cra_ct'), file: sent.get('cra_ru') };
    return { name: 'error', properties: { message: crash, ...where } };
  }
  return { name: sent.get('ca') === '1' ? 'custom_action' : 'page_view', properties: {} };
}

/** A goal, or with goal 0 an order; without an order's id that is a cart, whose worth is no revenue yet. */
function saleOf(goal: string, sent: Sent): Action {
  const orderId = sent.get('ec_id');
  const money = { revenue: sent.get('revenue'), items: sent.get('ec_items') };
  if (goal !== '0') return { name: 'goal', properties: { goal, ...withRevenue(money, 'revenue') } };
  if (orderId === undefined)
    return { name: 'cart_update', properties: { value: numberOf(money.revenue), items: money.items } };
  const properties = { order_id: orderId, ...withRevenue(money, 'revenue') };
  // An order counts once, also where its page is loaded again.
  return { name: 'purchase', properties, id: stableId(orderId, 'matomo order') };
}

/** Custom dimensions, and custom variables by their names. */
function dimensionsOf(sent: Sent): Fields {
  const dimensions = [...sent].filter(([key]) => /^dimension\d+$/.test(key));
  const variables = ['_cvar', 'cvar'].flatMap((key) => variablesIn(sent.get(key)));
  return Object.fromEntries([...dimensions, ...variables]);
}

/** `{"1":["name","value"]}` */
function variablesIn(sent: string | undefined): [string, unknown][] {
  const variables = sent === undefined ? {} : jsonOrText(sent);
  if (!isObject(variables)) return [];
  return Object.values(variables).flatMap((pair): [string, unknown][] =>
    Array.isArray(pair) && typeof pair[0] === 'string' ? [[pair[0], pair[1]]] : [],
  );
}

/** What is no JSON has no variables in it, and costs no more than these. */
function jsonOrText(sent: string): unknown {
  try {
    return jsonOf(sent);
  } catch (error) {
    if (error instanceof WireProblem) return sent;
    throw error;
  }
}

/** Whom a sender with a token speaks for. */
function visitorOf(sent: Sent): Fields {
  const [address, userAgent] = [sent.get('cip'), sent.get('ua')];
  return {
    ...(address !== undefined && { __ip: address }),
    ...(userAgent !== undefined && { __userAgent: userAgent }),
  };
}

/** UTC as `2026-11-01 00:00:00`, or seconds. */
function timeOf(sent: string | undefined): string | number | undefined {
  return sent !== undefined && /^\d+$/.test(sent) ? Number(sent) : sent;
}

function numberOf(sent: string | undefined): number | undefined {
  return sent === undefined || sent === '' || !Number.isFinite(Number(sent)) ? undefined : Number(sent);
}
