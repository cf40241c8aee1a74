import * as v from "valibot";
import type { Answer } from "../../test/kit/answer.ts";
import {
  askForBrowser,
  askToEnrol,
  type EnrolmentMet,
  meetToEnrol,
  type OpenEnrolment,
  opened,
  prove,
  usePasskey,
  wordsOf,
} from "../../test/kit/enrolment-steps.ts";
import { newSigner } from "../../test/kit/keys.ts";
import { type EnrolledMachine, type Machine, newMachine } from "../../test/kit/machine.ts";
import { Browser } from "../../test/kit/send.ts";
import { SERVER_SHELL } from "../platform/audit/actor.ts";
import { admitEnrolment } from "../protocol/enrolment/decide/admit-enrolment.ts";
import { createTicket, type TicketRequest } from "../register/enrolments/create-ticket.ts";
import { findOrCreateUser } from "../register/people/users.ts";
import type { TestServer } from "./test-server.ts";

// These functions run whole enrolments, for tests that begin after them.

/** Sends the first step, which says where the device key is stored. */
type Ask = (server: TestServer, machine: Machine, user: string, ticket: string) => Promise<Answer>;

const stateSchema = v.object({ state: v.string() });

/** Makes a ticket as `nearside-server ticket` makes it, or as the first start does. */
export async function newTicket(
  { services }: TestServer,
  name: string,
  request: Partial<TicketRequest> = {},
): Promise<string> {
  const { ticket } = await services.db.transaction().execute(async (trx) => {
    const user = await findOrCreateUser(trx, { name, displayName: name, role: "user" }, services);
    return createTicket(trx, { user, by: SERVER_SHELL, ...request }, services);
  });
  return ticket;
}

/** Runs an enrolment until its command line and its browser have met. @param ask sends the first step */
export async function metEnrolment(server: TestServer, machine: Machine, user: string, ask: Ask = askToEnrol) {
  const open = await opened(await ask(server, machine, user, await newTicket(server, user)));
  return { open, met: await meetToEnrol(server, machine, open) };
}

/** Runs an enrolment until its passkey is there: the proofs come next. */
export async function enrolmentWithPasskey(server: TestServer, machine: Machine, user: string, ask: Ask = askToEnrol) {
  const { open, met } = await metEnrolment(server, machine, user, ask);
  done(await usePasskey(server, machine, open, met));
  return { open, met };
}

/** Enrols a machine until it waits for its administrator. */
export async function pendingMachine(
  server: TestServer,
  machine: Machine,
  user: string,
  ask: Ask = askToEnrol,
): Promise<{ open: OpenEnrolment; met: EnrolmentMet }> {
  const { open, met } = await enrolmentWithPasskey(server, machine, user, ask);
  done(await prove(server, machine, open, machine.extension));
  done(await prove(server, machine, open, machine.device));
  return { open, met };
}

/** Enrols a machine, so that it is active. */
export async function enrolledMachine(
  server: TestServer,
  user: string,
  parts: Partial<Machine> = {},
  ask: Ask = askToEnrol,
): Promise<EnrolledMachine> {
  const machine = await newMachine(parts);
  const { open, met } = await pendingMachine(server, machine, user, ask);
  await admitEnrolment(server.services, open.id, await wordsOf(machine, met), SERVER_SHELL);
  const { bound_set_id } = await server.services.db
    .selectFrom("devices")
    .select("bound_set_id")
    .where("jkt", "=", machine.device.thumbprint)
    .executeTakeFirstOrThrow();
  return { ...machine, user: open.user, boundSetId: bound_set_id };
}

/** Enrols a further browser of the machine, with its own extension key, until it waits for its administrator (protocol §3.7). */
export async function pendingBrowser(
  server: TestServer,
  machine: EnrolledMachine,
): Promise<{ further: EnrolledMachine; open: OpenEnrolment; met: EnrolmentMet }> {
  const further = { ...machine, extension: await newSigner(), browser: new Browser() };
  const open = await opened(await askForBrowser(server, further));
  const met = await meetToEnrol(server, further, open);
  done(await usePasskey(server, further, open, met));
  done(await prove(server, further, open, further.extension));
  done(await prove(server, further, open, further.device));
  return { further, open, met };
}

/** Enrols a further browser of the machine, so that it is active. */
export async function furtherBrowser(server: TestServer, machine: EnrolledMachine): Promise<EnrolledMachine> {
  const { further, open, met } = await pendingBrowser(server, machine);
  await admitEnrolment(server.services, open.id, await wordsOf(further, met), SERVER_SHELL);
  return further;
}

/** Expects that the step was accepted. */
function done(answer: Answer): void {
  answer.as(stateSchema);
}
