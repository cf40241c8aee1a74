import { enrolmentRequest } from "@nearside/shared/statements/enrolment-request.ts";
import type { Call } from "../../platform/http/call.ts";
import { currentEnrolment } from "../../protocol/enrolment/current-enrolment.ts";
import { openBrowserSession } from "../../protocol/login/browser-session.ts";
import { startNonce } from "../../protocol/login/start-nonce.ts";
import type { Services } from "../services.ts";

/** POST /api/enrolments/{id}/nonce, by the page (protocol §3.3). */
export const enrolmentNonce = (services: Services) => async (c: Call) => {
  const enrolment = await currentEnrolment(services, c.req.param("id") ?? "");
  if (enrolment.state !== "waiting" && enrolment.state !== "met") return c.json({ state: enrolment.state });
  const session = await openBrowserSession(services, c);
  const { hash } = await enrolmentRequest.read(enrolment.request);
  const nonce = await startNonce(services, enrolment.id, hash, session);
  return c.json({ state: "open", enrolment_request: enrolment.request, nonce });
};
