import { calculateJwkThumbprint } from "jose";
import type { ClientKey } from "./client-keys.ts";

// Who may ask this server for something, as one union: which kind it is decides what it may ask.

interface Common {
  readonly id: string;
  /** Shown to people; of a command line at every approval. */
  readonly name: string;
  /**
   * Somebody wrote it down: the operator in the configuration file; a registration, which can be struck off; or nobody: the command line that
   * every server knows where its file names none, and that can be let ask for more (`allowance.ts`).
   */
  readonly source: "built_in" | "file" | "registered";
}

/** A program by which people log in. Public (RFC 6749 §2.1): what proves it is the machine's and the session's key. */
export interface CommandLineClient extends Common {
  readonly kind: "command_line";
  /** Whether an administrator vouches for the name; shown at every approval. */
  readonly verified: boolean;
  readonly scopes: readonly string[];
  /** Where its tokens may be used; when empty, at the issuer only. */
  readonly resources: readonly string[];
  /** The types of details that it may ask for (RFC 9396 §5); undefined: any, each being its API's own. */
  readonly detailTypes?: readonly string[] | undefined;
  readonly accessTokenSeconds: number;
  readonly refreshTokenSeconds: number;
  /** Of this machine's loopback, whatever the port (RFC 8252 §7.3). */
  readonly redirectUris: readonly string[];
}

/** An API that takes our tokens. Confidential: it signs what it asks with a key of its own (`private_key_jwt`). */
export interface ResourceServer extends Common {
  readonly kind: "resource_server";
  /** The audiences it answers for: of tokens for these it may ask. At least one. */
  readonly resources: readonly string[];
  /** Inline: this server makes no requests of its own, so it fetches no `jwks_uri`. */
  readonly jwks: { readonly keys: readonly ClientKey[] };
  /** What it may ask for in a person's name by token exchange (RFC 8693), as the actor. */
  readonly exchange: { readonly resources: readonly string[]; readonly scopes: readonly string[] };
  /** How an introspection answer that it wants as a JWT is signed (RFC 9701 §6). */
  readonly introspectionJwt: { readonly alg: "ES256" };
}

export type Client = CommandLineClient | ResourceServer;

/** Where nothing else is said. */
export const NO_EXCHANGE: ResourceServer["exchange"] = { resources: [], scopes: [] };
export const INTROSPECTION_JWT: ResourceServer["introspectionJwt"] = { alg: "ES256" };

/** Thumbprints of the client's keys (RFC 7638), in the keys' order; a command line has none. */
export const thumbprintsOf = (client: Client): Promise<string[]> =>
  Promise.all(client.kind === "command_line" ? [] : client.jwks.keys.map((key) => calculateJwkThumbprint(key)));
