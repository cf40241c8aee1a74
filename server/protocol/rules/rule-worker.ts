import { constants, setPriority } from "node:os";
import { parentPort } from "node:worker_threads";
import { editRules } from "@nearside/rules/cards/edit-rules.ts";
import { judgeDraft } from "@nearside/rules/drafts/judge-draft.ts";
import { type ReadDraft, readDraft } from "@nearside/rules/drafts/read-draft.ts";
import { Trials } from "@nearside/rules/drafts/trials.ts";
import { RuleEngine } from "@nearside/rules/engine.ts";
import type { RuleWork, RuleWorkDone } from "./rule-messages.ts";

// A thread that does one piece of work after the other. It opens no database and no socket.

const port = parentPort;
if (port === null) throw new Error("this is no program by itself");

// logins come first; on Linux this priority is the thread's alone, elsewhere it would be the whole server's
if (process.platform === "linux") setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL);

const engine = new RuleEngine();
const trials = new Trials(engine);
let read: ReadDraft | undefined;
port.on("message", (work: RuleWork) => port.postMessage(done(work)));

function done(work: RuleWork): RuleWorkDone[RuleWork["kind"]] {
  switch (work.kind) {
    case "read":
      read = readDraft(engine, work.draft);
      return read;
    case "judge":
      if (read === undefined) throw new Error("nothing was read");
      return judgeDraft(engine, read, work.facts);
    case "try":
      return trials.try(work.trial);
    case "edit":
      return editRules(engine, work.text, work.edit);
  }
}
