import type {
  BreakGlassAnswer,
  codesMadeSchema,
  makeCodesSchema,
  reviewUseSchema,
  UseRow,
  UsesQuery,
  unreviewedAnswerSchema,
} from "@nearside/shared/api/console/break-glass.ts";
import type { ListAnswer } from "@nearside/shared/api/console/list.ts";
import { breakGlassUseIdSchema } from "@nearside/shared/ids.ts";
import type * as v from "valibot";
import { endUse, reviewUse } from "../../../administration/recovery/break-glass/end-use.ts";
import { listUses, unreviewedUses } from "../../../administration/recovery/break-glass/list-uses.ts";
import { codesInForce, makeCodes } from "../../../administration/recovery/break-glass/make-codes.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock, WithRandom } from "../../../platform/surroundings.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import type { ChangingCall, ConsoleCall } from "../../console/console-route.ts";
import { demandId } from "../../console/demand-id.ts";

const useIn = ({ id }: ConsoleCall): string => demandId(breakGlassUseIdSchema, id);

/** GET /api/console/break-glass. */
export const breakGlassRoute =
  (services: WithDb) =>
  async ({ c }: ConsoleCall) =>
    c.json((await codesInForce(services.db)) satisfies BreakGlassAnswer);

/** POST /api/console/break-glass/codes. */
export const makeCodesRoute =
  (services: WithClock & WithDb & WithRandom) =>
  async ({ c, by }: ChangingCall, { count }: v.InferOutput<typeof makeCodesSchema>) => {
    const { codes, voided } = await makeCodes(services, count, by);
    return c.json({ codes: [...codes], voided } satisfies v.InferOutput<typeof codesMadeSchema>);
  };

/** GET /api/console/break-glass/uses. */
export const listUsesRoute =
  (services: WithDb) =>
  async ({ c }: ConsoleCall, query: UsesQuery) =>
    c.json((await listUses(services.db, query)) satisfies ListAnswer<UseRow>);

/** GET /api/console/break-glass/unreviewed. */
export const unreviewedUsesRoute =
  (services: WithDb) =>
  async ({ c }: ConsoleCall) => {
    const uses = [...(await unreviewedUses(services.db))];
    return c.json({ uses } satisfies v.InferOutput<typeof unreviewedAnswerSchema>);
  };

/** POST /api/console/break-glass/uses/:id/end. */
export const endUseRoute = (services: WithChanges & WithClock & WithDb) => async (call: ChangingCall) => {
  await endUse(services, useIn(call), call.by);
  return call.c.json({});
};

/** POST /api/console/break-glass/uses/:id/review. */
export const reviewUseRoute =
  (services: WithClock & WithDb) =>
  async (call: ChangingCall, { says }: v.InferOutput<typeof reviewUseSchema>) => {
    await reviewUse(services, useIn(call), says, call.by);
    return call.c.json({});
  };
