import { constants, setPriority } from "node:os";
import { parentPort, workerData } from "node:worker_threads";
import { BothSets, promoted } from "@nearside/rules/drafts/both-sets.ts";
import { RuleEngine } from "@nearside/rules/engine.ts";
import { compileRules } from "@nearside/rules/reading/compile.ts";
import { DRAFT_VERSION } from "@nearside/rules/reading/rule.ts";
import { readGiven } from "../../protocol/rules/stored-given.ts";
import type { ReplayBatch, ReplayMessage, ReplayTask } from "./replay-messages.ts";
import { Finder } from "./tally.ts";

// This thread judges the logins that it is sent. It opens no database and no socket, and runs until it is ended.

const port = parentPort;
if (port === null) throw new Error("this is no program by itself");
const send = (message: ReplayMessage): void => port.postMessage(message);

// logins come first; on Linux this priority is the thread's alone, elsewhere it would be the whole server's
if (process.platform === "linux") setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL);

const { before, after, promotes } = workerData as ReplayTask;

const engine = new RuleEngine();
const draft = compileRules(engine, after, DRAFT_VERSION);
const finder = new Finder(
  new BothSets(engine, compileRules(engine, before.text, before.version), promotes ? promoted(draft) : draft),
);
port.on("message", (batch: ReplayBatch) => {
  const decisions = batch.map((row) => ({ ...row, given: readGiven(row) }));
  send({ kind: "found", found: finder.find(decisions) });
});
send({ kind: "ready" });
