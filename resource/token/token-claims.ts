/** The party that acts in the person's name (RFC 8693 §4.1). It is an API that had the token exchanged, or the agent of a lease. */
export interface TokenActor {
  readonly sub: string;
  /** Id of the lease, of an agent. */
  readonly lease?: string | undefined;
  /** The one that had the token before it. */
  readonly act?: TokenActor | undefined;
}

/** The proof behind a token's approval (protocol §4.6). A member that is absent was not recorded. */
export interface TokenProof {
  /** The account of the program that the command line heard from. */
  readonly peer: "same" | "unknown";
  readonly forwarded?: "no" | "unknown" | undefined;
  readonly key_storage: "tpm" | "keyring" | "file";
  readonly passkey: "device_bound" | "synced";
  readonly channel?: "loopback" | "native" | undefined;
  /** The place of a command line elsewhere; absent for one on the machine itself. */
  readonly place?: "ssh" | "container";
  /** Facts about the host, if `place` is `ssh`. */
  readonly host?: "enrolled" | "claimed" | "unknown";
  /** Present if the token is for a program that only knows a redirect. */
  readonly program?: "redirect" | undefined;
}

/** The claims of an access token (RFC 9068, protocol §4.6). */
export interface TokenClaims {
  readonly iss: string;
  /** The person's id. */
  readonly sub: string;
  readonly aud: readonly string[];
  readonly client_id: string;
  /** RFC 6749 §3.3: space-separated, "" for none. */
  readonly scope: string;
  /** RFC 9396: each has a type, and what the API means by it. */
  readonly authorization_details?:
    | readonly ({ readonly type: string } & Readonly<Record<string, unknown>>)[]
    | undefined;
  readonly jti: string;
  /** Epoch seconds, as `exp` and `auth_time`. */
  readonly iat: number;
  readonly exp: number;
  readonly auth_time: number;
  readonly acr: string;
  readonly amr: readonly string[];
  /** The key that it is bound to; absent from the token of a program that only knows a redirect. */
  readonly cnf?: { readonly jkt: string };
  /** The machine. */
  readonly device: string;
  readonly request: string;
  readonly chain: string;
  readonly proof?: TokenProof | undefined;
  /** `jti` of the token that it was exchanged for (RFC 8693). */
  readonly parent?: string | undefined;
  readonly act?: TokenActor | undefined;
  /** The lease that it came out of (protocol §12.2). */
  readonly lease?: { readonly id: string; readonly once?: true; readonly tools?: readonly string[] };
  readonly status?: { readonly status_list: { readonly idx: number; readonly uri: string } } | undefined;
}
