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
import { endUse, reviewUse } from "../../break-glass/end-use.ts";
import { listUses, unreviewedUses } from "../../break-glass/list-uses.ts";
import { codesInForce, makeCodes } from "../../break-glass/make-codes.ts";
import type { ChangingCall, ConsoleCall } from "../../console/console-route.ts";
import { demandId } from "../../console/demand-id.ts";
import type { Ground } from "../../ground.ts";

const useIn = ({ id }: ConsoleCall): string => demandId(breakGlassUseIdSchema, id);

/** GET /api/console/break-glass. */
export const breakGlassRoute =
  (ground: Ground) =>
  async ({ c }: ConsoleCall) =>
    c.json((await codesInForce(ground.db)) satisfies BreakGlassAnswer);

/** POST /api/console/break-glass/codes. */
export const makeCodesRoute =
  (ground: Ground) =>
  async ({ c, by }: ChangingCall, { count }: v.InferOutput<typeof makeCodesSchema>) => {
    const { codes, voided } = await makeCodes(ground, count, by);
    return c.json({ codes: [...codes], voided } satisfies v.InferOutput<typeof codesMadeSchema>);
  };

/** GET /api/console/break-glass/uses. */
export const listUsesRoute =
  (ground: Ground) =>
  async ({ c }: ConsoleCall, query: UsesQuery) =>
    c.json((await listUses(ground.db, query)) satisfies ListAnswer<UseRow>);

/** GET /api/console/break-glass/unreviewed. */
export const unreviewedUsesRoute =
  (ground: Ground) =>
  async ({ c }: ConsoleCall) => {
    const uses = [...(await unreviewedUses(ground.db))];
    return c.json({ uses } satisfies v.InferOutput<typeof unreviewedAnswerSchema>);
  };

/** POST /api/console/break-glass/uses/:id/end. */
export const endUseRoute = (ground: Ground) => async (call: ChangingCall) => {
  await endUse(ground, useIn(call), call.by);
  return call.c.json({});
};

/** POST /api/console/break-glass/uses/:id/review. */
export const reviewUseRoute =
  (ground: Ground) =>
  async (call: ChangingCall, { says }: v.InferOutput<typeof reviewUseSchema>) => {
    await reviewUse(ground, useIn(call), says, call.by);
    return call.c.json({});
  };
