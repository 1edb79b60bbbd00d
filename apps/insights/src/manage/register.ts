import type { FastifyInstance } from 'fastify';
import type { InsightsDeps } from '../deps.ts';
import type { ManageDeps } from './deps.ts';
import { manageOpenApi } from './openapi.ts';
import type { ManageRoute } from './route.ts';
import * as alerts from './routes/alerts.ts';
import * as annotations from './routes/annotations.ts';
import { listAuditLog } from './routes/audit-log.ts';
import * as boards from './routes/boards.ts';
import * as channels from './routes/channels.ts';
import * as clients from './routes/clients.ts';
import * as deliveries from './routes/deliveries.ts';
import * as digests from './routes/digests.ts';
import * as gauges from './routes/gauges.ts';
import * as imports from './routes/imports.ts';
import * as invitations from './routes/invitations.ts';
import * as members from './routes/members.ts';
import * as persons from './routes/persons.ts';
import * as projects from './routes/projects.ts';
import * as rates from './routes/rates.ts';
import * as savedReports from './routes/saved-reports.ts';
import { uploadList } from './routes/segment-lists.ts';
import * as segments from './routes/segments.ts';
import * as shareLinks from './routes/share-links.ts';
import { findStoredMessages } from './routes/stored-messages.ts';
import * as tokens from './routes/tokens.ts';

/** All of management: its table of contents. */
export const manageRoutes: readonly ManageRoute[] = [
  projects.listProjects,
  projects.createProject,
  projects.getProject,
  projects.updateProject,
  projects.deleteProject,
  clients.listClients,
  clients.createClient,
  clients.getClient,
  clients.updateClient,
  clients.rotateSecret,
  clients.revokeClient,
  members.listMembers,
  members.setMember,
  members.removeMember,
  invitations.listInvitations,
  invitations.createInvitation,
  invitations.deleteInvitation,
  invitations.acceptInvitation,
  imports.listImports,
  imports.undoImport,
  imports.storeImportedTotals,
  rates.listRates,
  rates.putRates,
  rates.deleteRate,
  rates.deleteRates,
  listAuditLog,
  savedReports.listSavedReports,
  savedReports.createSavedReport,
  savedReports.getSavedReport,
  savedReports.updateSavedReport,
  savedReports.deleteSavedReport,
  segments.listSegments,
  segments.createSegment,
  segments.getSegment,
  segments.updateSegment,
  segments.deleteSegment,
  uploadList,
  shareLinks.listShareLinks,
  shareLinks.createShareLink,
  shareLinks.revokeShareLink,
  shareLinks.listShareVisits,
  alerts.listAlerts,
  alerts.createAlert,
  alerts.getAlert,
  alerts.updateAlert,
  alerts.listAlertHistory,
  alerts.deleteAlert,
  boards.listBoards,
  boards.createBoard,
  boards.getBoard,
  boards.answerBoard,
  boards.updateBoard,
  boards.deleteBoard,
  channels.listChannels,
  channels.createChannel,
  channels.getChannel,
  channels.updateChannel,
  channels.testChannel,
  channels.deleteChannel,
  deliveries.listDeliveries,
  deliveries.getDelivery,
  deliveries.replayDelivery,
  digests.listDigests,
  digests.createDigest,
  digests.getDigest,
  digests.updateDigest,
  digests.sendDigest,
  digests.deleteDigest,
  gauges.listGauges,
  gauges.createGauge,
  gauges.getGauge,
  gauges.updateGauge,
  gauges.deleteGauge,
  tokens.listTokens,
  tokens.createToken,
  tokens.revokeToken,
  annotations.listAnnotations,
  annotations.createAnnotation,
  annotations.updateAnnotation,
  annotations.deleteAnnotation,
  findStoredMessages,
  persons.deletePerson,
  persons.deleteDevice,
];

/** Registers everything under `/manage`, with its description at `/manage/openapi.json`. */
export async function registerManage(
  app: FastifyInstance,
  deps: InsightsDeps,
  manage: ManageDeps,
): Promise<void> {
  await app.register(async (scope) => {
    acceptEmptyBodies(scope);
    acceptText(scope);
    registerRoutes(scope, deps, manage);
  });
}

function registerRoutes(app: FastifyInstance, deps: InsightsDeps, manage: ManageDeps): void {
  for (const route of manageRoutes) {
    app.route({
      method: route.method,
      url: route.path,
      ...(route.text && { bodyLimit: route.text.bodyLimit }),
      handler: async (request, reply) => {
        const data = await route.handle(deps, manage, request);
        return reply.code(route.status).send({ success: true, data });
      },
    });
  }
  const document = manageOpenApi(manageRoutes, deps.settings.version);
  app.get('/manage/openapi.json', async () => document);
}

/** Many clients say that they send JSON also where they send nothing, as to `…/rotate`. */
function acceptEmptyBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else parse(request, body, done);
  });
}

/** Of the routes that take text; all others find that it is no object. */
function acceptText(app: FastifyInstance): void {
  const types = [...new Set(manageRoutes.flatMap(({ text }) => text?.types ?? []))];
  app.removeContentTypeParser('text/plain');
  app.addContentTypeParser(types, { parseAs: 'string' }, (_request, body, done) => done(null, body));
}
