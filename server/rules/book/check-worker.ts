import { constants, setPriority } from "node:os";
import { parentPort } from "node:worker_threads";
import type { CheckAsked, CheckSaid } from "./check-messages.ts";
import { judgeDraft } from "./judge-draft.ts";
import { type ReadDraft, readDraft } from "./read-draft.ts";

// A thread of its own that checks one draft after the other. It opens no database and no socket.

const port = parentPort;
if (port === null) throw new Error("this is no program by itself");
const say = (said: CheckSaid): void => port.postMessage(said);

// logins come first; on Linux this is of the thread alone, elsewhere it would be of the whole server
if (process.platform === "linux") setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL);

let read: ReadDraft | undefined;
port.on("message", (asked: CheckAsked) => {
  if (asked.kind === "read") {
    read = readDraft(asked.draft);
    say({ kind: "read", read });
    return;
  }
  if (read === undefined) throw new Error("nothing was read");
  say({ kind: "judged", judged: judgeDraft(read, asked.facts) });
});
