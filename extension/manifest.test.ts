import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import * as v from "valibot";
import { expect, it } from "vitest";

/**
 * The extension's id in Chromium: the first 16 bytes of SHA-256 of the manifest's `key`, each half byte as a letter
 * from a to p. Only the public half of that key was kept: each publisher of the extension uses a key, and so an id,
 * of their own.
 */
const EXTENSION_ID = "dbkhgipekkbijlfppfidopihlclchmmm";

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");

it("has the key from which Chromium derives the extension's id", () => {
  const { key } = v.parse(v.object({ key: v.string() }), JSON.parse(read("manifest.json")));
  const hash = createHash("sha256").update(Buffer.from(key, "base64")).digest("hex").slice(0, 32);
  expect(hash.replace(/./g, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 16)))).toBe(EXTENSION_ID);
});

it("has the id by which administrators are told to set it up", () => {
  expect(read("../docs/how-to/administer.md")).toContain(EXTENSION_ID);
});
