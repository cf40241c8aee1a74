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
import { wrongField } from "../../console/console-error.ts";
import type { ChangingCall, ConsoleCall } from "../../console/console-route.ts";
import { demandId } from "../../console/demand-id.ts";
import { demandOwnPage } from "../../console/demand-own-page.ts";
import type { Ground } from "../../ground.ts";
import type { Call } from "../../http/route.ts";
import { agreeToRecovery } from "../../recovery/agree.ts";
import { issueTicket } from "../../recovery/issue-ticket.ts";
import { listRecoveries, viewRecovery } from "../../recovery/list-recoveries.ts";
import { askToObject, objectToRecovery } from "../../recovery/object.ts";
import { demandLost, machinesOf, startRecovery } from "../../recovery/start-recovery.ts";
import { stopRecovery } from "../../recovery/stop-recovery.ts";

const recoveryIn = ({ id }: ConsoleCall): string => demandId(recoveryIdSchema, id);

/** GET /api/console/recoveries. */
export const listRecoveriesRoute =
  (ground: Ground) =>
  async ({ c }: ConsoleCall, query: RecoveriesQuery) =>
    c.json((await listRecoveries(ground.db, query)) satisfies ListAnswer<RecoveryRow>);

/** GET /api/console/recoveries/:id. */
export const viewRecoveryRoute = (ground: Ground) => async (call: ConsoleCall) =>
  call.c.json({ recovery: await viewRecovery(ground.db, recoveryIn(call)) });

/** POST /api/console/recoveries/preview. */
export const previewRecoveryRoute =
  (ground: Ground) =>
  async ({ c, who }: ConsoleCall, { name }: v.InferOutput<typeof recoveryPreviewSchema>) => {
    const found = await ground.db
      .selectFrom("users")
      .select(["id", "name", "display_name", "state"])
      .where("name", "=", name)
      .executeTakeFirst();
    if (found === undefined) throw wrongField("name", "is nobody's name");
    const { state, ...user } = found;
    await demandLost(ground.db, { id: user.id, state }, who.user.id, "name");
    const machines = (await machinesOf(ground.db, found.id)).map(({ id, hostname }) => ({ id, hostname }));
    const cooling_hours = ground.config.recovery.coolingHours;
    return c.json({ user, machines, cooling_hours } satisfies v.InferOutput<typeof recoveryPreviewAnswerSchema>);
  };

/** POST /api/console/recoveries. */
export const startRecoveryRoute =
  (ground: Ground) =>
  async ({ c, by }: ChangingCall, change: StartRecovery) => {
    const id = await startRecovery(ground, change, by);
    return c.json({ id } satisfies v.InferOutput<typeof recoveryStartedSchema>);
  };

/** POST /api/console/recoveries/:id/agree. */
export const agreeRoute = (ground: Ground) => async (call: ChangingCall) => {
  const opens_at = await agreeToRecovery(ground, recoveryIn(call), call.by);
  return call.c.json({ opens_at } satisfies v.InferOutput<typeof recoveryAgreedSchema>);
};

/** POST /api/console/recoveries/:id/ticket. */
export const recoveryTicketRoute = (ground: Ground) => async (call: ChangingCall) => {
  const { ticket, user } = await issueTicket(ground, recoveryIn(call), call.by);
  const shown = { ticket: ticket.ticket, user, expires_at: ticket.expiresAt };
  return call.c.json(shown satisfies v.InferOutput<typeof recoveryTicketSchema>);
};

/** POST /api/console/recoveries/:id/stop. */
export const stopRecoveryRoute =
  (ground: Ground) =>
  async (call: ChangingCall, { note }: v.InferOutput<typeof stopRecoverySchema>) => {
    await stopRecovery(ground, recoveryIn(call), note, call.by);
    return call.c.json({});
  };

const objectedIn = (c: Call): string => demandId(recoveryIdSchema, c.req.param("id") ?? "");

/** POST /api/console/objections/:id/options (protocol §9): nobody is signed in. */
export const objectionOptionsRoute = (ground: Ground) => async (c: Call) => {
  demandOwnPage(ground.config, c);
  const asked = await askToObject(ground, objectedIn(c));
  return c.json(asked satisfies v.InferOutput<typeof objectionOptionsAnswerSchema>);
};

/** POST /api/console/objections/:id (protocol §9). */
export const objectionRoute = (ground: Ground) => async (c: Call, body: v.InferOutput<typeof objectionBodySchema>) => {
  demandOwnPage(ground.config, c);
  await objectToRecovery(ground, objectedIn(c), body);
  return c.json({});
};
