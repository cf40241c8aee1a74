import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { PROOF_WORDS, WRITTEN_WORDS } from "./proof-words.ts";

/** SHA-256 of each text, with the version that had it first. */
const RELEASED = ["0.1.0 a874da6ac42b7f7b8f4a085fc7622b9b9a1be21841ecdca61493779e553c2813"];

it("never changes words with which proofs were packed", () => {
  const found = PROOF_WORDS.map(({ since, text }) => `${since} ${createHash("sha256").update(text).digest("hex")}`);
  expect(found.slice(0, RELEASED.length)).toEqual(RELEASED);
  expect(found.length).toBe(RELEASED.length); // words that are added are added here too
});

it("packs with no words that are new in this version, since processes of the version before could not read them", () => {
  expect(WRITTEN_WORDS === 1 || PROOF_WORDS[WRITTEN_WORDS - 1]?.since !== packageJson.version).toBe(true);
});
