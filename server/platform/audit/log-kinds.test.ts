import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { LOG_KINDS } from "@nearside/shared/api/console/log-kinds.ts";
import { expect, it } from "vitest";

const FOLDER = fileURLToPath(new URL("events/", import.meta.url));

it("every kind of event has its topic and title, and nothing else has", () => {
  const kinds = readdirSync(FOLDER).flatMap((file) => {
    const text = readFileSync(FOLDER + file, "utf8");
    const made = [...text.matchAll(/^export const (\w+) = defineEvent\(\s*"([a-z_]+)"/gm)];
    expect(made.length, file).toBe(text.split("defineEvent(").length - 1);
    for (const [, name, kind = ""] of made)
      expect(name).toBe(kind.replace(/_(.)/g, (_, letter) => letter.toUpperCase()));
    return made.map(([, , kind]) => kind);
  });
  expect(Object.keys(LOG_KINDS).sort()).toEqual(kinds.sort());
});
