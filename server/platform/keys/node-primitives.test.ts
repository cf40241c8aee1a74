import { generateKeyPairSync, randomBytes, sign, verify } from "node:crypto";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { webPrimitives } from "@nearside/shared/encoding/primitives.ts";
import { type VerifyEs256, webVerifyEs256 } from "@nearside/shared/signing/es256.ts";
import { thumbprintOf } from "@nearside/shared/signing/keys.ts";
import { fromDer, toDer } from "@nearside/shared/signing/signature-encodings.ts";
import { hello } from "@nearside/shared/statements/hello.ts";
import { calculateJwkThumbprint } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { newSigner } from "../../../test/kit/keys.ts";
import { readForm } from "../http/read-form.ts";
import { nodePrimitives, nodeVerifyEs256, useNodeCrypto } from "./node-primitives.ts";
import { PublicKeys } from "./public-keys.ts";

// The verdict is that of JOSE over WebCrypto for any input; only the way there is shorter.

const node = nodePrimitives;
const nodeVerify = nodeVerifyEs256();
const bytes = (text: string) => new TextEncoder().encode(text);
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const PRIME = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn;
const number = (value: bigint): Buffer => Buffer.from(value.toString(16).padStart(64, "0"), "hex");
const big = (part: Uint8Array): bigint => BigInt(`0x${Buffer.from(part).toString("hex")}`);

let jws: string;
let key: Awaited<ReturnType<typeof newSigner>>["jwk"];
let other: typeof key;
beforeAll(async () => {
  const signer = await newSigner();
  key = signer.jwk;
  other = (await newSigner()).jwk;
  jws = await signer.sign({ alg: "ES256", typ: "test+jwt", jwk: key }, bytes('{"a":"é"}'));
});

async function verdict(by: VerifyEs256, text: string, jwk: typeof key): Promise<"good" | "refused"> {
  try {
    const end = text.lastIndexOf(".");
    const signature = new Uint8Array(Buffer.from(text.slice(end + 1), "base64url"));
    return (await by(text.slice(0, end), signature, jwk)) ? "good" : "refused";
  } catch {
    return "refused";
  }
}
const both = async (text: string, jwk: typeof key) => [
  await verdict(webVerifyEs256, text, jwk),
  await verdict(nodeVerify, text, jwk),
];
const withSignature = (signature: Uint8Array): string =>
  `${jws.slice(0, jws.lastIndexOf("."))}.${Buffer.from(signature).toString("base64url")}`;
const parts = () => {
  const signature = Buffer.from(jws.slice(jws.lastIndexOf(".") + 1), "base64url");
  return { r: signature.subarray(0, 32), s: signature.subarray(32) };
};

describe("an ES256 signature", () => {
  it("is good by its own key, and as often as it is asked", async () => {
    for (let turn = 0; turn < 3; turn += 1) expect(await both(jws, key)).toEqual(["good", "good"]);
  });

  it("is good with the other of its two s, as the curve has it", async () => {
    const { r, s } = parts();
    expect(await both(withSignature(Buffer.concat([r, number(ORDER - big(s))])), key)).toEqual(["good", "good"]);
  });

  it("is refused by another key, also under the cache's nose", async () => {
    expect(await both(jws, other)).toEqual(["refused", "refused"]);
    expect(await both(jws, { ...key, y: other.y })).toEqual(["refused", "refused"]);
    expect(await both(jws, key)).toEqual(["good", "good"]);
  });

  it("is refused where any bit of the text or of the signature is another", async () => {
    for (let at = 0; at < jws.length; at += 7) {
      if (jws[at] === "." || at === jws.length - 1) continue;
      const changed = jws.slice(0, at) + (jws[at] === "A" ? "B" : "A") + jws.slice(at + 1);
      expect([at, ...(await both(changed, key))]).toEqual([at, "refused", "refused"]);
    }
  });

  it.each([
    ["r = 0", () => Buffer.concat([number(0n), parts().s])],
    ["s = 0", () => Buffer.concat([parts().r, number(0n)])],
    ["both 0", () => Buffer.alloc(64)],
    ["r = the order", () => Buffer.concat([number(ORDER), parts().s])],
    ["s = the order", () => Buffer.concat([parts().r, number(ORDER)])],
    ["all ones", () => Buffer.alloc(64, 0xff)],
    ["r + the order, which wraps", () => Buffer.concat([number((big(parts().r) + ORDER) % (1n << 256n)), parts().s])],
    ["63 bytes", () => Buffer.concat([parts().r, parts().s]).subarray(0, 63)],
    ["65 bytes", () => Buffer.concat([parts().r, parts().s, Buffer.alloc(1)])],
    ["none", () => Buffer.alloc(0)],
    ["DER", () => derOf(parts())],
  ])("is refused with %s", async (_, signature) => {
    expect(await both(withSignature(signature()), key)).toEqual(["refused", "refused"]);
  });
});

