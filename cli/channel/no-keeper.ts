import { Problem } from "../problems/problem.ts";
import { KeeperRefused, NoKeeper } from "./ask-keeper.ts";
import { problemOfKeeper } from "./keeper-refusal.ts";

const CURE =
  "If it was set up or began anew since, end this session and begin it anew: a keeper knows only those that began while it ran. If it was never set up, on your own machine: `nearside keeper install` and `nearside ssh setup`. `nearside ssh check` there tells what is in the way. In a container, give it the socket that `nearside keeper container-socket` makes there.";

/** Says in words of this program that the keeper is missing, or what it refused. Every other error goes on. */
export function noKeeper(error: unknown): never {
  if (error instanceof NoKeeper) throw new Problem("keeper_unreached", CURE, { cause: error });
  throw error instanceof KeeperRefused ? problemOfKeeper(error) : error;
}
