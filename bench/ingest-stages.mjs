// `POST /track` of ingest, which goes as far as a stage of its own work and then answers a constant: bench/ingest.mjs measures what each adds.
const built = (path) => import(new URL(`../apps/ingest/dist/${path}.js`, import.meta.url));

/**
 * In the order of a request's work; each does all that those before it do. What its server is made with; what all routes have around them; request
 * ids and CORS; the body; the answer with its headers and its metrics; the envelope; the client; rate limits, address and the facts of a
 * request; the message; its session; its way to a queue that takes it at once.
 */
export const stages = [
  'options',
  'errors',
  'cors',
  'body',
  'answer',
  'envelope',
  'client',
  'gate',
  'message',
  'visit',
  'publish',
];

/** Registers what `/track` of ingest has around it, up to the stage, and `/track`. */
export async function registerStage(app, stage, clients, deps) {
  const reaches = (other) => stages.indexOf(other) <= stages.indexOf(stage);
  if (reaches('errors')) {
    const { registerErrors, registerNotFound } = await built('plugins/errors');
    registerNotFound(app);
    (await built('plugins/arrival')).registerArrival(app, Date.now);
    (await built('plugins/reply-headers')).registerReplyHeaders(app);
    registerErrors(app);
    (await built('plugins/closing')).registerClosing(app);
  }
  if (reaches('cors')) {
    (await built('plugins/request-id')).registerRequestId(app);
    (await built('plugins/cors')).registerCors(app, clients);
  }
  if (reaches('body')) (await built('plugins/body')).registerBody(app);
  const answer = { success: true, id: '0', deviceId: '0', sessionId: '0' };
  if (reaches('answer')) app.post('/track', await handlerOf(app, stage, deps, answer));
  else app.post('/track', async () => answer);
}

async function handlerOf(app, stage, given, answer) {
  const { sendJson } = await built('plugins/reply-headers');
  const metrics = (await built('metrics/ingest-metrics')).createIngestMetrics();
  const answered = (await built('plugins/request-metrics')).registerTrackMetrics(app, metrics);
  const { createSenderTests } = await built('accept/sender-tests');
  const work = await workOf(stage, { ...given, metrics, ...createSenderTests() });
  return (request, reply) => {
    const send = () => {
      sendJson(request, reply, 200, answer);
      answered(request, 200);
    };
    const done = work(request);
    if (!(done instanceof Promise)) return send();
    done.then(send).catch((error) => reply.send(error));
  };
}

async function workOf(stage, deps) {
  if (stage === 'answer') return () => undefined;
  const { parseEnvelope, parseMessage } = await import('@gatrix/analytics-protocol/track');
  const { createGate } = await built('accept/gate');
  const { authorize } = await built('access/authorize');
  const { credentialsOf } = await built('access/credentials');
  const { createOriginTest } = await built('access/origin');
  const { checkMessage } = await built('accept/check-message');
  const { assignVisits } = await built('accept/visits');
  const { publishMessages } = await built('accept/publish-messages');
  const { andThen } = await built('accept/and-then');
  const gate = createGate(deps, () => undefined);
  const originMatches = createOriginTest();
  const checked = (facts) => checkMessage(deps, facts, parseMessage(facts.envelope.messages[0]).message);
  const visited = (facts) => {
    const messages = [checked(facts)];
    return andThen(assignVisits(deps, facts, messages), (visits) => ({ messages, visits }));
  };
  const goOn = {
    envelope: () => undefined,
    client: (request, envelope) =>
      authorize(
        { directory: deps.directory, defaultClientId: undefined, originMatches },
        credentialsOf(request, envelope),
      ),
    gate,
    message: (request, envelope) => andThen(gate(request, envelope), checked),
    visit: (request, envelope) => andThen(gate(request, envelope), visited),
    publish: (request, envelope) =>
      andThen(gate(request, envelope), (facts) =>
        andThen(visited(facts), ({ messages, visits }) => publishMessages(deps, facts, messages, visits)),
      ),
  }[stage];
  return (request) => goOn(request, parseEnvelope(request.body).envelope);
}
