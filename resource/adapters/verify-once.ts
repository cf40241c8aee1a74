import type { Access, Demands, PresentedRequest, Resource } from "../resource.ts";

const accesses = new WeakMap<Resource, WeakMap<object, Access>>();

/**
 * A request may pass several middlewares of one resource: one for the whole API, one more where an address demands more.
 * Its proof is judged by the first, since a second look would be a replay; the demands by each.
 *
 * @param key what the framework passes along unchanged for this request
 * @throws AccessRefused
 */
export async function verifyOnce(
  resource: Resource,
  key: object,
  request: PresentedRequest,
  demands: Demands,
): Promise<Access> {
  const known = accesses.get(resource) ?? new WeakMap<object, Access>();
  accesses.set(resource, known);
  const before = known.get(key);
  if (before !== undefined) {
    resource.demand(before, demands);
    return before;
  }
  const access = await resource.verify(request, demands);
  known.set(key, access);
  return access;
}
