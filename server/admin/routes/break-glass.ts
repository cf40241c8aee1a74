import type * as v from "valibot";
import { SERVER_SHELL } from "../../audit/actor.ts";
import { unreviewedUses } from "../../break-glass/list-uses.ts";
import { codesInForce, makeCodes } from "../../break-glass/make-codes.ts";
import type { Ground } from "../../ground.ts";
import type { Call } from "../../http/route.ts";
import type { makeCodesAnswerSchema, makeCodesMessageSchema, ShowBreakGlassAnswer } from "../break-glass-messages.ts";

/** A new sheet of codes; the one before is void (protocol §9). */
export const makeCodesRoute =
  (ground: Ground) =>
  async (c: Call, { count }: v.InferOutput<typeof makeCodesMessageSchema>): Promise<Response> => {
    const { codes, voided } = await makeCodes(ground, count, SERVER_SHELL);
    return c.json({ codes: [...codes], voided } satisfies v.InferOutput<typeof makeCodesAnswerSchema>);
  };

/** What is left of them, and which uses nobody has reviewed. */
export const showBreakGlassRoute =
  (ground: Ground) =>
  async (c: Call): Promise<Response> => {
    const unreviewed = [...(await unreviewedUses(ground.db))];
    const answer = { ...(await codesInForce(ground.db)), now: ground.clock(), unreviewed };
    return c.json(answer satisfies ShowBreakGlassAnswer);
  };
