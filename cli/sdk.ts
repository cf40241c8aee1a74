// `@nearside/cli/sdk`: another command line imports it to get the whole login. It prints nothing, ends no process and listens to
// no signal: the program that imports it does that.
//
//   import { Nearside } from "@nearside/cli/sdk";
//   const nearside = await Nearside.open({ clientId: "orders-cli", onEvent: ({ message }) => console.error(message) });
//   const session = await nearside.signIn({ scope: "orders:read", resource: "https://api.example.com" });
//   const answer = await session.fetch("https://api.example.com/orders");
//
// This entry alone reads environment, clock and randomness for the SDK.
import { randomBytes } from "node:crypto";
import { basename } from "node:path";
import process from "node:process";
import type { NearsideEntry, Nearside as OpenedNearside } from "./sdk/nearside.ts";
import { openNearside } from "./sdk/open-nearside.ts";

export type { StepUpDemand } from "./apis/step-up-demand.ts";
export type { NearsideEvent, ProtectionFact } from "./sdk/events.ts";
export { NearsideError, type NearsideErrorCode, type NextStep } from "./sdk/nearside-error.ts";
export type {
  AuthorizationDetail,
  CallOptions,
  HowToAsk,
  NearsideOptions,
  ProofOptions,
  SessionRequest,
  SignInOptions,
} from "./sdk/options.ts";
export type { Rule } from "./sdk/rule.ts";
export type { Proof, Session, Token } from "./sdk/session.ts";

/** The command as the person will be shown it: the program by its own name, whatever runs it. */
function commandTyped(): readonly string[] {
  const [runtime = "", script, ...rest] = process.argv;
  return [basename(script ?? runtime), ...rest];
}

/** One program on this machine, at one login server. */
export type Nearside = OpenedNearside;

/** The entry of the SDK: `await Nearside.open({ clientId })`. */
export const Nearside: NearsideEntry = {
  open: (options) =>
    openNearside(options, {
      process,
      command: commandTyped(),
      now: () => Date.now(),
      randomBytes,
      fetch: (input, init) => globalThis.fetch(input, init),
    }),
};
