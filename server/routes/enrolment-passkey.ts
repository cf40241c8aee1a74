import type { enrolmentPasskeySchema } from "@nearside/shared/api/enrolments.ts";
import type * as v from "valibot";
import { recordPasskey } from "../enrolment/record-passkey.ts";
import type { Ground } from "../ground.ts";
import { demandBrowserSession } from "../http/browser-session.ts";
import type { Call } from "../http/route.ts";

/** POST /api/enrolments/{id}/passkey, by the page (protocol §3.3). */
export const enrolmentPasskey =
  (ground: Ground) => async (c: Call, body: v.InferOutput<typeof enrolmentPasskeySchema>) => {
    await recordPasskey(ground, c.req.param("id") ?? "", body, await demandBrowserSession(c));
    return c.json({ state: "passkey" });
  };
