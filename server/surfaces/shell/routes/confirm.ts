import type * as v from "valibot";
import { SERVER_SHELL } from "../../../platform/audit/actor.ts";
import type { Call } from "../../../platform/http/call.ts";
import { confirmEnrolment } from "../../../protocol/enrolment/confirm-enrolment.ts";
import type { EnrolmentServices } from "../../../protocol/enrolment/enrolment-services.ts";
import type { confirmAnswerSchema, confirmSchema } from "../messages.ts";

/** An administrator typed the words that the person read out (protocol §3.5). */
export const confirmRoute =
  (services: EnrolmentServices) =>
  async (c: Call, { id, words }: v.InferOutput<typeof confirmSchema>): Promise<Response> => {
    await confirmEnrolment(services, id, words, SERVER_SHELL);
    return c.json({ state: "active" } satisfies v.InferOutput<typeof confirmAnswerSchema>);
  };
