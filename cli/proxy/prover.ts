import type { IncomingMessage } from "node:http";
import { newRandomId, type RandomBytes } from "@nearside/shared/ids.ts";
import type { Credential } from "../credentials/credential.ts";
import { type KeeperReach, proverOf } from "../credentials/session-key.ts";
import type { Prove } from "../server/send-proved.ts";

/** Adds token and proof to the requests of one API (RFC 9449 §7.1). */
export interface Prover {
  /** @throws Problem if there is no token left */
  prove(method: string, url: URL): Promise<Proof>;
  /**
   * Learns the nonce of an answer to that proof (RFC 9449 §9).
   * @returns true if the request was refused for want of that nonce, so that it may be sent once more
   */
  learn(answer: IncomingMessage, proof: Proof): boolean;
  /** Reads the credential again for the next proof, because it has changed. */
  readAgain(): void;
}

export interface Proof {
  readonly accessToken: string;
  readonly headers: { readonly authorization: string; readonly dpop: string };
  /** The nonce that the API gave last. */
  readonly nonce: string | undefined;
}

/** A logout counts after this time, and the keyring is read no more often. Milliseconds. */
const READ_AGAIN_AFTER = 5000;
const LONGEST_NONCE = 256;

interface World extends KeeperReach {
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly random: RandomBytes;
}

/** @param current gives the kept credential, renewed if need be */
export function createProver(current: () => Promise<Credential>, world: World): Prover {
  const { now, random } = world;
  let cached: { readonly at: number; readonly ready: Promise<{ credential: Credential; proves: Prove }> } | undefined;
  let nonce: string | undefined;

  const ready = () => {
    if (cached !== undefined && now() - cached.at < READ_AGAIN_AFTER) return cached.ready;
    const mine = {
      at: now(),
      ready: current().then(async (credential) => ({
        credential,
        proves: await proverOf(credential.session_key, world),
      })),
    };
    cached = mine;
    mine.ready.catch(() => {
      if (cached === mine) cached = undefined;
    });
    return mine.ready;
  };

  return {
    prove: async (method, url) => {
      const { credential, proves } = await ready();
      const iat = Math.floor(now() / 1000) + credential.clock_offset;
      const { access_token: accessToken } = credential;
      const jti = newRandomId(random);
      const used = nonce;
      const dpop = await proves({ method, url: url.href, jti, iat, nonce: used, accessToken });
      return { accessToken, headers: { authorization: `DPoP ${accessToken}`, dpop }, nonce: used };
    },
    learn: ({ statusCode, headers, headersDistinct }, proof) => {
      const { "dpop-nonce": sent } = headersDistinct;
      const [only, ...more] = sent ?? [];
      if (only === undefined || more.length > 0 || only.length > LONGEST_NONCE) return false;
      nonce = only;
      return (
        only !== proof.nonce &&
        statusCode === 401 &&
        /\bDPoP\b.*\berror="?use_dpop_nonce\b/i.test(headers["www-authenticate"] ?? "")
      );
    },
    readAgain: () => {
      cached = undefined;
    },
  };
}
