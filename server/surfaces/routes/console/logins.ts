import { type EvidenceAnswer, type LoginDetail, WHY_NO_EVIDENCE } from "@nearside/shared/api/console/logins.ts";
import { writeEvidence } from "@nearside/shared/evidence/evidence.ts";
import { requestIdSchema } from "@nearside/shared/ids.ts";
import { exportEvidence } from "../../../administration/audit/export-evidence.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import { ConsoleError } from "../../../platform/http/console-error.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import { viewLogin } from "../../../protocol/login/view-login.ts";
import type { WithMetadata } from "../../../protocol/passkeys/metadata/known-metadata.ts";
import type { ChangingCall, ConsoleCall } from "../../console/console-route.ts";
import { demandId } from "../../console/demand-id.ts";

/** GET /api/console/logins/:id. */
export const consoleLogin =
  (services: WithClock & WithConfig & WithDb & WithMetadata) =>
  async ({ c, id }: ConsoleCall) =>
    c.json((await viewLogin(services, demandId(requestIdSchema, id))) satisfies LoginDetail);

/**
 * POST /api/console/logins/:id/evidence. The document names a person, a machine and a command, and has an access token in it: it leaves
 * by a touch, and each time is an event.
 */
export const consoleEvidence =
  (services: WithClock & WithConfig & WithDb & WithMetadata) =>
  async ({ c, id, by }: ChangingCall) => {
    const login = demandId(requestIdSchema, id);
    const exported = await exportEvidence(services, login, by);
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
        const { evidence } = await viewLogin(services, login);
        const why = evidence.state === "no_token" ? "no_token" : "not_yet"; // it may have come to one just now
        throw new ConsoleError("conflict", { description: WHY_NO_EVIDENCE[why] });
      }
    }
  };
