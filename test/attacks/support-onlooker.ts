// Watches all processes of this computer while a test runs: their arguments, which every account may read, and
// their environments, which root may.
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";

export interface Onlooker {
  /** The places in which that text was at any time: `environ of sh`, each once. */
  readonly saw: (secret: string) => readonly string[];
  readonly stop: () => Promise<void>;
}

const LOOK_AGAIN_MS = 15;
const FILES = ["cmdline", "environ"] as const;

export function startOnlooker(): Onlooker {
  /** By what was read, for most processes say the same each time. */
  const seen = new Map<string, string>();
  let stopped = false;
  const look = async (): Promise<void> => {
    while (!stopped) {
      const started = performance.now();
      for (const pid of readdirSync("/proc")) if (/^\d+$/.test(pid)) for (const file of FILES) note(seen, pid, file);
      // The watched programs must get on, on a slow machine too.
      await setTimeout(Math.max(LOOK_AGAIN_MS, 2 * (performance.now() - started)));
    }
  };
  const looking = look();
  return {
    saw: (secret) => {
      const found = Array.from(seen).flatMap(([text, where]) => (text.includes(secret) ? [where] : []));
      return [...new Set(found)].sort();
    },
    stop: () => {
      stopped = true;
      return looking;
    },
  };
}

function note(seen: Map<string, string>, pid: string, file: (typeof FILES)[number]): void {
  try {
    const text = readFileSync(`/proc/${pid}/${file}`, "utf8");
    if (seen.has(text)) return;
    seen.set(text, `${file} of ${readFileSync(`/proc/${pid}/comm`, "utf8").trim()}`);
  } catch {
    // It has ended meanwhile.
  }
}