/** Encodes a signature as TLS does, which is not the encoding of RFC 7518 §3.4. */
function derOf({ r, s }: { readonly r: Uint8Array; readonly s: Uint8Array }): Buffer {
  const integer = (part: Uint8Array) => Buffer.from([0x02, 33, 0, ...part]);
  return Buffer.concat([Buffer.from([0x30, 70]), integer(r), integer(s)]);
}

describe("a signature in both encodings", () => {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const text = bytes("text");

  it("is the one that node:crypto makes, with leading zeros and without", () => {
    for (let turn = 0; turn < 600; turn += 1) {
      const signature = sign("sha256", text, { key: privateKey, dsaEncoding: "ieee-p1363" });
      const der = toDer(signature);
      expect(verify("sha256", text, publicKey, der)).toBe(true);
      expect(signature.equals(fromDer(der) ?? new Uint8Array())).toBe(true);
    }
  });

  it("is the one that OpenSSL wrote", () => {
    for (let turn = 0; turn < 600; turn += 1) {
      const der = sign("sha256", text, privateKey);
      expect(der.equals(toDer(fromDer(der) ?? new Uint8Array(64)))).toBe(true);
    }
  });
});

describe("a key", () => {
  const text = (value: bigint): string => number(value).toString("base64url");

  it.each([
    ["off the curve", () => ({ ...key, x: text(1n) })],
    ["of the point at infinity", () => ({ ...key, x: text(0n), y: text(0n) })],
    ["with a coordinate beyond the field", () => ({ ...key, x: text(PRIME) })],
    ["of all ones", () => ({ ...key, x: text((1n << 256n) - 1n), y: text((1n << 256n) - 1n) })],
    ["on the other side of the curve", () => ({ ...key, y: text(PRIME - big(Buffer.from(key.y, "base64url"))) })],
  ])("%s verifies nothing, and is asked again like any other", async (_, bad) => {
    for (let turn = 0; turn < 2; turn += 1) expect(await both(jws, bad())).toEqual(["refused", "refused"]);
  });

  it("is kept ready, and no more of them than there is room for", async () => {
    const keys = new PublicKeys(2);
    const [a, b, c] = [(await newSigner()).jwk, (await newSigner()).jwk, (await newSigner()).jwk];
    const cached = keys.of(a);
    keys.of(b);
    expect(keys.of({ ...a })).toBe(cached);
    keys.of(c); // it takes the place of b, which was used longest ago
    expect([keys.size, keys.of(a) === cached]).toEqual([2, true]);
    expect(() => keys.of({ ...a, x: text(1n) })).toThrow();
    expect(keys.size).toBe(2);
  });

  it("has the thumbprint that JOSE gives it", async () => {
    expect(await thumbprintOf(key)).toBe(await calculateJwkThumbprint(key));
  });
});

it("hashes and writes bytes as WebCrypto and JOSE do", async () => {
  for (const data of [bytes(""), bytes("é\u{1f511}"), new Uint8Array(1000).fill(255), bytes("abc").subarray(1, 2)]) {
    expect(await node.sha256(data)).toEqual(await webPrimitives.sha256(data));
    expect(await node.sha256Base64url(data)).toBe(await webPrimitives.sha256Base64url(data));
    const text = webPrimitives.encodeBase64url(data);
    expect(node.encodeBase64url(data)).toBe(text);
    expect(new Uint8Array(node.decodeBase64url(text))).toEqual(data);
  }
  for (const text of ["", "abc", "é\u{1f511}"]) {
    expect(await node.sha256(text)).toEqual(await webPrimitives.sha256(bytes(text)));
    expect(await node.sha256Base64url(text)).toBe(await webPrimitives.sha256Base64url(text));
  }
});

describe("statements that are held", () => {
  it("keep nothing else of the forms in which they came (threat P7)", async () => {
    setFlagsFromString("--expose-gc");
    const collect: () => void = runInNewContext("gc");
    setFlagsFromString("--no-expose-gc");
    const signed = await hello.sign(await newSigner(), {
      request: "A".repeat(43),
      nonce: "A".repeat(22),
      xn: "A".repeat(22),
    });
    const another = () => signed.replace(/[^.]*$/, randomBytes(64).toString("base64url"));
    const putBack = useNodeCrypto();
    try {
      collect();
      const before = process.memoryUsage().heapUsed;
      for (let at = 0; at < 256; at += 1) {
        const form = new TextDecoder().decode(bytes(`device_statement=${another()}&other=${"x".repeat(60_000)}`));
        await hello.read(readForm(form, [])["device_statement"]);
      }
      collect();
      expect(process.memoryUsage().heapUsed - before).toBeLessThan(5_000_000);
    } finally {
      putBack();
    }
  });
});
