import { enrolmentRequest } from "@nearside/shared/statements/enrolment-request.ts";
import { currentEnrolment } from "../enrolment/current-enrolment.ts";
import type { Ground } from "../ground.ts";
import { openBrowserSession } from "../http/browser-session.ts";
import type { Call } from "../http/route.ts";
import { startNonce } from "../login/start-nonce.ts";

/** POST /api/enrolments/{id}/nonce, by the page (protocol §3.3). */
export const enrolmentNonce = (ground: Ground) => async (c: Call) => {
  const enrolment = await currentEnrolment(ground, c.req.param("id") ?? "");
  if (enrolment.state !== "waiting" && enrolment.state !== "met") return c.json({ state: enrolment.state });
  const session = await openBrowserSession(ground, c);
  const { hash } = await enrolmentRequest.read(enrolment.request);
  const nonce = await startNonce(ground, enrolment.id, hash, session);
  return c.json({ state: "open", enrolment_request: enrolment.request, nonce });
};
