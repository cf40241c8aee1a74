import type { ListAnswer } from "@nearside/shared/api/console/list.ts";
import type {
  objectionBodySchema,
  objectionOptionsAnswerSchema,
  RecoveriesQuery,
  RecoveryRow,
  recoveryAgreedSchema,
  recoveryPreviewAnswerSchema,
  recoveryPreviewSchema,
  recoveryStartedSchema,
  recoveryTicketSchema,
  StartRecovery,
  stopRecoverySchema,
} from "@nearside/shared/api/console/recovery.ts";
import { recoveryIdSchema } from "@nearside/shared/ids.ts";
import type * as v from "valibot";
import { agreeToRecovery } from "../../../administration/recovery/agree.ts";
import { issueTicket } from "../../../administration/recovery/issue-ticket.ts";
import { listRecoveries, viewRecovery } from "../../../administration/recovery/list-recoveries.ts";
import { askToObject, objectToRecovery } from "../../../administration/recovery/object.ts";
import { demandLost, machinesOf, startRecovery } from "../../../administration/recovery/start-recovery.ts";
import { stopRecovery } from "../../../administration/recovery/stop-recovery.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { Call } from "../../../platform/http/call.ts";
import { wrongField } from "../../../platform/http/console-error.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock, WithRandom } from "../../../platform/surroundings.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import type { ChangingCall, ConsoleCall } from "../../console/console-route.ts";
import { demandId } from "../../console/demand-id.ts";
import { demandOwnPage } from "../../console/demand-own-page.ts";
import type { Services } from "../../services.ts";

const recoveryIn = ({ id }: ConsoleCall): string => demandId(recoveryIdSchema, id);

/** GET /api/console/recoveries. */
export const listRecoveriesRoute =
  (services: WithDb) =>
  async ({ c }: ConsoleCall, query: RecoveriesQuery) =>
    c.json((await listRecoveries(services.db, query)) satisfies ListAnswer<RecoveryRow>);

/** GET /api/console/recoveries/:id. */
export const viewRecoveryRoute = (services: WithDb) => async (call: ConsoleCall) =>
  call.c.json({ recovery: await viewRecovery(services.db, recoveryIn(call)) });

/** POST /api/console/recoveries/preview. */
export const previewRecoveryRoute =
  (services: WithConfig & WithDb) =>
  async ({ c, who }: ConsoleCall, { name }: v.InferOutput<typeof recoveryPreviewSchema>) => {
    const found = await services.db
      .selectFrom("users")
      .select(["id", "name", "display_name", "state"])
      .where("name", "=", name)
      .executeTakeFirst();
    if (found === undefined) throw wrongField("name", "is nobody's name");
    const { state, ...user } = found;
    await demandLost(services.db, { id: user.id, state }, who.user.id, "name");
    const machines = (await machinesOf(services.db, found.id)).map(({ id, hostname }) => ({ id, hostname }));
    const cooling_hours = services.config.recovery.coolingHours;
    return c.json({ user, machines, cooling_hours } satisfies v.InferOutput<typeof recoveryPreviewAnswerSchema>);
  };

/** POST /api/console/recoveries. */
export const startRecoveryRoute =
  (services: WithChanges & WithClock & WithDb & WithRandom) =>
  async ({ c, by }: ChangingCall, change: StartRecovery) => {
    const id = await startRecovery(services, change, by);
    return c.json({ id } satisfies v.InferOutput<typeof recoveryStartedSchema>);
  };

/** POST /api/console/recoveries/:id/agree. */
export const agreeRoute = (services: WithClock & WithConfig & WithDb) => async (call: ChangingCall) => {
  const opens_at = await agreeToRecovery(services, recoveryIn(call), call.by);
  return call.c.json({ opens_at } satisfies v.InferOutput<typeof recoveryAgreedSchema>);
};

/** POST /api/console/recoveries/:id/ticket. */
export const recoveryTicketRoute =
  (services: WithChanges & WithClock & WithDb & WithRandom) => async (call: ChangingCall) => {
    const { ticket, user } = await issueTicket(services, recoveryIn(call), call.by);
    const shown = { ticket: ticket.ticket, user, expires_at: ticket.expiresAt };
    return call.c.json(shown satisfies v.InferOutput<typeof recoveryTicketSchema>);
  };

/** POST /api/console/recoveries/:id/stop. */
export const stopRecoveryRoute =
  (services: WithChanges & WithClock & WithDb) =>
  async (call: ChangingCall, { note }: v.InferOutput<typeof stopRecoverySchema>) => {
    await stopRecovery(services, recoveryIn(call), note, call.by);
    return call.c.json({});
  };

const objectedIn = (c: Call): string => demandId(recoveryIdSchema, c.req.param("id") ?? "");

/** POST /api/console/objections/:id/options (protocol §9): nobody is signed in. */
export const objectionOptionsRoute = (services: WithClock & WithConfig & WithDb & WithRandom) => async (c: Call) => {
  demandOwnPage(services.config, c);
  const asked = await askToObject(services, objectedIn(c));
  return c.json(asked satisfies v.InferOutput<typeof objectionOptionsAnswerSchema>);
};

/** POST /api/console/objections/:id (protocol §9). */
export const objectionRoute =
  (services: Services) => async (c: Call, body: v.InferOutput<typeof objectionBodySchema>) => {
    demandOwnPage(services.config, c);
    await objectToRecovery(services, objectedIn(c), body);
    return c.json({});
  };
