import { decodeAttestationObject, parseAuthenticatorData } from "@simplewebauthn/server/helpers";
import { decodeBase64url } from "../../encoding/base64url.ts";
import { CLOCK_LEEWAY_SECONDS } from "../../lifetimes.ts";
import type { AssertionJson, RegistrationJson } from "../../passkey/webauthn.ts";
import { refuse } from "../refusal.ts";

/** Epoch seconds. The use lies between these two moments, both included. */
type Between = readonly [from: number, to: number];

interface Use {
  readonly counter: number;
  readonly between: Between;
}

/** A passkey is made before it is used, whatever any clock says. */
const MADE: Between = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];

/**
 * The signature counters that a document shows, by passkey. A copied passkey gives itself away by a counter that does
 * not rise (WebAuthn L3 §6.1.1, §7.2 step 22). The times that the server recorded tell which of two uses came first;
 * if they leave that open, the two counters still differ. A passkey without a counter reports 0 each time.
 */
export class PasskeyUses {
  readonly #uses = new Map<string, readonly Use[]>();

  /** @throws Refused `assertion_invalid` */
  addMaking({ id, response }: RegistrationJson): void {
    const made = decodeAttestationObject(decodeBase64url(response.attestationObject, "attestationObject"));
    this.#add(id, { counter: parseAuthenticatorData(made.get("authData")).counter, between: MADE });
  }

  /**
   * @param between when the server asked for the passkey, and when its answer had arrived
   * @throws Refused `assertion_invalid`
   */
  addTouch({ id, response }: AssertionJson, between: Between): void {
    const data = decodeBase64url(response.authenticatorData, "authenticatorData");
    this.#add(id, { counter: parseAuthenticatorData(data).counter, between });
  }

  #add(id: string, use: Use): void {
    const others = this.#uses.get(id) ?? [];
    if (!others.every((other) => goTogether(use, other))) refuse("assertion_invalid", "counter");
    this.#uses.set(id, [...others, use]);
  }
}

function goTogether(one: Use, other: Use): boolean {
  if (one.counter === 0 && other.counter === 0) return true;
  if (isBefore(other, one)) return other.counter < one.counter;
  if (isBefore(one, other)) return one.counter < other.counter;
  return one.counter !== other.counter;
}

/** The gap is wider than two clocks, or one clock that was set, may differ (protocol §2). */
const isBefore = ({ between: [, end] }: Use, { between: [start] }: Use): boolean => end + CLOCK_LEEWAY_SECONDS < start;
