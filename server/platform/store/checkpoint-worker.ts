import { DatabaseSync } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";
import type { CheckpointAnswer, CheckpointMode } from "./checkpoints.ts";

// The thread of checkpoints. It has a connection of its own, and waits for the disk while the server continues.

const database = new DatabaseSync(workerData.path, { timeout: 0 });
database.exec("pragma synchronous = full");

function checkpoint(mode: CheckpointMode): CheckpointAnswer {
  try {
    const { busy } = database.prepare(`pragma wal_checkpoint(${mode})`).get() ?? {};
    // SQLite syncs the head of a new log. It is written here, or the server's next transaction would wait for that.
    if (busy === 0) database.exec("pragma user_version = 0");
    return { isDone: busy === 0 };
  } catch (error) {
    return { isDone: false, error };
  }
}

parentPort?.on("message", (asked: CheckpointMode | "end") => {
  if (asked !== "end") return parentPort?.postMessage(checkpoint(asked));
  database.close();
  parentPort?.close();
});
parentPort?.postMessage("started");
