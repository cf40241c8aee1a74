import type * as v from "valibot";
import { SERVER_SHELL } from "../../audit/actor.ts";
import { exportEvidence } from "../../audit/export-evidence.ts";
import type { Ground } from "../../ground.ts";
import type { Call } from "../../http/route.ts";
import type { ExportEvidenceAnswer, exportEvidenceSchema } from "../messages.ts";

/** What proves one login, for whoever asks on the server's own shell (protocol §7). */
export const exportEvidenceRoute =
  (ground: Ground) =>
  async (c: Call, { login }: v.InferOutput<typeof exportEvidenceSchema>): Promise<Response> => {
    const answer: ExportEvidenceAnswer = {
      now: ground.clock(),
      ...(await exportEvidence(ground, login, SERVER_SHELL)),
    };
    return c.json(answer);
  };
