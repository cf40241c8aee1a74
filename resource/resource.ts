// The file that an API imports. It alone reads clock, randomness and network, unless the API gives them.
import { AccessRefused } from "./access-refused.ts";
import { IssuerKeys } from "./issuer/issuer-keys.ts";
import { describeResources, metadataOf, metadataRequested, type ResourceMetadata } from "./metadata.ts";
import { type ResourceOptions, readOptions } from "./options.ts";
import { checkProof } from "./proof/check-proof.ts";
import { checkReplay } from "./proof/check-replay.ts";
import { NONCE_SECRET_BYTES, ProofNonces } from "./proof/proof-nonces.ts";
import { MemoryReplayStore, type MemoryReplayStoreOptions, type ReplayStore } from "./proof/replay-store.ts";
import { type PresentedRequest, readPresentation } from "./request/presentation.ts";
import { addressOf } from "./request/request-address.ts";
import { checkToken } from "./token/check-token.ts";
import { checkDemands, type Demands, readDemands, scopesOf } from "./token/demands.ts";
import { type AccessLease, checkTool, checkUsedOnce, leaseOf } from "./token/leased.ts";
import { StatusLists } from "./token/status-lists.ts";
import type { TokenClaims } from "./token/token-claims.ts";

export { AccessRefused, type RefusalBody } from "./access-refused.ts";
export type { MetadataOptions, ResourceMetadata } from "./metadata.ts";
export type { ResourceOptions } from "./options.ts";
export { type ReplayStore, ReplayStoreFull } from "./proof/replay-store.ts";
export { REFUSALS, type RefusalCode } from "./refusal.ts";
export type { PresentedRequest } from "./request/presentation.ts";
export type { Demands } from "./token/demands.ts";
export type { AccessLease } from "./token/leased.ts";
export type { TokenActor, TokenClaims, TokenProof } from "./token/token-claims.ts";

/** A request whose token and proof were accepted. */
export interface Access {
  /** The token's claims (RFC 9068, protocol §4.6): `sub` is the user, `device` the machine, `cnf.jkt` the key, `proof` what `acr` rests on. */
  readonly claims: TokenClaims;
  readonly scopes: readonly string[];
  /** The approved details (RFC 9396); can be empty. The API reads them by its own schema. */
  readonly authorizationDetails: NonNullable<TokenClaims["authorization_details"]>;
  /** The lease that the token came out of, and whose agent uses it; undefined for every other token (protocol §12). */
  readonly lease: AccessLease | undefined;
  /**
   * Judges one tool of this API, where a lease names tools. A token that came out of no lease, or of one that names none, may use each.
   *
   * @throws AccessRefused `tool_refused`
   */
  demandTool(name: string): void;
  /** Headers for the answer: the nonce for the next proof (RFC 9449 §8.2), if this API demands nonces. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface Resource {
  /**
   * Judges token and proof of a request, once: a second call with the same request is a replay.
   *
   * @throws AccessRefused whose `response()` is the answer
   */
  verify(request: PresentedRequest, demands?: Demands): Promise<Access>;
  /**
   * Judges the demands of one address on a request that was verified before.
   *
   * @throws AccessRefused `scope_missing`, `authentication_insufficient`, `authentication_too_old`
   */
  demand(access: Access, demands: Demands): void;
  /**
   * The API's description of itself (RFC 9728), if the request asks for it. Every client may read it, without a token.
   * The adapters answer with it by themselves.
   */
  metadata(request: PresentedRequest): ResourceMetadata | undefined;
}

/**
 * Accepts the access tokens of one Nearside server for one API: signature, issuer, audience and time of the token
 * (RFC 9068), and a DPoP proof by its key for this very request, once (RFC 9449). Tokens that are bound to no key are
 * refused, unless the option `bearer` takes them.
 *
 * Times are judged with 60 seconds of leeway. The issuer's keys are read when first needed, again every ten minutes and
 * on an unknown key (at most once a minute); while they cannot be read, the last ones are used for an hour at most. Its
 * status lists are read when first needed and again as they say; while they cannot be read, the last ones count until they
 * end, and then nothing passes.
 *
 * @throws TypeError if an option is wrong
 */
