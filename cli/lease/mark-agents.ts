import { isMarked, MARKED_LIMIT } from "../keeper/lease/agent-mark.ts";
import { Problem } from "../problems/problem.ts";
import { texts } from "../texts/lease.ts";

/** Linux, <bits/resource.h>: struct rlimit { rlim_cur, rlim_max }. */
const LIMIT_BYTES = 16;

/**
 * Marks this process, and with it all that it will start, as an agent's. It can't be undone.
 *
 * @throws Problem `keeper_unusable` if the system does not do it: what it starts would count as the person once the lease is over
 */
export async function markAgents(): Promise<void> {
  const { default: koffi } = await import("koffi").catch(() => ({ default: undefined }));
  const setLimit = koffi?.load(null).func("int setrlimit(int, const void *)");
  setLimit?.(MARKED_LIMIT, Buffer.alloc(LIMIT_BYTES));
  if (!isMarked("self")) throw new Problem("keeper_unusable", texts.noMarks);
}
