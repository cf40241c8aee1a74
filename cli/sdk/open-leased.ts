import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import type { LeaseHere } from "../doorway/lease-here.ts";
import type { LeaseToken, ToldLease } from "../doorway/lease-messages.ts";
import { leaseProof, leaseToken, listLeases } from "../lease/ask-lease.ts";
import { Problem } from "../problems/problem.ts";
import { scopeWords } from "../server/scope-words.ts";
import { webOrigin } from "../server/web-origin.ts";
import { texts } from "../texts/sdk.ts";
import { createMachineWorld } from "../world/machine-world.ts";
import type { MachineWorld } from "../world/world.ts";
import { nearsideErrorOf } from "./error-of.ts";
import { fetchProved } from "./fetch-proved.ts";
import type { Nearside } from "./nearside.ts";
import type { Needed } from "./needed.ts";
import { type SdkOutside, stopOf } from "./operation.ts";
import type { CallOptions, HowToAsk, NearsideOptions } from "./options.ts";
import { readAddress } from "./prove.ts";
import { readClientId, readNeeded } from "./read-options.ts";
import type { Session } from "./session.ts";
import type { SessionCalls } from "./session-calls.ts";
import { untilStopped } from "./until-stopped.ts";

// A program that was started under a lease (protocol §12) asks the keeper for what the lease allows, and never its person.

interface Leased {
  readonly here: LeaseHere;
  readonly outside: SdkOutside;
  readonly how: HowToAsk;
  readonly clientId: string;
  readonly issuer: string;
  readonly user: ToldLease["user"];
}

/** @throws NearsideError `lease_ended`, `outside_the_lease`, … */
export async function openLeased(options: NearsideOptions, outside: SdkOutside, here: LeaseHere): Promise<Nearside> {
  const leased = await run({ outside, how: options, issuer: undefined }, {}, async (world) => {
    const clientId = readClientId(options);
    const [first] = await listLeases(here.doorway, world);
    if (first === undefined) throw new Problem("lease_ended");
    const { issuer, user } = first;
    return { here, outside, how: options, clientId, issuer, user };
  });
  const { issuer, user, clientId } = leased;
  return {
    issuer,
    user,
    clientId,
    signIn: (how = {}) =>
      run(leased, how, async (world) => {
        const needed = readNeeded(clientId, how);
        demandLeased(needed, await listLeases(here.doorway, world));
        return openSession(leased, needed);
      }),
    // The lease is its program's, and ends with that: what is started under it signs nobody out.
    signOut: async () => false,
  };
}

/** @throws Problem `target_refused`, `scope_refused`, `demand_not_met` where the lease does not allow as much */
function demandLeased({ resource, scopes, details, acrValues, maxAge }: Needed, leases: readonly ToldLease[]): void {
  if (leases.length === 0) throw new Problem("lease_ended");
  if (details !== "[]" || acrValues !== undefined || maxAge !== undefined) throw new Problem("demand_not_met", MORE);
  if (resource.length === 0) throw new Problem("target_refused", NO_API);
  const all = leases.flatMap(({ access }) => access);
  for (const api of resource) {
    const those = all.filter((access) => access.resource === api);
    if (those.length === 0) throw new Problem("target_refused", MORE);
    if (!those.some(({ scope }) => scopes.every((word) => scopeWords(scope).includes(word))))
      throw new Problem("scope_refused", MORE);
  }
}

const MORE = texts.notInLease;
const NO_API = texts.nameApi;

function openSession(leased: Leased, { resource, scopes }: Needed): Session {
  const { issuer, user, clientId } = leased;
  const scope = scopes.join(" ");
  const tokenFor = (world: MachineWorld, api: string): Promise<LeaseToken> =>
    leaseToken(leased.here, { resource: api, ...(scope !== "" && { scope }) }, world);
  const prove: SessionCalls["prove"] = (options, { method, url: address, nonce }, again) =>
    run(leased, options, async (world) => {
      const url = readAddress(address);
      const [origin] = webOrigin(url.href);
      const api = resource.find((each) => origin !== undefined && webOrigin(each).includes(origin));
      if (api === undefined) throw new Problem("address_not_granted");
      const accessToken = again ?? (await tokenFor(world, api)).access_token;
      const asked = { method, url: url.href, ath: await sha256Base64url(accessToken) };
      const proof = await leaseProof(leased.here, { ...asked, ...(nonce !== undefined && { nonce }) }, world);
      return { proof, accessToken, headers: { authorization: `DPoP ${accessToken}`, dpop: proof } };
    });
  return {
    issuer,
    user,
    clientId,
    scope,
    resource,
    authorizationDetails: [],
    token: (options = {}) =>
      run(leased, options, async (world) => {
        const [api, ...others] = resource;
        if (api === undefined || others.length > 0) throw new Problem("usage", ONE_API);
        const given = await tokenFor(world, api);
        const { access_token: accessToken, expires_at: expiresAt } = given;
        return { accessToken, expiresAt, scope: given.scope, audience: [given.resource] };
      }),
    proof: (method, url, { nonce, ...options } = {}) => prove(options, { method, url, nonce }),
    fetch: fetchProved(leased, {
      prove,
      // The keeper gives a new token each time, and nothing else helps here.
      renew: async () => false,
      mayStepUp: async () => false,
      stepUp: async () => undefined,
      explain: async () => undefined,
    }),
  };
}

const ONE_API = texts.oneApi;

/** Runs one call of a program. @throws NearsideError */
async function run<T>(
  { outside, how, issuer }: Pick<Leased, "outside" | "how"> & { readonly issuer: string | undefined },
  options: CallOptions,
  work: (world: MachineWorld) => Promise<T>,
): Promise<T> {
  const stop = stopOf(how, options);
  try {
    return await untilStopped(stop, () => work(createMachineWorld(outside, stop)));
  } catch (error) {
    throw nearsideErrorOf(error, stop, issuer);
  }
}
