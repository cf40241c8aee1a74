import { currentEnrolment } from "../enrolment/current-enrolment.ts";
import { demandSide, viewEnrolment } from "../enrolment/view-enrolment.ts";
import type { Ground } from "../ground.ts";
import type { Call } from "../http/route.ts";
import { heldBy } from "../limits/held-by.ts";
import { demandDpop } from "../oauth/demand-dpop.ts";
import { hold } from "../waiting/hold.ts";

/** GET /api/enrolments/{id}?known={state}, DPoP by device or extension key: held open until the state is another. */
export const enrolmentView = (ground: Ground) => async (c: Call) => {
  const id = c.req.param("id") ?? "";
  await demandDpop(ground, c, (jkt) => demandSide(ground, "view", id, jkt));
  const known = c.req.query("known");
  const read = () => currentEnrolment(ground, id);
  const until = AbortSignal.any([c.req.raw.signal, ground.stopping]);
  const waiter = { subject: id, holders: heldBy.address(ground, ground.addressOf(c)), gone: until };
  const enrolment = await hold(ground.changes, waiter, read, ({ state }) => state !== known);
  return c.json(viewEnrolment(enrolment));
};
