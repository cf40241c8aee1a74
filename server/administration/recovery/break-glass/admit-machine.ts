import type { BreakGlassState } from "@nearside/shared/api/console/break-glass.ts";
import { neutralise } from "@nearside/shared/text/neutralise.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import { ConsoleError } from "../../../platform/http/console-error.ts";
import type { WithKeys } from "../../../platform/keys/signing-keys.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock, WithRandom } from "../../../platform/surroundings.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import { admitEnrolment } from "../../../protocol/enrolment/decide/admit-enrolment.ts";
import type { WithMetadata } from "../../../protocol/passkeys/metadata/active-metadata.ts";
import { findLastByTicket } from "../../../register/enrolments/enrolment-store.ts";
import { findUsers } from "../../../register/people/users.ts";
import type { BreakGlassUse } from "../../../register/recovery/hold-break-glass-use.ts";

/** UTF-16 code units of a machine's own texts that are shown, at most. */
const MAX_SHOWN = 255;

/** Tells how far the machine is that the ticket of this use enrols. */
export async function stateOfUse(services: WithClock & WithDb, use: BreakGlassUse): Promise<BreakGlassState> {
  const user = (await findUsers(services.db, [use.user_id])).get(use.user_id);
  if (user === undefined) throw new ConsoleError("unknown");
  const { id, name, display_name } = user;
  const enrolment = await findLastByTicket(services.db, use.ticket_hash);
  const harmless = (text: string) => neutralise(text, MAX_SHOWN);
  const machine = enrolment && {
    state: STATES[enrolment.state],
    hostname: harmless(enrolment.machine.hostname),
    os: harmless(enrolment.machine.os),
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
 * Confirms the new machine by the six words that it shows, which the holder of the code types (protocol §3.5, §9). They act in
 * place of the administrator who is missing, and for this one machine.
 *
 * @throws ConsoleError `unknown` if no machine waits; Refused `words_differ`, and the codes of things that are no longer active
 */
export async function admitMachine(
  services: WithChanges & WithClock & WithConfig & WithDb & WithKeys & WithMetadata & WithRandom,
  use: BreakGlassUse,
  words: string,
): Promise<void> {
  const enrolment = await findLastByTicket(services.db, use.ticket_hash);
  if (enrolment === undefined) throw new ConsoleError("unknown");
  await admitEnrolment(services, enrolment.id, words, { kind: "break_glass", useId: use.id });
}
