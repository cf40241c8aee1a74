import { isRefusalCode } from "@nearside/shared/chain/refusal.ts";
import { isOwnProblem, Problem } from "../problems/problem.ts";
import type { KeeperRefused } from "./ask-keeper.ts";

/** Tells a person at a host why the keeper of her own machine does not do it. */
const SAYS: Readonly<Record<KeeperRefused["code"], string>> = {
  malformed: "It is another version of Nearside: update it there or here.",
  busy: "Too many logins were begun from here: wait a few minutes.",
  place_unknown:
    "It knows no container that this program runs in. The program must run under your own account's number, with the socket of `nearside keeper container-socket` mounted.",
  inside_a_lease:
    "An agent under a lease began this, so it does not act as you. Log in from a session that you opened yourself.",
  not_enrolled: "Your own machine is not enrolled with that server. Enrol it there: `nearside enroll`.",
  several_enrolments: "Your own machine has several enrolments. Name the server with --issuer.",
  not_in_force: "Your own machine, or you, are out of force at that server. Ask your administrator.",
  address_not_granted: "The login is not for that address.",
  request_unknown: "It knows nothing of this login, which began over another session. Log in again: `nearside login`.",
  server_unreachable: "It could not reach the server. Check the connection of your own machine.",
  server_refused: "The server refused what it asked.",
};

/** @returns the server's own refusal where there is one, so that a person reads the same everywhere */
export function problemOfKeeper({ code, refusal }: KeeperRefused): Problem {
  if (code === "address_not_granted") return new Problem(code);
  if (refusal !== undefined && isRefusalCode(refusal)) return new Problem(refusal);
  if (refusal !== undefined && isOwnProblem(refusal)) return new Problem(refusal);
  return new Problem("keeper_refused", SAYS[code]);
}
