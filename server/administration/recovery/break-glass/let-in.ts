import type { BreakGlassState } from "@nearside/shared/api/console/break-glass.ts";
import { neutralise } from "@nearside/shared/text/neutralise.ts";
import { ConsoleError } from "../../../platform/http/console-error.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import { confirmEnrolment } from "../../../protocol/enrolment/confirm-enrolment.ts";
import type { EnrolmentServices } from "../../../protocol/enrolment/enrolment-services.ts";
import { findLastByTicket } from "../../../register/enrolments/enrolment-store.ts";
import { findUsers } from "../../../register/people/users.ts";
import type { BreakGlassUse } from "../../../register/recovery/hold-break-glass-use.ts";

/** UTF-16 units of a machine's own words that are shown, at most. */
const MAX_SHOWN = 255;

/** The state of the machine that the ticket of this use enrols. */
export async function stateOfUse(services: WithClock & WithDb, use: BreakGlassUse): Promise<BreakGlassState> {
  const user = (await findUsers(services.db, [use.user_id])).get(use.user_id);
  if (user === undefined) throw new ConsoleError("unknown");
  const { id, name, display_name } = user;
  const enrolment = await findLastByTicket(services.db, use.ticket_hash);
  const said = (text: string) => neutralise(text, MAX_SHOWN);
  const machine = enrolment && {
    state: STATES[enrolment.state],
    hostname: said(enrolment.machine.hostname),
    os: said(enrolment.machine.os),
  };
  return {
    user: { id, name, display_name },
    now: services.clock(),
    expires_at: use.expires_at,
    machine: machine ?? null,
  };
}

const STATES = {
  waiting: "started",
  met: "started",
  passkey: "started",
  pending: "pending",
  active: "active",
  refused: "refused",
  expired: "expired",
} as const;

/**
 * The holder of the code types the six words that the new machine shows (protocol §3.5, §9). They act in place of the
 * administrator who is missing, and for this one machine.
 *
 * @throws ConsoleError `unknown` if no machine waits; Refused `words_differ` and the codes of what is no longer in force
 */
export async function letIn(services: EnrolmentServices, use: BreakGlassUse, words: string): Promise<void> {
  const enrolment = await findLastByTicket(services.db, use.ticket_hash);
  if (enrolment === undefined) throw new ConsoleError("unknown");
  await confirmEnrolment(services, enrolment.id, words, { kind: "break_glass", useId: use.id });
}
