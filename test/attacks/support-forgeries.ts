// These are forgeries that any stranger can make of a statement: another type, algorithm, key or header, a claim too many or too few.
import { forge, maced, type Parts, partsOf, resigned, withoutSignature } from "../vectors/forge.ts";
import type { Party } from "../vectors/parties.ts";
import type { Delivery } from "./support-deliveries.ts";

interface Forgery {
  readonly what: string;
  readonly code: string;
  readonly text: string;
  /** True if the text is good enough that the server knows whom it is about. */
  readonly isRead: boolean;
}

/** Returns the texts that any stranger can write instead of that statement. */
export async function forgeriesOf({ by, honest }: Delivery, stranger: Party): Promise<Forgery[]> {
  const { header, claims } = partsOf(honest);
  const signed = (newHeader: object, newClaims: object) =>
    forge(by, JSON.stringify(newHeader), JSON.stringify(newClaims));
  const unread = (what: string, code: string, text: string): Forgery => ({ what, code, text, isRead: false });
  const read = (what: string, code: string, text: string): Forgery => ({ what, code, text, isRead: true });
  const keyIn = "kid" in header ? "kid" : "jwk";
  const { [keyIn]: key, ...keyless } = header;
  const otherKey = keyIn === "kid" ? { jwk: by.jwk } : { kid: by.thumbprint };
  const certificate = ["MIIB"];
  const more: Parts["header"][] = [
    { jku: "https://elsewhere.example/jwks" },
    { x5u: "https://elsewhere.example/key" },
    { x5c: certificate },
    { crit: ["exp"] },
  ];
  const withMore = await Promise.all(more.map((member) => signed({ ...header, ...member }, claims)));
  const without = Object.keys(claims).map(async (left) => {
    const { [left]: _, ...others } = claims;
    return unread(`without ${left}`, "malformed", await signed(header, others));
  });
  return [
    unread("typ of any JWT", "wrong_type", await signed({ ...header, typ: "JWT" }, claims)),
    unread("typ of another statement", "wrong_type", await signed({ ...header, typ: "nearside-nonce+jwt" }, claims)),
    unread(
      "typ in capitals",
      "wrong_type",
      await signed({ ...header, typ: String(header["typ"]).toUpperCase() }, claims),
    ),
    unread("alg none", "wrong_algorithm", withoutSignature({ header: { ...header, alg: "none" }, claims })),
    unread("alg HS256", "wrong_algorithm", maced(by, { header: { ...header, alg: "HS256" }, claims })),
    unread("alg ES384", "wrong_algorithm", await signed({ ...header, alg: "ES384" }, claims)),
    unread("no alg", "wrong_algorithm", await signed({ typ: header["typ"], [keyIn]: key }, claims)),
    unread("no signature", "malformed", withoutSignature({ header, claims })),
    unread("no key", "malformed", await signed(keyless, claims)),
    unread("the key in another place", "malformed", await signed({ ...keyless, ...otherKey }, claims)),
    unread("the key in two places", "malformed", await signed({ ...header, ...otherKey }, claims)),
    ...withMore.map((text, at) => unread(`header ${Object.keys(more[at] ?? {})}`, "malformed", text)),
    unread("a claim too many", "malformed", await signed(header, { ...claims, admin: true })),
    ...(await Promise.all(without)),
    read(
      "a stranger's signature",
      "bad_signature",
      await forge(stranger, JSON.stringify(header), JSON.stringify(claims)),
    ),
    read("one bit of the signature", "bad_signature", resigned(honest, flipOne)),
  ];
}

/** One bit of the second half. */
export const flipOne = (signature: Buffer): Uint8Array => {
  const changed = Buffer.from(signature);
  changed[40] = (changed[40] ?? 0) ^ 1;
  return changed;
};
