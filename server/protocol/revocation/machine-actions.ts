import type { MachineAction, MachineDone } from "@nearside/shared/api/console/machines.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock, WithRandom } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import { loseMachine } from "./lose-machine.ts";
import { type Quarantine, quarantineMachine, releaseMachine } from "./quarantine-machine.ts";
import { type ReEnrolment, reEnrolMachine } from "./re-enrol-machine.ts";
import type { Ended, Revocation, Why } from "./revocation.ts";
import { revokeMachine } from "./revoke-machine.ts";

/** The outcome of a change to a machine: what ended with it, or why nothing was changed. */
type ActedOn = ({ readonly state: "done" } & MachineDone) | { readonly state: "unknown" | "already" | "not_active" };

type Outcome = Quarantine | ReEnrolment | Revocation;
/** The services that the actions use between them. */
type Services = WithChanges & WithClock & WithConfig & WithDb & WithRandom;
type Act = (services: Services, id: string, why: Why) => Promise<Outcome>;

const ACTIONS: Readonly<Record<MachineAction, Act>> = {
  quarantine: quarantineMachine,
  release: releaseMachine,
  revoke: revokeMachine,
  lost: loseMachine,
  re_enrol: reEnrolMachine,
};

/**
 * Changes a machine by one of the actions of the console.
 *
 * @param id as typed: of the bound set, or the device id
 * @throws ConsoleError `not_permitted`; Refused `user_inactive` if its person may enrol nothing
 */
export async function actOnMachine(services: Services, action: MachineAction, id: string, why: Why): Promise<ActedOn> {
  const outcome = await ACTIONS[action](services, id, why);
  if (outcome.state === "unknown" || outcome.state === "already" || outcome.state === "not_active")
    return { state: outcome.state };
  const ended: Partial<Ended> = "ended" in outcome ? outcome.ended : {};
  const { logins = [], enrolments = [], families = [] } = ended;
  const counts = { logins: logins.length, enrolments: enrolments.length, credentials: families.length };
  if (!("ticket" in outcome)) return { state: "done", ended: counts, ticket: null };
  const { ticket, expiresAt } = outcome.ticket;
  return { state: "done", ended: counts, ticket: { ticket, expires_at: expiresAt, user: outcome.user } };
}
