import type * as v from "valibot";
import { unreviewedUses } from "../../../administration/recovery/break-glass/list-uses.ts";
import { codesInForce, makeCodes } from "../../../administration/recovery/break-glass/make-codes.ts";
import { SERVER_SHELL } from "../../../platform/audit/actor.ts";
import type { Call } from "../../../platform/http/call.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock, WithRandom } from "../../../platform/surroundings.ts";
import type { makeCodesAnswerSchema, makeCodesMessageSchema, ShowBreakGlassAnswer } from "../break-glass-messages.ts";

/** A new sheet of codes; the one before is void (protocol §9). */
export const makeCodesRoute =
  (services: WithClock & WithDb & WithRandom) =>
  async (c: Call, { count }: v.InferOutput<typeof makeCodesMessageSchema>): Promise<Response> => {
    const { codes, voided } = await makeCodes(services, count, SERVER_SHELL);
    return c.json({ codes: [...codes], voided } satisfies v.InferOutput<typeof makeCodesAnswerSchema>);
  };

/** What is left of them, and which uses nobody has reviewed. */
export const showBreakGlassRoute =
  (services: WithClock & WithDb) =>
  async (c: Call): Promise<Response> => {
    const unreviewed = [...(await unreviewedUses(services.db))];
    const answer = { ...(await codesInForce(services.db)), now: services.clock(), unreviewed };
    return c.json(answer satisfies ShowBreakGlassAnswer);
  };