export function createResource(options: ResourceOptions): Resource {
  const { issuer, audiences, originOf, bearer, status } = readOptions(options);
  const described = describeResources({ issuer, audiences, bearer }, options.metadata ?? {});
  const clock = options.clock ?? (() => Date.now());
  const fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
  const keys = new IssuerKeys({ issuer, fetch, clock });
  const statusLists = new StatusLists({ issuer, fetch, clock, keys });
  const replays = options.replays ?? memoryReplays({ clock });
  const nonces = noncesOf(options, clock);
  const secondsNow = (): number => Math.floor(clock() / 1000);
  const requests = new WeakMap<Access, PresentedRequest>();

  /** The order is the order of the refusals: the first check that fails is the one that is reported. */
  async function judge(request: PresentedRequest, demands: Demands): Promise<TokenClaims> {
    const read = readDemands(demands);
    // 1. one token, presented as DPoP, and one proof; or, where that is taken, one as Bearer
    const presented = readPresentation(request, bearer);
    const address = addressOf(request, originOf(request));
    // 2. a token of this issuer, for this API, now
    const now = secondsNow();
    const token = await checkToken(
      presented.token,
      { issuer, audiences, keys, isProved: presented.proof !== undefined },
      now,
    );
    // 3. a proof by the token's key, for this request
    const proof =
      presented.proof === undefined
        ? undefined
        : await checkProof(presented.proof, { method: request.method, address, token, nonces }, now);
    try {
      // 4. a token that was not revoked
      if (status !== "ignore") await checkStatus(token.claims);
      // 5. a proof that was never seen before
      if (proof !== undefined) await checkReplay(proof, token.claims.sub, replays);
      // 6. the scope and the login that this address demands
      checkDemands(token.claims, read, now);
      // 7. a token for one request that was not used before (protocol §12.2)
      await checkUsedOnce(token.claims, replays);
    } catch (error) {
      throw toAgent(error, token.claims);
    }
    return token.claims;
  }

  async function checkStatus(claims: TokenClaims): Promise<void> {
    if (claims.status !== undefined) await statusLists.check(claims.status);
    else if (status === "require") throw new AccessRefused("token_status");
  }

  /**
   * A refusal names the address at which this API describes itself (RFC 9728 §5.1), and the nonce for the next proof.
   */
  const completed = (error: unknown, request: PresentedRequest | undefined, nonce?: string): unknown => {
    if (!(error instanceof AccessRefused)) return error;
    const metadata = request && metadataOf(described, request, originOf(request));
    return error.telling({ resourceMetadata: metadata?.url, nonce, bearer });
  };

  return {
    verify: async (request, demands = {}) => {
      const nonce = await nonces?.current();
      try {
        const claims = await judge(request, demands);
        const access: Access = {
          claims,
          scopes: scopesOf(claims),
          authorizationDetails: claims.authorization_details ?? [],
          lease: leaseOf(claims),
          demandTool: (name) => {
            try {
              checkTool(claims, name);
            } catch (error) {
              throw completed(toAgent(error, claims), request);
            }
          },
          headers: nonce === undefined ? {} : { "DPoP-Nonce": nonce },
        };
        requests.set(access, request);
        return access;
      } catch (error) {
        throw completed(error, request, nonce);
      }
    },
    demand: (access, demands) => {
      try {
        checkDemands(access.claims, readDemands(demands), secondsNow());
      } catch (error) {
        throw completed(toAgent(error, access.claims), requests.get(access));
      }
    },
    metadata: (request) => metadataRequested(described, request, originOf),
  };
}

/** A refusal of a lease's token says what an agent can do, which can't log in. */
const toAgent = (error: unknown, { lease }: Pick<TokenClaims, "lease">): unknown =>
  error instanceof AccessRefused && lease !== undefined ? error.telling({ ofLease: true }) : error;

/** Remembers proofs in this process, as `createResource` does unless `replays` is given. */
export const memoryReplays = (options: Partial<MemoryReplayStoreOptions> = {}): ReplayStore =>
  new MemoryReplayStore({ clock: () => Date.now(), ...options });

function noncesOf({ nonces = false, random }: ResourceOptions, clock: () => number): ProofNonces | undefined {
  if (nonces === false) return undefined;
  if (nonces !== true) return new ProofNonces(nonces.secret, clock);
  const draw = random ?? ((length: number) => crypto.getRandomValues(new Uint8Array(length)));
  return new ProofNonces(draw(NONCE_SECRET_BYTES), clock);
}
