import * as v from "valibot";
import { sha256 } from "../encoding/sha256.ts";
import type { RandomBytes } from "../ids.ts";
import { fieldTexts } from "../texts/fields.ts";

// A break-glass code (protocol §9) is printed, locked away, and typed by a person who has no other way in.

/** Crockford's base 32, in which no letter looks like a digit. Tickets use it too. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CHARACTERS_PER_GROUP = 4;
const RANDOM_CHARACTERS = 32; // × 5 bits = 160 random bits; protocol §2 asks for 128
const CHECKED_CHARACTERS = CHARACTERS_PER_GROUP; // 20 bits: one typing mistake in a million stays unnoticed at this point

/** Any case and any grouping are accepted. The limit is in UTF-16 units, far more than a code has. */
export const typedCodeSchema = v.pipe(
  v.string(fieldTexts.text),
  v.minLength(1, fieldTexts.printedCode),
  v.maxLength(128, fieldTexts.printedCode),
);

/** Makes `XXXX-…` of nine groups. The last group is a checksum over the others. */
export async function newBreakGlassCode(random: RandomBytes): Promise<string> {
  const bytes = random(RANDOM_CHARACTERS);
  const secret = Array.from(bytes, (byte) => ALPHABET.charAt(byte % ALPHABET.length)).join(""); // 256 is a multiple of 32
  return grouped(secret + (await checkOf(secret)));
}

/**
 * Reads a typed code into its printed form.
 *
 * @returns undefined if the checksum shows a mistake, so that no server needs to be asked
 */
export async function readBreakGlassCode(typed: string): Promise<string | undefined> {
  const text = typed.toUpperCase().replaceAll(/[\s-]/g, "").replaceAll("O", "0").replaceAll(/[IL]/g, "1");
  if (!/^[0-9A-HJKMNP-TV-Z]{36}$/.test(text)) return undefined;
  const secret = text.slice(0, RANDOM_CHARACTERS);
  return text.slice(RANDOM_CHARACTERS) === (await checkOf(secret)) ? grouped(text) : undefined;
}

async function checkOf(secret: string): Promise<string> {
  const bytes = await sha256(`nearside/break-glass-check/1\0${secret}`);
  return Array.from(bytes.slice(0, CHECKED_CHARACTERS), (byte) => ALPHABET.charAt(byte % ALPHABET.length)).join("");
}

const grouped = (text: string): string => (text.match(/.{4}/g) ?? []).join("-");
