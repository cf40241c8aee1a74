import type { ListAnswer } from "@nearside/shared/api/console/list.ts";
import type { NotMe, NotMeDone, NotMePreview } from "@nearside/shared/api/console/not-me.ts";
import type { OwnEnded } from "@nearside/shared/api/console/own-account.ts";
import type { endOwnSchema, OwnMachineDetail, ownEnrolmentsSchema } from "@nearside/shared/api/console/own-machines.ts";
import type {
  endedSessionsSchema,
  endSessionsSchema,
  ownSessionsSchema,
} from "@nearside/shared/api/console/own-sessions.ts";
import type { endedTokensSchema, OwnToken, OwnTokensQuery } from "@nearside/shared/api/console/own-tokens.ts";
import { boundSetIdSchema, sha256TextSchema, tokenFamilyIdSchema } from "@nearside/shared/ids.ts";
import type * as v from "valibot";
import { type Here, listOwnMachines, viewOwnMachine } from "../../../administration/people/own-machines.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import { listOwnEnrolments } from "../../../protocol/enrolment/own-enrolments.ts";
import type { WithMetadata } from "../../../protocol/passkeys/metadata/known-metadata.ts";
import { endOwnBrowser, endOwnFamilies, endOwnFamily, endOwnMachine } from "../../../protocol/revocation/end-own.ts";
import { previewNotMe, sayNotMe } from "../../../protocol/revocation/not-me.ts";
import type { Revocation } from "../../../protocol/revocation/revocation.ts";
import { listOwnTokens } from "../../../protocol/tokens/own-tokens.ts";
import { endOwnSession, endOwnSessions, listOwnSessions } from "../../../register/sessions/own-sessions.ts";
import type { ChangingCall, ConsoleCall } from "../../console/console-route.ts";
import { demandId } from "../../console/demand-id.ts";
import type { Services } from "../../services.ts";

// What is somebody's own: whose it is, is the session's person, whatever the path says.

const hereOf = ({ who: { user, party, session } }: ConsoleCall): Here => ({
  userId: user.id,
  boundSetId: party.id,
  extensionJkt: session.extension_jkt,
  credentialId: session.credential_id,
});

/** GET /api/console/account/machines. */
export const ownMachinesRoute = (services: WithClock & WithDb) => async (call: ConsoleCall) =>
  call.c.json(await listOwnMachines(services, hereOf(call)));

/** GET /api/console/account/machines/:id. */
export const ownMachineRoute = (services: WithClock & WithDb & WithMetadata) => async (call: ConsoleCall) => {
  const id = demandId(boundSetIdSchema, call.id);
  return call.c.json((await viewOwnMachine(services, hereOf(call), id)) satisfies OwnMachineDetail);
};

/** GET /api/console/account/enrolments. */
export const ownEnrolmentsRoute =
  ({ db }: WithDb) =>
  async ({ c, who: { user } }: ConsoleCall) => {
    const enrolments = await listOwnEnrolments(db, user.id);
    return c.json({ enrolments: [...enrolments] } satisfies v.InferOutput<typeof ownEnrolmentsSchema>);
  };

type End = v.InferOutput<typeof endOwnSchema>;

/** POST /api/console/account/machines/:id/revoke, …/lost. */
export const endOwnMachineRoute =
  (services: WithChanges & WithClock & WithDb, isLost: boolean) =>
  async (call: ChangingCall, { is_last: knowsLast }: End) => {
    const id = demandId(boundSetIdSchema, call.id);
    const revocation = await endOwnMachine(services, id, { isLost, knowsLast }, call.by);
    return call.c.json(endedOf(revocation, id === call.who.party.id));
  };

/** POST /api/console/account/browsers/:id/revoke. */
export const endOwnBrowserRoute =
  (services: WithChanges & WithClock & WithDb) =>
  async (call: ChangingCall, { is_last: knowsLast }: End) => {
    const jkt = demandId(sha256TextSchema, call.id);
    const revocation = await endOwnBrowser(services, jkt, knowsLast, call.by);
    return call.c.json(endedOf(revocation, jkt === call.who.session.extension_jkt));
  };

const endedOf = ({ ended }: Revocation & { state: "revoked" }, signedOut: boolean): OwnEnded => ({
  logins: ended.logins.length,
  enrolments: ended.enrolments.length,
  credentials: ended.families.length,
  signed_out: signedOut,
});

/** GET /api/console/account/tokens. */
export const ownTokensRoute =
  (services: WithClock & WithConfig & WithDb) =>
  async ({ c, who: { user } }: ConsoleCall, query: OwnTokensQuery) =>
    c.json((await listOwnTokens(services, user.id, query)) satisfies ListAnswer<OwnToken>);

/** POST /api/console/account/tokens/:id/end. */
export const endOwnTokenRoute = (services: WithChanges & WithClock & WithDb) => async (call: ChangingCall) => {
  await endOwnFamily(services, demandId(tokenFamilyIdSchema, call.id), call.by);
  return call.c.json({ credentials: 1 } satisfies v.InferOutput<typeof endedTokensSchema>);
};

/** POST /api/console/account/tokens/end-all. */
export const endOwnTokensRoute = (services: WithChanges & WithClock & WithDb) => async (call: ChangingCall) => {
  const credentials = await endOwnFamilies(services, call.by);
  return call.c.json({ credentials } satisfies v.InferOutput<typeof endedTokensSchema>);
};

/** GET /api/console/account/sessions. */
export const ownSessionsRoute =
  (services: WithClock & WithDb) =>
  async ({ c, who: { user, session } }: ConsoleCall) => {
    const sessions = await listOwnSessions(services, user.id, session.hash);
    return c.json({ sessions: [...sessions] } satisfies v.InferOutput<typeof ownSessionsSchema>);
  };

/** POST /api/console/account/sessions/:id/end. */
export const endOwnSessionRoute = (services: WithClock & WithDb) => async (call: ChangingCall) => {
  const hash = demandId(sha256TextSchema, call.id);
  const here = call.who.session.hash;
  const sessions = await endOwnSession(services, hash, here, call.by);
  return call.c.json({ sessions, signed_out: hash === here } satisfies v.InferOutput<typeof endedSessionsSchema>);
};

/** POST /api/console/account/sessions/end-all. */
export const endOwnSessionsRoute =
  (services: WithClock & WithDb) =>
  async (call: ChangingCall, { this_too }: v.InferOutput<typeof endSessionsSchema>) => {
    const sessions = await endOwnSessions(services, call.who.session.hash, this_too, call.by);
    return call.c.json({ sessions, signed_out: this_too } satisfies v.InferOutput<typeof endedSessionsSchema>);
  };

const saidFrom = ({ who: { session, party } }: ConsoleCall) => ({ session: session.hash, boundSetId: party.id });

/** POST /api/console/account/not-me/preview. */
export const previewNotMeRoute = (services: WithClock & WithDb) => async (call: ConsoleCall, notMe: NotMe) => {
  const preview = await previewNotMe(services, call.who.user.id, notMe, saidFrom(call));
  return call.c.json(preview satisfies NotMePreview);
};

/** POST /api/console/account/not-me. */
export const notMeRoute = (services: Services) => async (call: ChangingCall, notMe: NotMe) => {
  const done = await sayNotMe(services, notMe, saidFrom(call), call.by, services.addressOf(call.c));
  return call.c.json(done satisfies NotMeDone);
};
