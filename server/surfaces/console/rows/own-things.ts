import { notMeApi } from "@nearside/shared/api/console/not-me.ts";
import type { OwnEnded } from "@nearside/shared/api/console/own-account.ts";
import { ownMachinesApi } from "@nearside/shared/api/console/own-machines.ts";
import { ownSessionsApi } from "@nearside/shared/api/console/own-sessions.ts";
import { ownTokensApi } from "@nearside/shared/api/console/own-tokens.ts";
import { boundSetIdSchema, sha256TextSchema, tokenFamilyIdSchema } from "@nearside/shared/ids.ts";
import {
  type Here,
  listOwnMachines,
  renameMachine,
  viewOwnMachine,
} from "../../../administration/machines/own-machines.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { WithAddressOf } from "../../../platform/http/client-address.ts";
import type { WithLog } from "../../../platform/log/log.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import { listOwnEnrolments } from "../../../protocol/enrolment/decide/own-enrolments.ts";
import type { WithMetadata } from "../../../protocol/passkeys/metadata/active-metadata.ts";
import {
  endOwnBrowser,
  endOwnFamilies,
  endOwnFamily,
  endOwnMachine,
} from "../../../protocol/revocation/end-own-access.ts";
import { previewNotMe, reportNotMe } from "../../../protocol/revocation/not-me.ts";
import type { Revocation } from "../../../protocol/revocation/revocation.ts";
import { listOwnTokens } from "../../../protocol/tokens/own-tokens.ts";
import { endOwnSession, endOwnSessions, listOwnSessions } from "../../../register/sessions/own-sessions.ts";
import type { ConsoleRoute, ConsoleRows, ReadInput } from "../console-rows.ts";
import { demandId } from "../demand-id.ts";
import type { SessionCall, SessionChange } from "../judge-request.ts";

// These rows serve what belongs to the session's person, whatever the path says.

const hereOf = ({ who: { user, party, session } }: SessionCall): Here => ({
  userId: user.id,
  boundSetId: party.id,
  extensionJkt: session.extension_jkt,
  credentialId: session.credential_id,
});

const endedOf = ({ ended }: Revocation & { state: "revoked" }, signedOut: boolean): OwnEnded => ({
  logins: ended.logins.length,
  enrolments: ended.enrolments.length,
  credentials: ended.families.length,
  signed_out: signedOut,
});

const endMachine =
  (services: WithChanges & WithClock & WithDb, isLost: boolean) =>
  async (call: SessionChange, { is_last: knowsLast }: ReadInput<typeof ownMachinesApi.revoke>) => {
    const id = demandId(boundSetIdSchema, call.id);
    const revocation = await endOwnMachine(services, id, { isLost, knowsLast }, call.by);
    return endedOf(revocation, id === call.who.party.id);
  };

export const ownMachineRows = (
  services: WithChanges & WithClock & WithDb & WithMetadata,
  { serveSession }: ConsoleRows,
): readonly ConsoleRoute[] => [
  serveSession(ownMachinesApi.list, (call) => listOwnMachines(services, hereOf(call))),
  serveSession(ownMachinesApi.view, (call) =>
    viewOwnMachine(services, hereOf(call), demandId(boundSetIdSchema, call.id)),
  ),
  serveSession(ownMachinesApi.enrolments, async ({ who: { user } }) => ({
    enrolments: await listOwnEnrolments(services.db, user.id),
  })),
  serveSession(ownMachinesApi.rename, async ({ by }, { device, label }) => {
    await renameMachine(services, device, label, by);
    return {};
  }),
  serveSession(ownMachinesApi.revoke, endMachine(services, false)),
  serveSession(ownMachinesApi.lost, endMachine(services, true)),
  serveSession(ownMachinesApi.revokeBrowser, async (call, { is_last: knowsLast }) => {
    const jkt = demandId(sha256TextSchema, call.id);
    const revocation = await endOwnBrowser(services, jkt, knowsLast, call.by);
    return endedOf(revocation, jkt === call.who.session.extension_jkt);
  }),
];

export const ownTokenRows = (
  services: WithChanges & WithClock & WithConfig & WithDb,
  { serveSession }: ConsoleRows,
): readonly ConsoleRoute[] => [
  serveSession(ownTokensApi.list, ({ who: { user } }, query) => listOwnTokens(services, user.id, query)),
  serveSession(ownTokensApi.end, async (call) => {
    await endOwnFamily(services, demandId(tokenFamilyIdSchema, call.id), call.by);
    return { credentials: 1 };
  }),
  serveSession(ownTokensApi.endAll, async ({ by }) => ({ credentials: await endOwnFamilies(services, by) })),
];

export const ownSessionRows = (
  services: WithClock & WithDb,
  { serveSession }: ConsoleRows,
): readonly ConsoleRoute[] => [
  serveSession(ownSessionsApi.list, async ({ who: { user, session } }) => ({
    sessions: await listOwnSessions(services, user.id, session.hash),
  })),
  serveSession(ownSessionsApi.end, async (call) => {
    const hash = demandId(sha256TextSchema, call.id);
    const here = call.who.session.hash;
    return { sessions: await endOwnSession(services, hash, here, call.by), signed_out: hash === here };
  }),
  serveSession(ownSessionsApi.endAll, async ({ who, by }, { this_too }) => ({
    sessions: await endOwnSessions(services, who.session.hash, this_too, by),
    signed_out: this_too,
  })),
];

const saidFrom = ({ who: { session, party } }: SessionCall) => ({ session: session.hash, boundSetId: party.id });

/** These rows serve "This wasn't me". */
export const notMeRows = (
  services: WithAddressOf & WithChanges & WithClock & WithDb & WithLog,
  { serveSession }: ConsoleRows,
): readonly ConsoleRoute[] => [
  serveSession(notMeApi.preview, (call, notMe) => previewNotMe(services, call.who.user.id, notMe, saidFrom(call))),
  serveSession(notMeApi.say, (call, notMe) =>
    reportNotMe(services, notMe, saidFrom(call), call.by, services.addressOf(call.c)),
  ),
];
