import { type Attribute, ENTITIES, isRecord, type RecordOf, ROOTS } from "./vocabulary.ts";

/** One thing that a condition can read, by its whole path. */
export interface AttributePath {
  /** `context.machine.age_hours`, `principal.role`. */
  readonly path: string;
  readonly type: string;
  /** It may be missing: a rule asks first. */
  readonly optional: boolean;
  readonly says: string;
  readonly values: readonly string[];
  /** What a rule asks before it reads it, in this order: `context has posture`. */
  readonly guards: readonly string[];
}

/** Every attribute of principal, resource and context, those of the entities among them too. */
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
