import type { Command } from "commander";
import { demandMachine, type EnrolledMachine } from "../keys/enrolled-machine.ts";
import type { KeyPlace } from "../keys/key-file.ts";
import { readIssuer } from "../server/issuer.ts";
import type { World } from "../world.ts";

// Which enrolment a command is about, and what is asked for where nothing else was said.

export interface ChoiceOptions {
  readonly issuer?: string;
  readonly user?: string;
}

/** What is asked for where the command line is silent; undefined: nothing says. */
export interface AskedByDefault {
  readonly clientId?: string | undefined;
  readonly scope?: string | undefined;
  readonly resource?: readonly string[] | undefined;
  /** RFC 9396, as one JSON text. */
  readonly authorizationDetails?: string | undefined;
  /** The command that opens a browser. */
  readonly browser?: string | undefined;
}

export interface Chosen {
  readonly machine: EnrolledMachine;
  readonly defaults: AskedByDefault;
}

/** The options that every command has which is about one enrolment. */
export const withChoice = (command: Command): Command =>
  command
    .option("--issuer <url>", "which server, where this machine is enrolled with several")
    .option("--user <name>", "for whom, where this machine is enrolled for several people");

/** @throws Problem `usage`, `machine_not_enrolled`, `several_enrolments` */
export async function choose(_world: World, place: KeyPlace, { issuer, user }: ChoiceOptions): Promise<Chosen> {
  const wanted = { issuer: issuer === undefined ? undefined : readIssuer(issuer), user };
  return { machine: await demandMachine(place, wanted), defaults: {} };
}
