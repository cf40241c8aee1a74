import { type EnrolmentMet, type OpenEnrolment, wordsOf } from "../../test/kit/enrolment-steps.ts";
import { type Machine, newMachine } from "../../test/kit/machine.ts";
import { pendingMachine } from "./enrol.ts";
import type { TestServer } from "./test-server.ts";

// These machines wait to be let in, for tests of the people who decide (protocol §3.5).

export interface Pending {
  readonly machine: Machine;
  readonly open: OpenEnrolment;
  readonly met: EnrolmentMet;
}

/** Such a test asks with these roles: all that may decide, and one that may look. */
export const DECIDERS = ["owner", "administrator", "approver", "auditor"] as const;
export type Decider = (typeof DECIDERS)[number];

/** Enrols a new machine of that user until it waits. */
export async function newPending(server: TestServer, user: string): Promise<Pending> {
  const machine = await newMachine();
  return { machine, ...(await pendingMachine(server, machine, user)) };
}

export const wordsOfPending = ({ machine, met }: Pending): Promise<string> => wordsOf(machine, met);

/** @param step such as `/confirm` */
export const pathOfPending = ({ id }: Pick<OpenEnrolment, "id">, step = ""): string =>
  `/api/console/enrolments/${id}${step}`;
