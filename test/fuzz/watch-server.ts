import { readFileSync } from "node:fs";
import type { EnrolledStage } from "../steps/enrolling.ts";
import { redeemedLogin } from "../steps/logging-in.ts";
import { Ledger } from "./ledger.ts";

/** More than a server needs that only refuses. Bytes. */
const MOST_GROWTH = 256 * 1024 * 1024;

export interface Watch {
  /** From now on, this is what was before. */
  readonly note: () => void;
  /** After a refusal. @returns what moved all the same */
  readonly refused: () => string | undefined;
  /** @returns what is wrong with the server after the whole run */
  readonly end: () => Promise<string | undefined>;
}

/** Looks at the server's process, its database and its log. */
export function watchServer(stage: EnrolledStage): Watch {
  const ledger = new Ledger(stage.dataFolder);
  ledger.note();
  const { pid, stderr } = stage.server.process;
  const logged = stderr().length;
  const before = memoryOf(pid);
  return {
    note: () => ledger.note(),
    refused: () => {
      const moved = ledger.moved();
      return moved === undefined ? undefined : `refused, and yet there is something ${moved}`;
    },
    end: async () => {
      ledger.close();
      const bugs = stderr()
        .slice(logged)
        .split("\n")
        .filter((line) => /"level":(?:50|60|"error"|"fatal")|a request failed/.test(line));
      if (bugs[0] !== undefined) return `${bugs.length} lines of the log tell of bugs: ${bugs[0].slice(0, 300)}`;
      const grown = memoryOf(pid) - before;
      if (grown > MOST_GROWTH) return `the server grew by ${Math.round(grown / 1024 / 1024)} MiB`;
      await redeemedLogin(stage);
      return undefined;
    },
  };
}

/** Bytes that the process holds (proc_pid_status(5)). @throws Error if it is gone */
export function memoryOf(pid: number): number {
  const [, kilobytes = "0"] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) * 1024;
}
