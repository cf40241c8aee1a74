import type { startEnrolmentSchema } from "@nearside/shared/api/enrolments.ts";
import type * as v from "valibot";
import type { Call } from "../../platform/http/call.ts";
import { limitWrongTickets } from "../../protocol/enrolment/limit-tickets.ts";
import { demandMayStart, startEnrolment } from "../../protocol/enrolment/start-enrolment.ts";
import { demandDpop } from "../../protocol/tokens/demand-dpop.ts";
import type { Services } from "../services.ts";

/** POST /api/enrolments (protocol §3.2, §3.7). */
export const enrolmentStart =
  (services: Services) => async (c: Call, body: v.InferOutput<typeof startEnrolmentSchema>) => {
    const address = services.addressOf(c);
    const { jkt, jwk } = await demandDpop(services, c, (key) =>
      limitWrongTickets(services, address, () => demandMayStart(services, body, { jkt: key, address })),
    );
    const enrolment_request = await startEnrolment(services, body, { jkt, jwk, address });
    return c.json({ enrolment_request }, 201);
  };
