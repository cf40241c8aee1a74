import { calculateJwkThumbprint } from "jose";
import type { ClientKey } from "./client-keys.ts";

// The clients of this server, as one union: the kind decides what a client may ask for.

interface Common {
  readonly id: string;
  /** Shown to people; the name of a command line at every approval. */
  readonly name: string;
  /**
   * The origin of the client: the operator's configuration file; a registration, which can be removed; a description of its own at
   * the address that is its id (protocol §6.1), which can be removed too; or the server itself, whose
   * built-in command line exists where the file names none and can be allowed more (`allowance.ts`).
   */
  readonly source: "built_in" | "described" | "file" | "registered";
}

/** A program by which people log in. It is a public client (RFC 6749 §2.1): the machine's and the session's key authenticate it. */
export interface CommandLineClient extends Common {
  readonly kind: "command_line";
  /** True if an administrator vouches for the name; shown at every approval. */
  readonly verified: boolean;
  readonly scopes: readonly string[];
  /** The audiences of its tokens. If it is empty, they are for the issuer only. */
  readonly resources: readonly string[];
  /** The types of authorization details that it may ask for (RFC 9396 §5). Undefined means any, each being its API's own. */
  readonly detailTypes?: readonly string[] | undefined;
  readonly accessTokenSeconds: number;
  readonly refreshTokenSeconds: number;
  /** Addresses on the loopback of the machine, with any port (RFC 8252 §7.3). */
  readonly redirectUris: readonly string[];
  /**
   * Present if an administrator lets it log in by a redirect to one of these addresses, which its machine's keeper serves
   * (protocol §6). Then it logs in by no other way.
   */
  readonly redirectGrant?: RedirectGrant | undefined;
  /** SHA-256 of what counts of its description, base64url, if it describes itself: another one is another program. */
  readonly document?: string | undefined;
  /** When this server asked for that description, epoch milliseconds. */
  readonly fetchedAt?: number | undefined;
}

export interface RedirectGrant {
  /** The programs that may listen there: paths or file names. If it is empty, any may. */
  readonly executables: readonly string[];
}

/** An API that accepts our tokens. It is a confidential client: it signs its requests with a key of its own (`private_key_jwt`). */
export interface ResourceServer extends Common {
  readonly kind: "resource_server";
  /** The audiences that it answers for, at least one. It may ask about tokens for these. */
  readonly resources: readonly string[];
  /** The keys are given inline: this server makes no requests of its own, so it fetches no `jwks_uri`. */
  readonly jwks: { readonly keys: readonly ClientKey[] };
  /** The resources and scopes that it may ask for in a person's name by token exchange (RFC 8693), as the actor. */
  readonly exchange: { readonly resources: readonly string[]; readonly scopes: readonly string[] };
  /** The algorithm of an introspection response that it wants as a JWT (RFC 9701 §6). */
  readonly introspectionJwt: { readonly alg: "ES256" };
}

export type Client = CommandLineClient | ResourceServer;

/** The default: no exchange. */
export const NO_EXCHANGE: ResourceServer["exchange"] = { resources: [], scopes: [] };
export const INTROSPECTION_JWT: ResourceServer["introspectionJwt"] = { alg: "ES256" };

/** Thumbprints of the client's keys (RFC 7638), in the keys' order. A command line has no keys. */
export const thumbprintsOf = (client: Client): Promise<string[]> =>
  Promise.all(client.kind === "command_line" ? [] : client.jwks.keys.map((key) => calculateJwkThumbprint(key)));
