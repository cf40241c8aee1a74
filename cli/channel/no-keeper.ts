import { Problem } from "../problems/problem.ts";
import { texts } from "../texts/channel.ts";
import { KeeperRefused, NoKeeper } from "./ask-keeper.ts";
import { problemOfKeeper } from "./keeper-refusal.ts";

const CURE = texts.noKeeper;

/** Throws a problem in this program's words if the keeper is missing or refused. Every other error is thrown on. */
export function noKeeper(error: unknown): never {
  if (error instanceof NoKeeper) throw new Problem("keeper_unreached", CURE, { cause: error });
  throw error instanceof KeeperRefused ? problemOfKeeper(error) : error;
}
