import type * as v from "valibot";
import { exportEvidence } from "../../../administration/audit/export-evidence.ts";
import { SERVER_SHELL } from "../../../platform/audit/actor.ts";
import type { Call } from "../../../platform/http/call.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import type { ExportEvidenceAnswer, exportEvidenceSchema } from "../messages.ts";

/** What proves one login, for whoever asks on the server's own shell (protocol §7). */
export const exportEvidenceRoute =
  (services: WithClock & WithDb) =>
  async (c: Call, { login }: v.InferOutput<typeof exportEvidenceSchema>): Promise<Response> => {
    const answer: ExportEvidenceAnswer = {
      now: services.clock(),
      ...(await exportEvidence(services, login, SERVER_SHELL)),
    };
    return c.json(answer);
  };
