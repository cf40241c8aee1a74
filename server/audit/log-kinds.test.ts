import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { LOG_KINDS } from "@nearside/shared/api/console/log-kinds.ts";
import { expect, it } from "vitest";
import type { EventKind } from "./define-event.ts";

const FOLDER = fileURLToPath(new URL("events", import.meta.url));

it("every kind of event has its topic and title, and nothing else has", async () => {
  const kinds: string[] = [];
  for (const file of readdirSync(FOLDER)) {
    const module: Record<string, Partial<EventKind<unknown>>> = await import(`${FOLDER}/${file}`);
    kinds.push(...Object.values(module).flatMap(({ kind }) => (kind === undefined ? [] : [kind])));
  }
  expect(Object.keys(LOG_KINDS).sort()).toEqual(kinds.sort());
});
