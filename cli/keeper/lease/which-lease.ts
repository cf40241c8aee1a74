import type { Lease } from "@nearside/shared/oauth/lease.ts";
import { Problem } from "../../problems/problem.ts";
import { isWithin } from "../../server/scope-words.ts";
import { webOrigin } from "../../server/web-origin.ts";
import { texts } from "../../texts/keeper.ts";

// A tree may hold several leases, each with its own APIs: these functions find the one that a call of an agent is for.

interface Known {
  readonly id: string;
  readonly detail: Lease;
}

/** A part of a lease that an agent asks for. A part that is left out means all that the lease has of that API. */
interface Wanted {
  readonly resource: string;
  readonly scope?: string | undefined;
  readonly tool?: string | undefined;
}

/** One API of a lease, with the scope and the tool that are asked for. */
export interface LeaseTarget {
  readonly resource: string;
  /** Separated by spaces. */
  readonly scope: string;
  readonly tool: string | undefined;
}

interface Found<L> {
  readonly lease: L;
  readonly target: LeaseTarget;
}

/** @throws Problem `lease_ended` if the tree has no such lease any more */
export function demandOwn(leases: readonly Known[], named: string): void {
  if (!leases.some(({ id }) => id === named)) throw new Problem("lease_ended");
}

/** Finds the first lease that has that API, with at least that scope and tool. @throws Problem `target_refused`, `scope_refused` */
export function leaseFor<L extends Known>(leases: readonly L[], wanted: Wanted): Found<L> {
  let refused: Problem | undefined;
  for (const lease of leases) {
    const target = targetWithin(lease.detail, wanted);
    if (!(target instanceof Problem)) return { lease, target };
    // That it is for another API says less than what is missing of this one.
    if (refused === undefined || hasApi(lease, wanted.resource)) refused = target;
  }
  throw refused ?? new Problem("lease_ended");
}

/** Finds a further lease that has the scope that the API asked for, and all else that it has there. */
export function otherFor<L extends Known>(
  leases: readonly L[],
  first: L,
  { resource, tool }: Pick<Wanted, "resource" | "tool">,
  scope: string | undefined,
): Found<L> | undefined {
  if (scope === undefined) return undefined;
  for (const lease of leases) {
    if (lease === first || targetWithin(lease.detail, { resource, scope, tool }) instanceof Problem) continue;
    const target = targetWithin(lease.detail, { resource, tool });
    if (!(target instanceof Problem)) return { lease, target };
  }
  return undefined;
}

const hasApi = ({ detail }: Known, resource: string): boolean =>
  detail.access.some((each) => each.resource === resource);

/** @returns the reason for which a lease is not for that */
function targetWithin({ access }: Lease, { resource, scope, tool }: Wanted): LeaseTarget | Problem {
  const granted = access.find((each) => each.resource === resource);
  if (granted === undefined) return new Problem("target_refused", texts.lease.otherApis);
  if (scope !== undefined && !isWithin(scope, granted.scope))
    return new Problem("scope_refused", texts.lease.lessScope);
  if (tool !== undefined && granted.tools?.includes(tool) !== true)
    return new Problem("target_refused", texts.lease.otherTools);
  return { resource, scope: scope ?? granted.scope, tool };
}

/** Finds the API at which an address lies: of several at one origin, the one whose path begins the address's. */
export function apiOf(leases: readonly Known[], address: string): string | undefined {
  const [origin] = webOrigin(address);
  if (origin === undefined) return undefined;
  const { pathname, username, password } = new URL(address);
  if (username !== "" || password !== "") return undefined;
  const there = leases
    .flatMap(({ detail }) => detail.access.map(({ resource }) => resource))
    .filter((resource) => webOrigin(resource).includes(origin));
  const begun = (resource: string): number => {
    const path = new URL(resource).pathname;
    return pathname === path || pathname.startsWith(path.endsWith("/") ? path : `${path}/`) ? path.length : 0;
  };
  return there.toSorted((one, other) => begun(other) - begun(one))[0];
}
