import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { LOG_KINDS } from "@nearside/shared/api/console/log-kinds.ts";
import { expect, it } from "vitest";

const FOLDER = fileURLToPath(new URL("events/", import.meta.url));

it("every kind of event has its topic and title, and nothing else has", () => {
  const kinds = readdirSync(FOLDER).flatMap((file) =>
    [...readFileSync(FOLDER + file, "utf8").matchAll(/defineEvent\(\s*"([a-z_]+)"/g)].map(([, kind]) => kind),
  );
  expect(kinds.length).toBe(readdirSync(FOLDER).length);
  expect(Object.keys(LOG_KINDS).sort()).toEqual(kinds.sort());
});
