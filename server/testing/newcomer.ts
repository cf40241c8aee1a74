import type { EnrolledMachine, Machine } from "../../test/kit/machine.ts";
import { enrolledMachine } from "./enrol.ts";
import type { TestServer } from "./test-server.ts";

/** A name that nobody has: letters and digits alone, whatever the random text holds. */
export const newName = (server: TestServer): string =>
  `p-${server
    .id()
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, "")}`;

/** A machine in force of somebody who was never here. */
export const newcomer = (server: TestServer, parts: Partial<Machine> = {}): Promise<EnrolledMachine> =>
  enrolledMachine(server, newName(server), parts);
