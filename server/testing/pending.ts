import type { Answer } from "../../test/kit/answer.ts";
import type { ConsolePage } from "../../test/kit/console.ts";
import { type EnrolmentMet, type OpenEnrolment, wordsOf } from "../../test/kit/enrolment-steps.ts";
import { type Machine, newMachine } from "../../test/kit/machine.ts";
import { consolesOf } from "./console.ts";
import { pendingMachine } from "./enrol.ts";
import type { DatabaseKind } from "./temporary-store.ts";
import { openTestServer, type TestServer } from "./test-server.ts";

// These machines wait to be admitted, for tests of the people who decide (protocol §3.5).

interface Pending {
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

/** @param step such as `/admit` */
export const pathOfPending = ({ id }: Pick<OpenEnrolment, "id">, step = ""): string =>
  `/api/console/enrolments/${id}${step}`;

/** A server on which people of each role decide about machines that wait. */
export interface PendingStage {
  readonly server: TestServer;
  readonly by: (role: Decider) => ConsolePage;
  readonly pendingFor: (user: string) => Promise<Pending>;
  /** @param typed the words of that enrolment if the test gives no others */
  readonly confirmBy: (role: Decider, pending: Pending, typed?: string) => Promise<Answer>;
  /** Reads the state of the device key; undefined if it is not stored. */
  readonly stateOf: (pending: Pending) => Promise<string | undefined>;
}

export async function openPendingStage(database: DatabaseKind): Promise<PendingStage> {
  const server = await openTestServer({ database });
  const by = await consolesOf(server, DECIDERS);
  return {
    server,
    by,
    pendingFor: (user) => newPending(server, user),
    confirmBy: async (role, pending, typed) =>
      by(role).change(pathOfPending(pending.open, "/admit"), { words: typed ?? (await wordsOfPending(pending)) }),
    stateOf: async ({ machine }) => {
      const devices = server.services.db.selectFrom("devices").select("state");
      return (await devices.where("jkt", "=", machine.device.thumbprint).executeTakeFirst())?.state;
    },
  };
}
