import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import * as v from "valibot";
import { expect, it } from "vitest";
import { EXTENSION_ID } from "./extension-id.ts";

it("is the id that Chromium derives from the manifest's key", () => {
  const text = readFileSync(new URL("manifest.json", import.meta.url), "utf8");
  const { key } = v.parse(v.object({ key: v.string() }), JSON.parse(text));
  const hash = createHash("sha256").update(Buffer.from(key, "base64")).digest("hex").slice(0, 32);
  expect(hash.replace(/./g, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 16)))).toBe(EXTENSION_ID);
});
