import type { Refusal, Verb } from "../doorway/messages.ts";
import { forwarderOf } from "../peer/forwarders.ts";
import { runsFile } from "../peer/program.ts";
import { isBrowser } from "./browsers.ts";
import { type Caller, type ProcessSeen, processOf } from "./caller.ts";

/** The native host that this keeper's set-up names to browsers. */
export interface OwnHost {
  /** The files that run it: the runtime, and the script. */
  readonly executable: string;
  readonly script: string;
  /** The callers that browsers name: origins in Chromium, ids in Firefox. */
  readonly extensions: () => readonly string[];
}

/** The relation of a caller to the keeper's leases: started under one, or not, or it can't be told. */
type LeaseKin = "inside" | "outside" | "unclear";

type Judge = (
  caller: Caller,
  host: OwnHost,
  parent: ProcessSeen | undefined,
  kin: () => LeaseKin,
) => Refusal | undefined;

/** A program of this account on this machine, which speaks for itself: a host gets through to no verb by `ssh -R`. */
const ownProgram: Judge = ({ account, isHere, program, argv }) => {
  if (account !== "same") return "other_account";
  if (!isHere) return "other_namespace";
  return forwarderOf(program.claimedPath, argv) === null ? undefined : "forwarder";
};

/**
 * The native host, started by a browser for our extension. A program of the account that wants to pass for it can: this
 * keeps out honest mistakes and other people's extensions. A hello proves itself by its signature alone (protocol §4.2).
 */
const ownHost: Judge = (caller, host, parent, kin) => {
  const refused = ownProgram(caller, host, parent, kin);
  if (refused !== undefined) return refused;
  const { program, argv } = caller;
  if (!runsFile(program, host.executable) || argv[1] !== host.script) return "not_a_host";
  if (parent === undefined || !isBrowser(parent.program.claimedPath)) return "not_a_browser";
  return argv.slice(2).some((argument) => host.extensions().includes(argument)) ? undefined : "foreign_extension";
};

/** The same, started by its person: an agent that works under a lease has what that gives, and nothing that is its person's. */
const ownPerson: Judge = (caller, host, parent, kin) => {
  const refused = ownProgram(caller, host, parent, kin);
  if (refused !== undefined) return refused;
  return NOT_OUTSIDE[kin()];
};

const NOT_OUTSIDE = { inside: "inside_a_lease", unclear: "origin_unclear", outside: undefined } as const;

/** One that was started under a lease. */
const ownAgent: Judge = (caller, host, parent, kin) => {
  const refused = ownProgram(caller, host, parent, kin);
  if (refused !== undefined) return refused;
  return kin() === "inside" ? undefined : "outside_the_lease";
};

/** Either of the two: what it gets is its own tree's, or its person's. */
const ownEither: Judge = (caller, host, parent, kin) => {
  const refused = ownProgram(caller, host, parent, kin);
  if (refused !== undefined) return refused;
  return kin() === "unclear" ? "origin_unclear" : undefined;
};

/** The callers of each verb. Everybody else is turned away, each by a test of its own. */
const MAY_CALL: Readonly<Record<Verb, Judge>> = {
  status: ownProgram,
  stop: ownPerson,
  container_socket: ownPerson,
  await_hello: ownPerson,
  hello: ownHost,
  lease_begin: ownPerson,
  lease_more: ownAgent,
  lease_list: ownEither,
  lease_end: ownEither,
  lease_token: ownAgent,
  lease_proof: ownAgent,
  lease_fetch: ownAgent,
  lease_here: ownEither,
};

/**
 * @param kin is asked only where it counts
 * @returns the reason for which this caller may not; undefined if it may
 */
export const refusalFor = (verb: Verb, caller: Caller, host: OwnHost, kin: () => LeaseKin): Refusal | undefined =>
  MAY_CALL[verb](caller, host, processOf(caller.parentPid), kin);
