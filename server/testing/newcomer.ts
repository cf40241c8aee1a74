import type { EnrolledMachine, Machine } from "../../test/kit/machine.ts";
import { enrolledMachine } from "./enrol.ts";
import type { TestServer } from "./test-server.ts";

/** Makes a name that no person has. It has letters and digits alone, whatever the random text holds. */
export const newName = (server: TestServer): string =>
  `p-${server
    .id()
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, "")}`;

/** Enrols a machine of a person who was never here, so that it is active. */
export const newcomer = (server: TestServer, parts: Partial<Machine> = {}): Promise<EnrolledMachine> =>
  enrolledMachine(server, newName(server), parts);
