import { refuseEnrolment } from "../enrolment/refuse-enrolment.ts";
import type { Ground } from "../ground.ts";
import type { Call } from "../http/route.ts";
import { demandDpop } from "../oauth/demand-dpop.ts";

/** POST /api/enrolments/{id}/refusal, DPoP by device or extension key (protocol §3.5). */
export const enrolmentRefusal =
  (ground: Ground) => async (c: Call, body: { readonly reason: "words_differ" | "cancelled" }) => {
    const { jkt } = await demandDpop(ground, c);
    await refuseEnrolment(ground, c.req.param("id") ?? "", jkt, body.reason);
    return c.json({ state: "refused" });
  };
