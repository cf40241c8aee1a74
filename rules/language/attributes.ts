import { type Attribute, ENTITIES, isRecord, type RecordOf, ROOTS } from "./vocabulary.ts";

/** One attribute that a condition can read, by its whole path. */
export interface AttributePath {
  /** `context.machine.age_hours`, `principal.role`. */
  readonly path: string;
  readonly type: string;
  /** True if it may be missing, so that a rule must check for it first. */
  readonly optional: boolean;
  readonly says: string;
  readonly values: readonly string[];
  /** The checks that a rule makes before it reads the attribute, in this order: `context has posture`. */
  readonly guards: readonly string[];
}

/** Every attribute of principal, resource and context, with those of the entities. */
export const ATTRIBUTES: readonly AttributePath[] = Object.entries(ROOTS).flatMap(([root, members]) =>
  membersOf(root, members, []),
);
const BY_PATH = new Map(ATTRIBUTES.map((attribute) => [attribute.path, attribute]));

export const attributeAt = (path: string): AttributePath | undefined => BY_PATH.get(path);

function membersOf(
  above: string,
  members: Readonly<Record<string, Attribute | RecordOf>>,
  guardsAbove: readonly string[],
): AttributePath[] {
  return Object.entries(members).flatMap(([name, member]) => {
    const path = `${above}.${name}`;
    const guards = member.optional === true ? [...guardsAbove, `${above} has ${name}`] : guardsAbove;
    if (isRecord(member)) return membersOf(path, member.attributes, guards);
    const { type, says, values = [] } = member;
    const optional = guards.length > 0;
    return [
      { path, type, optional, says, values, guards },
      ...membersOf(path, ENTITIES[type]?.attributes ?? {}, guards),
    ];
  });
}
