import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import type { EventKind } from "./define-event.ts";
import { TOPICS } from "./topics.ts";

const FOLDER = fileURLToPath(new URL("events", import.meta.url));

it("every kind of event has its topic, and nothing else has one", async () => {
  const kinds: string[] = [];
  for (const file of readdirSync(FOLDER)) {
    const module: Record<string, Partial<EventKind<unknown>>> = await import(`${FOLDER}/${file}`);
    kinds.push(...Object.values(module).flatMap(({ kind }) => (kind === undefined ? [] : [kind])));
  }
  expect(Object.keys(TOPICS).sort()).toEqual(kinds.sort());
});
