import { isRefusalCode } from "@nearside/shared/chain/refusal.ts";
import { isOwnProblem, Problem } from "../problems/problem.ts";
import { texts } from "../texts/channel.ts";
import type { KeeperRefused } from "./ask-keeper.ts";

/** Tells a person at a host why the keeper of her own machine does not do it. */
const SAYS: Readonly<Record<KeeperRefused["code"], string>> = texts.refused;

/** @returns the server's own refusal where there is one, so that a person reads the same everywhere */
export function problemOfKeeper({ code, refusal }: KeeperRefused): Problem {
  if (code === "address_not_granted") return new Problem(code);
  if (refusal !== undefined && isRefusalCode(refusal)) return new Problem(refusal);
  if (refusal !== undefined && isOwnProblem(refusal)) return new Problem(refusal);
  return new Problem("keeper_refused", SAYS[code]);
}
