import { refuseEnrolment } from "../enrolment/refuse-enrolment.ts";
import { demandSide } from "../enrolment/view-enrolment.ts";
import type { Ground } from "../ground.ts";
import type { Call } from "../http/route.ts";
import { demandDpop } from "../oauth/demand-dpop.ts";

/** POST /api/enrolments/{id}/refusal, DPoP by device or extension key (protocol §3.5). */
export const enrolmentRefusal =
  (ground: Ground) => async (c: Call, body: { readonly reason: "words_differ" | "cancelled" }) => {
    const id = c.req.param("id") ?? "";
    const { jkt } = await demandDpop(ground, c, (key) => demandSide(ground, "refusal", id, key));
    await refuseEnrolment(ground, id, jkt, body.reason);
    return c.json({ state: "refused" });
  };
