import { type EvidenceAnswer, type LoginDetail, WHY_NO_EVIDENCE } from "@nearside/shared/api/console/logins.ts";
import { writeEvidence } from "@nearside/shared/evidence/evidence.ts";
import { requestIdSchema } from "@nearside/shared/ids.ts";
import { exportEvidence } from "../../audit/export-evidence.ts";
import { ConsoleError } from "../../console/console-error.ts";
import type { ChangingCall, ConsoleCall } from "../../console/console-route.ts";
import { demandId } from "../../console/demand-id.ts";
import type { Ground } from "../../ground.ts";
import { viewLogin } from "../../login/view-login.ts";

/** GET /api/console/logins/:id. */
export const consoleLogin =
  (ground: Ground) =>
  async ({ c, id }: ConsoleCall) =>
    c.json((await viewLogin(ground, demandId(requestIdSchema, id))) satisfies LoginDetail);

/**
 * POST /api/console/logins/:id/evidence. The document names a person, a machine and a command, and has an access token in it: it leaves
 * by a touch, and each time is an event.
 */
export const consoleEvidence =
  (ground: Ground) =>
  async ({ c, id, by }: ChangingCall) => {
    const login = demandId(requestIdSchema, id);
    const exported = await exportEvidence(ground, login, by);
    switch (exported.state) {
      case "exported":
        return c.json({
          name: `evidence-${login}.json`,
          text: `${writeEvidence(exported.evidence)}\n`,
        } satisfies EvidenceAnswer);
      case "unknown":
        throw new ConsoleError("unknown");
      case "facts_erased":
        throw new ConsoleError("conflict", { description: WHY_NO_EVIDENCE.facts_erased });
      default: {
        const { evidence } = await viewLogin(ground, login);
        const why = evidence.state === "no_token" ? "no_token" : "not_yet"; // it may have come to one just now
        throw new ConsoleError("conflict", { description: WHY_NO_EVIDENCE[why] });
      }
    }
  };
