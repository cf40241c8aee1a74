import { configDefaults, defineConfig } from "vitest/config";

// What starts a browser, a world of namespaces, or a server: one at a time, for they share the machine's network and its
// two cores.
const WORLDS = ["e2e", "attacks", "steps", "fuzz", "properties"].map((folder) => `test/${folder}/**/*.test.ts`);

export default defineConfig({
  test: {
    passWithNoTests: false,
    projects: [
      {
        test: {
          name: "unit",
          include: ["**/*.test.{ts,tsx}"],
          exclude: [...configDefaults.exclude, "**/dist/**", ...WORLDS],
          allowOnly: false,
          // modules are loaded once, not for each file: a third of the time. So no file may leave a global changed.
          isolate: false,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: "e2e",
          include: WORLDS,
          allowOnly: false,
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
