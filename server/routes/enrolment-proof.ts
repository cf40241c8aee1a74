import { recordProof } from "../enrolment/record-proof.ts";
import type { Ground } from "../ground.ts";
import type { Call } from "../http/route.ts";

/** POST /api/enrolments/{id}/proof, signed by the extension key or the device key (protocol §3.3). */
export const enrolmentProof = (ground: Ground) => async (c: Call, body: { readonly proof: string }) =>
  c.json({ state: await recordProof(ground, c.req.param("id") ?? "", body.proof) });
