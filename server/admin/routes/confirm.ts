import type * as v from "valibot";
import { SERVER_SHELL } from "../../audit/actor.ts";
import { confirmEnrolment } from "../../enrolment/confirm-enrolment.ts";
import type { Ground } from "../../ground.ts";
import type { Call } from "../../http/route.ts";
import type { confirmAnswerSchema, confirmSchema } from "../messages.ts";

/** An administrator typed the words that the person read out (protocol §3.5). */
export const confirmRoute =
  (ground: Ground) =>
  async (c: Call, { id, words }: v.InferOutput<typeof confirmSchema>): Promise<Response> => {
    await confirmEnrolment(ground, id, words, SERVER_SHELL);
    return c.json({ state: "active" } satisfies v.InferOutput<typeof confirmAnswerSchema>);
  };
