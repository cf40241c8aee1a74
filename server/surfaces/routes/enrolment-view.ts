import type { Call } from "../../platform/http/call.ts";
import { heldBy } from "../../platform/limits/held-by.ts";
import { hold } from "../../platform/waiting/hold.ts";
import { currentEnrolment } from "../../protocol/enrolment/current-enrolment.ts";
import { demandSide, viewEnrolment } from "../../protocol/enrolment/view-enrolment.ts";
import { demandDpop } from "../../protocol/tokens/demand-dpop.ts";
import type { Services } from "../services.ts";

/** GET /api/enrolments/{id}?known={state}, DPoP by device or extension key: held open until the state is another. */
export const enrolmentView = (services: Services) => async (c: Call) => {
  const id = c.req.param("id") ?? "";
  await demandDpop(services, c, (jkt) => demandSide(services, "view", id, jkt));
  const known = c.req.query("known");
  const read = () => currentEnrolment(services, id);
  const until = AbortSignal.any([c.req.raw.signal, services.stopping]);
  const waiter = { subject: id, holders: heldBy.address(services, services.addressOf(c)), gone: until };
  const enrolment = await hold(services.changes, waiter, read, ({ state }) => state !== known);
  return c.json(viewEnrolment(enrolment));
};
