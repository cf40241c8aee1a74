import type { Access, Demands, PresentedRequest, Resource } from "../resource.ts";

const accesses = new WeakMap<Resource, WeakMap<object, Access>>();

/**
 * Judges a request once, though it may pass several middlewares of one resource: one for the whole API, one more if
 * an address demands more. The first judges its proof, since a second look would be a replay; each judges its own
 * demands.
 *
 * @param key an object that the framework passes along unchanged for this request
 * @throws AccessRefused
 */
export async function verifyOnce(
  resource: Resource,
  key: object,
  request: PresentedRequest,
  demands: Demands,
): Promise<Access> {
  const byRequest = accesses.get(resource) ?? new WeakMap<object, Access>();
  accesses.set(resource, byRequest);
  const before = byRequest.get(key);
  if (before !== undefined) {
    resource.demand(before, demands);
    return before;
  }
  const access = await resource.verify(request, demands);
  byRequest.set(key, access);
  return access;
}
