import type { EnrolmentStateAnswer, EnrolmentStateName } from "@nearside/shared/api/enrolments.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { currentEnrolment, logEnrolmentRefusal } from "../enrolment/current-enrolment.ts";
import { endOf } from "../enrolment/end-of.ts";
import type { Ground } from "../ground.ts";
import { demandBrowserSession } from "../http/browser-session.ts";
import type { Call } from "../http/route.ts";
import { heldBy } from "../limits/held-by.ts";
import { hold } from "../waiting/hold.ts";

/** POST /api/enrolments/{id}/state, by the page: held open until the state is another than the one known. */
export const enrolmentState = (ground: Ground) => async (c: Call, body: { readonly known: EnrolmentStateName }) => {
  const id = c.req.param("id") ?? "";
  const session = await demandBrowserSession(c);
  const read = async () => {
    const enrolment = await currentEnrolment(ground, id);
    return logEnrolmentRefusal(ground, "state", id, async () => {
      if ("meeting" in enrolment && enrolment.meeting.browser_session !== session) refuse("other_session", "session");
      return enrolment;
    });
  };
  const until = AbortSignal.any([c.req.raw.signal, ground.stopping]);
  const waiter = { subject: id, holders: heldBy.address(ground, ground.addressOf(c)), gone: until };
  const enrolment = await hold(ground.changes, waiter, read, ({ state }) => state !== body.known);
  const isOurs = enrolment.state === "refused" && enrolment.browserSession === session;
  const end = isOurs ? endOf(enrolment) : undefined;
  return c.json({
    state: enrolment.state,
    ...(end === undefined ? {} : { end }),
  } satisfies EnrolmentStateAnswer);
};
