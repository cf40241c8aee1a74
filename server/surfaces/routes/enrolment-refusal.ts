import type { Call } from "../../platform/http/call.ts";
import { refuseEnrolment } from "../../protocol/enrolment/refuse-enrolment.ts";
import { demandSide } from "../../protocol/enrolment/view-enrolment.ts";
import { demandDpop } from "../../protocol/tokens/demand-dpop.ts";
import type { Services } from "../services.ts";

/** POST /api/enrolments/{id}/refusal, DPoP by device or extension key (protocol §3.5). */
export const enrolmentRefusal =
  (services: Services) => async (c: Call, body: { readonly reason: "words_differ" | "cancelled" }) => {
    const id = c.req.param("id") ?? "";
    const { jkt } = await demandDpop(services, c, (key) => demandSide(services, "refusal", id, key));
    await refuseEnrolment(services, id, jkt, body.reason);
    return c.json({ state: "refused" });
  };
