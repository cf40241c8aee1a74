import { readdirSync } from "node:fs";
import { join } from "node:path";
import { configDefaults, defineConfig } from "vitest/config";
import { needsWorld } from "./test/support/needs-world.ts";
import { quickFolder } from "./test/support/quick-folder.ts";

// These start a server, a browser or a world of namespaces.
const FOLDERS = [
  "e2e",
  "attacks",
  "steps",
  "conformance",
  "fuzz",
  "properties",
  "storage",
  "interop",
  "faults",
  "scale",
  "install",
];
/** Unit tests that only wait, for a time limit of the protocol. They run beside the others, or a core would be idle at the end of these. */
const WAITING = ["server/platform/waiting/hold.test.ts"];
const SLOW = [...FOLDERS.flatMap((folder) => testsIn(`test/${folder}`)), ...WAITING];
/** They prove what a database survives, so their data lies on a disk. */
const ON_DISK = /^test\/(?:storage|faults)\//;
const repository = import.meta.dirname;
const isWorld = (file: string): boolean => needsWorld(repository, file);

function testsIn(folder: string): string[] {
  return readdirSync(join(import.meta.dirname, folder))
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => `${folder}/${name}`);
}

/**
 * Tests make much that is soon forgotten. With more room for it, Node looks for what is left less often: an eighth of the processor time of the
 * unit tests.
 */
const ROOM = ["--max-semi-space-size=64"];
const IN_MEMORY = { TMPDIR: quickFolder() };

/** One file at a time. Several runs of Vitest may run side by side: each has ports, folders and namespaces of its own. */
const oneAtATime = (
  name: string,
  include: string[],
  more: { env?: Record<string, string>; globalSetup?: string[] },
) => ({
  test: {
    name,
    include,
    ...more,
    allowOnly: false,
    fileParallelism: false,
    execArgv: ROOM,
    // modules are loaded once, as among the unit tests
    isolate: false,
    // nothing is judged by it: what is judged has a deadline of its own, and says so
    testTimeout: 120_000,
    hookTimeout: 120_000,
    sequence: { groupOrder: 1 },
  },
});

export default defineConfig({
  test: {
    passWithNoTests: false,
    projects: [
      {
        test: {
          name: "unit",
          include: ["**/*.test.{ts,tsx}"],
          exclude: [...configDefaults.exclude, "**/dist/**", ...SLOW],
          allowOnly: false,
          // nothing is judged by it, and a busy machine takes its time
          testTimeout: 120_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 30_000 } },
          // modules are loaded once, not for each file: a third of the time. So no file may leave a global changed.
          isolate: false,
          // a third of the time, too: most tests have a database of their own
          // what Node makes of TypeScript is kept, because threads and child processes of the tests read the same sources
          env: { ...IN_MEMORY, NODE_COMPILE_CACHE: join(repository, "test/results/compiled") },
          // by itself Vitest leaves one core free, which of two is half
          maxWorkers: "100%",
          execArgv: ROOM,
          sequence: { groupOrder: 0 },
          globalSetup: ["test/support/postgres-for-units.ts"],
        },
      },
      // A server and a command line, each on ports of its own.
      oneAtATime(
        "stages",
        SLOW.filter((file) => !isWorld(file) && !ON_DISK.test(file)),
        { env: IN_MEMORY },
      ),
      oneAtATime(
        "disks",
        SLOW.filter((file) => ON_DISK.test(file)),
        {},
      ),
      // Machines of namespaces and browsers.
      oneAtATime("worlds", SLOW.filter(isWorld), { env: IN_MEMORY, globalSetup: ["test/support/run-folder.ts"] }),
    ],
  },
});
