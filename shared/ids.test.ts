import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { sha256Base64url } from "./encoding/sha256.ts";
import {
  credentialIdSchema,
  enrolmentIdSchema,
  newBoundSetId,
  newEnrolmentId,
  newRandomId,
  newRequestId,
  newTokenFamilyId,
  newUserId,
  randomIdSchema,
  requestIdSchema,
  sha256TextSchema,
  userIdSchema,
} from "./ids.ts";

/** All bits are set, so that a lost one shows. */
const ones = (length: number) => new Uint8Array(length).fill(0xff);
const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
const ONES = `${"_".repeat(21)}w`;

const KINDS = [
  ["", newRandomId, randomIdSchema],
  ["rq_", newRequestId, requestIdSchema],
  ["en_", newEnrolmentId, enrolmentIdSchema],
  ["us_", newUserId, userIdSchema],
] as const;

describe("ids of 128 random bits (protocol §2)", () => {
  it.each(KINDS)("%s… is made of sixteen bytes, and read", (prefix, make, schema) => {
    expect(make(ones)).toBe(prefix + ONES);
    for (let round = 0; round < 50; round++) expect(v.is(schema, make(random))).toBe(true);
  });

  it.each([
    ["bs_", newBoundSetId],
    ["tf_", newTokenFamilyId],
  ])("%s… is made of sixteen bytes", (prefix, make) => {
    expect(make(ones)).toBe(prefix + ONES);
  });

  it.each(KINDS)("%s… is no id of another kind", (prefix, make) => {
    for (const [other, , schema] of KINDS) expect(v.is(schema, make(ones))).toBe(other === prefix);
  });

  it.each([
    ["short by one", ONES.slice(1)],
    ["long by one", `_${ONES}`],
    ["with loose bits", `${ONES.slice(0, -1)}x`],
    ["padded", `${ONES}==`],
    ["with a newline", `${ONES}\n`],
    ["in base64", ONES.replace("_", "/")],
    ["empty", ""],
  ])("refuses one %s", (_what, id) => {
    for (const [prefix, , schema] of KINDS) expect(v.is(schema, prefix + id)).toBe(false);
  });

  it("refuses a prefix in capitals, and what is no text", () => {
    expect(v.is(requestIdSchema, `RQ_${ONES}`)).toBe(false);
    for (const value of [undefined, null, 0, [], {}, [`rq_${ONES}`]]) expect(v.is(requestIdSchema, value)).toBe(false);
  });
});

describe("hashes and thumbprints", () => {
  it("are 43 characters without loose bits", async () => {
    const hash = await sha256Base64url("abc");
    // FIPS 180-4's example, in base64url
    expect(hash).toBe("ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
    expect(v.is(sha256TextSchema, hash)).toBe(true);
    for (const other of [`${hash.slice(0, -1)}1`, hash.slice(1), `${hash}=`, `${hash}\n`, hash.replace("-", "+")])
      expect(v.is(sha256TextSchema, other)).toBe(false);
  });
});

describe("credential ids (WebAuthn L3 §4)", () => {
  it.each(["A".repeat(16), "A".repeat(1364)])("takes one of its length", (id) => {
    expect(v.is(credentialIdSchema, id)).toBe(true);
  });
  it.each(["", "A".repeat(15), "A".repeat(1365), `${"A".repeat(17)}B`, `${"A".repeat(18)}=`, `${"A".repeat(16)}+`])(
    "refuses %j",
    (id) => {
      expect(v.is(credentialIdSchema, id)).toBe(false);
    },
  );
});
