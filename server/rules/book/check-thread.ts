import { Worker } from "node:worker_threads";
import type { RulesDraft } from "@nearside/shared/api/console/rules.ts";
import type { CheckAsked, CheckSaid } from "./check-messages.ts";
import type { DraftFacts, JudgedDraft } from "./judge-draft.ts";
import type { ReadDraft } from "./read-draft.ts";

// To check a large draft takes seconds, and nobody's login waits for it: there is one thread for all who write rules, asked by one
// after the other. It is started when the first one asks, and keeps no process alive.

/** Megabytes of its own memory, beyond which it ends alone. */
const MOST_MEGABYTES = 384;

/** The thread ended over a draft. */
export class CheckFailed extends Error {
  override readonly name = "CheckFailed";
}

/** One draft in the hands of the thread. */
export interface Checking {
  read(draft: RulesDraft): Promise<ReadDraft>;
  /** Of what was read. */
  judge(facts: DraftFacts): Promise<JudgedDraft>;
}

let worker: Worker | undefined;
let turn: Promise<unknown> = Promise.resolve();

/**
 * Has the thread to itself.
 *
 * @throws CheckFailed
 */
export function inCheckThread<Checked>(check: (checking: Checking) => Promise<Checked>): Promise<Checked> {
  const checked = turn.then(() => check({ read, judge }));
  turn = checked.catch(() => undefined); // whoever asked is told; the next one begins all the same
  return checked;
}

async function read(draft: RulesDraft): Promise<ReadDraft> {
  const said = await ask({ kind: "read", draft });
  if (said.kind !== "read") throw new Error(`the thread said ${said.kind} of a draft`);
  return said.read;
}

async function judge(facts: DraftFacts): Promise<JudgedDraft> {
  const said = await ask({ kind: "judge", facts });
  if (said.kind !== "judged") throw new Error(`the thread said ${said.kind} of what it had read`);
  return said.judged;
}

function ask(asked: CheckAsked): Promise<CheckSaid> {
  const asking = thread();
  return new Promise((resolve, reject) => {
    const failed = (cause?: unknown) => {
      if (worker === asking) worker = undefined;
      reject(new CheckFailed("the thread that checks rules has ended", { cause }));
    };
    asking.once("error", failed);
    asking.once("exit", failed);
    asking.once("message", (said: CheckSaid) => {
      asking.off("error", failed);
      asking.off("exit", failed);
      resolve(said);
    });
    asking.postMessage(asked);
  });
}

function thread(): Worker {
  if (worker !== undefined) return worker;
  const started = new Worker(new URL("./check-worker.ts", import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES },
  });
  started.unref();
  for (const end of ["error", "exit"] as const)
    started.on(end, () => {
      if (worker === started) worker = undefined;
    });
  worker = started;
  return started;
}
