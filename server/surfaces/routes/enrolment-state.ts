import type { EnrolmentStateAnswer, EnrolmentStateName } from "@nearside/shared/api/enrolments.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import type { Call } from "../../platform/http/call.ts";
import { heldBy } from "../../platform/limits/held-by.ts";
import { hold } from "../../platform/waiting/hold.ts";
import { currentEnrolment, logEnrolmentRefusal } from "../../protocol/enrolment/current-enrolment.ts";
import { endOf } from "../../protocol/enrolment/end-of.ts";
import { demandBrowserSession } from "../../protocol/login/browser-session.ts";
import type { Services } from "../services.ts";

/** POST /api/enrolments/{id}/state, by the page: held open until the state is another than the one known. */
export const enrolmentState = (services: Services) => async (c: Call, body: { readonly known: EnrolmentStateName }) => {
  const id = c.req.param("id") ?? "";
  const session = await demandBrowserSession(c);
  const read = async () => {
    const enrolment = await currentEnrolment(services, id);
    return logEnrolmentRefusal(services, "state", id, async () => {
      if ("meeting" in enrolment && enrolment.meeting.browser_session !== session) refuse("other_session", "session");
      return enrolment;
    });
  };
  const until = AbortSignal.any([c.req.raw.signal, services.stopping]);
  const waiter = { subject: id, holders: heldBy.address(services, services.addressOf(c)), gone: until };
  const enrolment = await hold(services.changes, waiter, read, ({ state }) => state !== body.known);
  const isOurs = enrolment.state === "refused" && enrolment.browserSession === session;
  const end = isOurs ? endOf(enrolment) : undefined;
  return c.json({
    state: enrolment.state,
    ...(end === undefined ? {} : { end }),
  } satisfies EnrolmentStateAnswer);
};
