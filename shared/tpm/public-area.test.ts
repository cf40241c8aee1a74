import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeBase64url } from "../encoding/base64url.ts";
import { ATTESTATION_KEY, DEVICE_KEY } from "./attributes.ts";
import { nameOf, readSigningArea, signingTemplate } from "./public-area.ts";
import { StructureError } from "./structure-reader.ts";
import { joined, sized } from "./structure-writer.ts";

const X = new Uint8Array(32).fill(3);
const Y = new Uint8Array(31).fill(4);

/** Fills in a template as a TPM does: the point replaces the two empty coordinates at its end. */
const area = (attributes: number, x: Uint8Array = X, y: Uint8Array = Y): Uint8Array<ArrayBuffer> =>
  joined(signingTemplate(attributes).subarray(0, -4), sized(x), sized(y));

describe("the public area of a signing key", () => {
  it("tells its attributes and its point, with the zeros that a TPM may leave away", () => {
    expect(readSigningArea(area(DEVICE_KEY))).toEqual({
      attributes: DEVICE_KEY,
      policy: new Uint8Array(0),
      jwk: { kty: "EC", crv: "P-256", x: encodeBase64url(X), y: encodeBase64url(joined(Uint8Array.of(0), Y)) },
    });
  });

  it("is named by what it is hashed with, and the hash", async () => {
    const name = await nameOf(area(ATTESTATION_KEY));
    expect(name).toHaveLength(34);
    expect([...name.subarray(0, 2)]).toEqual([0, 11]);
    expect(await nameOf(area(DEVICE_KEY))).not.toEqual(name);
  });

  it("is whole, and nothing more", () => {
    const whole = area(DEVICE_KEY);
    for (let length = 0; length < whole.length; length += 1)
      expect(() => readSigningArea(whole.slice(0, length))).toThrow(StructureError);
    expect(() => readSigningArea(joined(whole, Uint8Array.of(0)))).toThrow(new StructureError("unique"));
    expect(() => readSigningArea(area(DEVICE_KEY, new Uint8Array(33)))).toThrow(new StructureError("unique.x"));
  });

  it.each([
    [0, "type"],
    [2, "nameAlg"],
    [10, "symmetric"],
    [12, "scheme"],
    [14, "scheme.hashAlg"],
    [16, "curveID"],
    [18, "kdf"],
  ])("is of no other kind: byte %i changed", (at, what) => {
    const changed = area(DEVICE_KEY);
    changed[at] = 0x7f;
    expect(() => readSigningArea(changed)).toThrow(new StructureError(what));
  });

  it("is refused in our own words, whatever is in it", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 128 }), (bytes) => {
        try {
          readSigningArea(new Uint8Array(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(StructureError);
        }
      }),
    );
  });
});
