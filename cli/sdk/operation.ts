import { demandMachine, type EnrolledMachine } from "../keys/enrolled-machine.ts";
import type { KeyPlace } from "../keys/key-file.ts";
import type { LockPlace } from "../keys/lock.ts";
import { type Connection, connect } from "../server/connection.ts";
import { demandAllowedIssuer, demandAllowedStorage } from "../settings/managed-settings.ts";
import { createMachineWorld, type Outside } from "../world/machine-world.ts";
import type { MachineWorld } from "../world/world.ts";
import { nearsideErrorOf } from "./error-of.ts";
import type { NearsideEvent } from "./events.ts";
import type { HowToAsk } from "./options.ts";
import { untilStopped } from "./until-stopped.ts";
import { vaultThatTells } from "./vault-that-tells.ts";

export interface SdkOutside extends Outside {
  readonly fetch: typeof globalThis.fetch;
}

/** A program that imports the SDK, with everything that stays the same while it runs. */
export interface Program {
  readonly outside: SdkOutside;
  readonly place: KeyPlace & LockPlace;
  readonly how: HowToAsk;
  readonly clientId: string;
  readonly issuer: string;
  readonly user: { readonly id: string; readonly name: string };
  /** The command of the browser that the person or the organisation chose. */
  readonly browser: string | undefined;
  /** Lets one sign-in run at a time: the next finds what the one before it got, and no person is asked twice at once. */
  readonly alone: <T>(task: () => Promise<T>) => Promise<T>;
}

/** One call of a program, from its beginning to its end. */
export interface Operation {
  readonly world: MachineWorld;
  readonly place: KeyPlace & LockPlace;
  readonly connection: Connection;
  /** The enrolment as it is now, which may not be as it was when the program started. */
  readonly machine: EnrolledMachine;
  readonly tell: (event: NearsideEvent) => void;
  readonly openBrowser: HowToAsk["openBrowser"];
  readonly browser: string | undefined;
}

/**
 * Runs one call of a program.
 *
 * @param purpose what an organisation has set does not stop a call that only forgets tokens
 * @throws NearsideError
 */
export async function operate<T>(
  program: Program,
  how: HowToAsk,
  work: (operation: Operation) => Promise<T>,
  purpose: "use" | "leave" = "use",
): Promise<T> {
  const { outside, issuer, user, browser } = program;
  const stop = stopOf(program.how, how);
  const tell = teller(how.onEvent ?? program.how.onEvent);
  const openBrowser = how.openBrowser ?? program.how.openBrowser;
  const world = createMachineWorld(outside, stop);
  const connection = connect(issuer, world);
  const place = { ...program.place, vault: vaultThatTells(program.place.vault, tell) };
  const run = async (): Promise<T> => {
    const machine = await demandMachine(place, { issuer, user: user.name });
    const managed = await world.managed();
    if (purpose === "use") {
      demandAllowedIssuer(managed, issuer);
      demandAllowedStorage(managed, machine.keyStorage);
    }
    return work({ world, place, connection, machine, tell, openBrowser, browser });
  };
  try {
    return await untilStopped(stop, run);
  } catch (error) {
    throw nearsideErrorOf(error, stop, issuer);
  } finally {
    connection.http.close();
  }
}

/** A signal that the first of these ends: the whole program's, or that of one call. */
export const stopOf = (...hows: readonly Pick<HowToAsk, "signal">[]): AbortSignal =>
  AbortSignal.any(hows.flatMap(({ signal }) => (signal === undefined ? [] : [signal])));

/** Calls the program's `onEvent`, which can't break what it watches. */
export function teller(onEvent: HowToAsk["onEvent"]): Operation["tell"] {
  return (event) => {
    try {
      onEvent?.(event);
    } catch {
      // The program made a mistake in its own display.
    }
  };
}
