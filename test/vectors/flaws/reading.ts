import type { WrittenChain } from "@nearside/shared/chain/read-chain.ts";
import type { RefusalCode } from "@nearside/shared/chain/refusal.ts";
import { derOf, forge, maced, partsOf, resigned, withoutSignature } from "../forge.ts";
import type { Parties } from "../parties.ts";
import type { Flaw } from "./flaw.ts";
import { type Link, linksOf } from "./links.ts";

// Texts that must be refused before anything is verified. Each is signed by the right key, so that nothing else is wrong
// with it; the links after it stay as they were, since reading comes first.

export type Json = Readonly<Record<string, unknown>>;

/** A flaw of one member of the chain at the layer that reads. */
export const unreadable = (
  member: keyof WrittenChain,
  name: string,
  why: string,
  [code, field]: readonly [RefusalCode, string],
  value: unknown,
): Flaw => ({ name: `${member}: ${name}`, why, layer: "read", code, field, chain: { [member]: value } });

/** These flaws are in every statement of the chain (threat P2). */
export async function everyLinkFlaws(honest: WrittenChain, parties: Parties): Promise<Flaw[]> {
  const links = linksOf(parties);
  const flaws: Flaw[] = [];
  for (const link of links) {
    flaws.push(...(await flawsOf(link, honest[link.member])));
    for (const other of links)
      if (other !== link)
        flaws.push(
          unreadable(
            link.member,
            `${other.member} in its place`,
            "A statement of another type, honest in its own place.",
            ["wrong_type", "typ"],
            honest[other.member],
          ),
        );
  }
  return flaws;
}

async function flawsOf(link: Link, jws: string): Promise<Flaw[]> {
  const { member, party, keyIn } = link;
  const parts = partsOf(jws);
  const { header, claims } = parts;
  const written = (newHeader: Json, newClaims: Json) =>
    forge(party, JSON.stringify(newHeader), JSON.stringify(newClaims));
  const [first = "", ...names] = Object.keys(claims);
  const otherKey = keyIn === "kid" ? { jwk: party.jwk } : { kid: party.thumbprint };
  const { [keyIn]: _key, ...keyless } = header;
  return [
    unreadable(
      member,
      "another typ",
      "typ is that of any JWT.",
      ["wrong_type", "typ"],
      await written({ ...header, typ: "JWT" }, claims),
    ),
    unreadable(
      member,
      "alg none",
      "Not signed at all, and the header says so.",
      ["wrong_algorithm", "alg"],
      withoutSignature({ header: { ...header, alg: "none" }, claims }),
    ),
    unreadable(
      member,
      "alg HS256 with the public key as the secret",
      "A MAC that everybody can make who has the public key.",
      ["wrong_algorithm", "alg"],
      maced(party, { header: { ...header, alg: "HS256" }, claims }),
    ),
    unreadable(
      member,
      "a claim too many",
      "An unknown claim.",
      ["malformed", "claims"],
      await written(header, { ...claims, admin: true }),
    ),
    unreadable(
      member,
      "a claim too few",
      `${first} is missing.`,
      ["malformed", first],
      await written(header, Object.fromEntries(names.map((name) => [name, claims[name]]))),
    ),
    unreadable(
      member,
      `${keyIn === "kid" ? "jwk" : "kid"} in the place of ${keyIn}`,
      keyIn === "kid" ? "It brings its own key." : "It names a key where it must carry it.",
      ["malformed", "header"],
      await written({ ...keyless, ...otherKey }, claims),
    ),
    unreadable(
      member,
      "jwk and kid",
      "Two places to find the key.",
      ["malformed", "header"],
      await written({ ...header, ...otherKey }, claims),
    ),
    unreadable(
      member,
      "the signature in DER",
      "A second text for one signature (RFC 7518 §3.4 asks for R ‖ S).",
      ["malformed", "signature"],
      resigned(jws, derOf),
    ),
    unreadable(
      member,
      "loose bits at the signature's end",
      "The last character carries bits of no byte: a second text for one signature.",
      ["malformed", "signature"],
      nextLetter(jws),
    ),
  ];
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Writes those bytes by another last character, if the length leaves bits over. */
export function nextLetter(text: string): string {
  const last = text.at(-1) ?? "";
  return text.slice(0, -1) + (ALPHABET[ALPHABET.indexOf(last) + 1] ?? "");
}
