import type { enrolmentPasskeySchema } from "@nearside/shared/api/enrolments.ts";
import type * as v from "valibot";
import type { Call } from "../../platform/http/call.ts";
import { recordPasskey } from "../../protocol/enrolment/record-passkey.ts";
import { demandBrowserSession } from "../../protocol/login/browser-session.ts";
import type { Services } from "../services.ts";

/** POST /api/enrolments/{id}/passkey, by the page (protocol §3.3). */
export const enrolmentPasskey =
  (services: Services) => async (c: Call, body: v.InferOutput<typeof enrolmentPasskeySchema>) => {
    await recordPasskey(services, c.req.param("id") ?? "", body, await demandBrowserSession(c));
    return c.json({ state: "passkey" });
  };
