/// <reference types="vite/types/importMeta.d.ts" />
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Statement } from "@nearside/shared/statements/statement.ts";
import { describe, expect, it } from "vitest";
import { repository } from "../support/repository.ts";

// An implementer copies the examples of docs/protocol.md. Each is read by the code that reads the real ones.

const modules = import.meta.glob<object>(["../../shared/statements/*.ts", "!**/*.test.ts"], { eager: true });
const statements = new Map(
  Object.values(modules)
    .flatMap((module) => Object.values(module) as readonly unknown[])
    .filter(isStatement)
    .map((statement) => [statement.typ, statement]),
);

function isStatement(value: unknown): value is Statement<"kid" | "jwk", unknown> {
  return typeof value === "object" && value !== null && "typ" in value && "read" in value;
}

interface Example {
  readonly header: { readonly typ: string };
  readonly payload: unknown;
}

const examples = examplesIn(readFileSync(join(repository, "docs/protocol.md"), "utf8"));

/** Each header of a statement that the text shows, with the claims that follow it. */
function examplesIn(text: string): readonly Example[] {
  const values = [...text.matchAll(/^```json\n([\s\S]*?)^```/gm)].flatMap(([, block = ""]) => valuesIn(block));
  return values.flatMap((header, at) => (isHeader(header) ? [{ header, payload: values[at + 1] }] : []));
}

function isHeader(value: unknown): value is Example["header"] {
  return (
    typeof value === "object" && value !== null && "alg" in value && "typ" in value && statements.has(`${value.typ}`)
  );
}

/** The JSON values of a block, one after another. */
function valuesIn(block: string): readonly unknown[] {
  const values: unknown[] = [];
  let text = "";
  for (const line of block.trimEnd().split("\n")) {
    text += line;
    if (!isJson(text)) continue;
    values.push(JSON.parse(text));
    text = "";
  }
  expect(text).toBe("");
  return values;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

describe("the examples of the protocol", () => {
  it.each(examples)("are read by the code: $header.typ", async ({ header, payload }) => {
    const jws = `${part(header)}.${part(payload)}.${Buffer.alloc(64).toString("base64url")}`;
    await expect(statements.get(header.typ)?.read(jws)).resolves.toBeDefined();
  });

  it("show every kind of statement", () => {
    const shown = new Set(examples.map(({ header }) => header.typ));
    expect([...statements.keys()].filter((typ) => !shown.has(typ))).toEqual([]);
  });
});
