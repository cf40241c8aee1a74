import { objectionsApi, recoveriesApi } from "@nearside/shared/api/console/recovery.ts";
import { recoveryIdSchema } from "@nearside/shared/ids.ts";
import { agreeToRecovery } from "../../../administration/recovery/agree-to-recovery.ts";
import { issueTicket } from "../../../administration/recovery/issue-recovery-ticket.ts";
import { listRecoveries, viewRecovery } from "../../../administration/recovery/list-recoveries.ts";
import { askToObject, objectToRecovery } from "../../../administration/recovery/object-to-recovery.ts";
import { demandLost, machinesOf, startRecovery } from "../../../administration/recovery/start-recovery.ts";
import { stopRecovery } from "../../../administration/recovery/stop-recovery.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import { wrongField } from "../../../platform/http/console-error.ts";
import type { WithSecrets } from "../../../platform/keys/server-secrets.ts";
import type { WithKeys } from "../../../platform/keys/signing-keys.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithReads } from "../../../platform/store/reads.ts";
import type { WithClock, WithRandom } from "../../../platform/surroundings.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import { consoleTexts } from "../../../texts/console.ts";
import { type ConsoleRoute, type ConsoleRows, type EntryRoute, openRow } from "../console-rows.ts";
import { demandId } from "../demand-id.ts";

const recoveryIn = ({ id }: { readonly id: string }): string => demandId(recoveryIdSchema, id);

/** These rows serve recoveries (protocol §9). Two people answer for each recovery, so the rows are for sessions alone. */
export const recoveryRows = (
  services: WithChanges & WithClock & WithConfig & WithDb & WithRandom & WithReads,
  { serve, serveSession }: ConsoleRows,
): readonly ConsoleRoute[] => [
  serve(recoveriesApi.list, (_call, query) => listRecoveries(services.reads, query)),
  serve(recoveriesApi.view, async (call) => ({ recovery: await viewRecovery(services.db, recoveryIn(call)) })),
  serveSession(recoveriesApi.preview, async ({ who }, { name }) => {
    const found = await services.db
      .selectFrom("users")
      .select(["id", "name", "display_name", "state"])
      .where("name", "=", name)
      .executeTakeFirst();
    if (found === undefined) throw wrongField("name", consoleTexts.recovery.noName);
    const { state, ...user } = found;
    await demandLost(services.db, { id: user.id, state }, who.user.id, "name");
    const machines = (await machinesOf(services.db, found.id)).map(({ id, hostname }) => ({ id, hostname }));
    return { user, machines, cooling_hours: services.config.recovery.coolingHours };
  }),
  serveSession(recoveriesApi.start, async ({ by }, change) => ({ id: await startRecovery(services, change, by) })),
  serveSession(recoveriesApi.agree, async (call) => ({
    opens_at: await agreeToRecovery(services, recoveryIn(call), call.by),
  })),
  serveSession(recoveriesApi.ticket, async (call) => {
    const { ticket, user } = await issueTicket(services, recoveryIn(call), call.by);
    return { ticket: ticket.ticket, user, expires_at: ticket.expiresAt };
  }),
  serveSession(recoveriesApi.stop, async (call, { note }) => {
    await stopRecovery(services, recoveryIn(call), note, call.by);
    return {};
  }),
];

/** By these rows the person concerned objects with a passkey: nobody is signed in (protocol §9). */
export const objectionRows = (
  services: WithChanges & WithClock & WithConfig & WithDb & WithKeys & WithRandom & WithSecrets,
): readonly EntryRoute[] => [
  openRow(services, objectionsApi.options, "nonces", (call) => askToObject(services, recoveryIn(call))),
  openRow(services, objectionsApi.object, "nonces", async (call, body) => {
    await objectToRecovery(services, recoveryIn(call), body);
    return {};
  }),
];
