import type { startEnrolmentSchema } from "@nearside/shared/api/enrolments.ts";
import type * as v from "valibot";
import { demandMayStart, startEnrolment } from "../enrolment/start-enrolment.ts";
import type { Ground } from "../ground.ts";
import type { Call } from "../http/route.ts";
import { limitWrongTickets } from "../limits/limit-tickets.ts";
import { demandDpop } from "../oauth/demand-dpop.ts";

/** POST /api/enrolments (protocol §3.2, §3.7). */
export const enrolmentStart = (ground: Ground) => async (c: Call, body: v.InferOutput<typeof startEnrolmentSchema>) => {
  const address = ground.addressOf(c);
  const { jkt, jwk } = await demandDpop(ground, c, (key) =>
    limitWrongTickets(ground, address, () => demandMayStart(ground, body, { jkt: key, address })),
  );
  const enrolment_request = await startEnrolment(ground, body, { jkt, jwk, address });
  return c.json({ enrolment_request }, 201);
};
