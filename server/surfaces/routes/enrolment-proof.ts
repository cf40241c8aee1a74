import type { Call } from "../../platform/http/call.ts";
import { recordProof } from "../../protocol/enrolment/record-proof.ts";
import type { Services } from "../services.ts";

/** POST /api/enrolments/{id}/proof, signed by the extension key or the device key (protocol §3.3). */
export const enrolmentProof = (services: Services) => async (c: Call, body: { readonly proof: string }) =>
  c.json({ state: await recordProof(services, c.req.param("id") ?? "", body.proof) });
