import { type ImportLine, type ImportProblem, MOST_GROUPS_MADE } from "@nearside/shared/api/console/people-import.ts";
import { isPrivileged } from "@nearside/shared/roles.ts";
import type { WithSecrets } from "../../platform/keys/server-secrets.ts";
import type { Trx } from "../../platform/store/database.ts";
import { appearanceOf } from "../../register/people/lookalike.ts";
import { emailKey, sortKey } from "../../register/people/people-index.ts";
import type { UserRow } from "../../register/people/users.ts";
import { consoleTexts } from "../../texts/console.ts";
import { groupsOf } from "./list-people.ts";
import {
  type ColumnTitles,
  type ImportColumn,
  type PeopleFile,
  type PersonLine,
  problemAt,
} from "./read-people-file.ts";
import { type Candidate, SimilarPeople } from "./similar-people.ts";

/** The outcome of a line, with what is needed to do it. */
export interface PlannedLine extends ImportLine {
  readonly user: UserRow | undefined;
  readonly joins: readonly Joined[];
}

/** A group of this server, or without an id one that the file makes. */
export interface Joined {
  readonly id: string | undefined;
  readonly name: string;
}

/** The person who imports, and whether they may give roles and make groups. */
export interface Importer {
  readonly userId: string;
  readonly mayGive: boolean;
  readonly mayMakeGroups: boolean;
}

/** The present state of the server, with which each line is compared. */
interface Present extends Importer {
  readonly titles: ColumnTitles;
  readonly users: ReadonlyMap<string, UserRow>;
  readonly similar: SimilarPeople;
  /** Groups by their appearance. One that a line of the file makes is added to them. */
  readonly groups: Map<string, Joined>;
  readonly made: Joined[];
  readonly memberships: ReadonlyMap<string, readonly { readonly id: string }[]>;
}

/** Plans what each line of the file would do in the state of this transaction. It changes nothing. */
export async function planImport(
  services: WithSecrets,
  trx: Trx,
  { lines, titles }: PeopleFile,
  importer: Importer,
): Promise<readonly PlannedLine[]> {
  const users = await usersNamed(
    trx,
    lines.map(({ name }) => name),
  );
  const candidates = lines.map((line) => candidateOf(line, users.get(line.name)));
  const present: Present = {
    ...importer,
    titles,
    users,
    similar: await SimilarPeople.find(services, trx, candidates),
    groups: await groupsNamed(trx, lines),
    made: [],
    memberships: await groupsOf(
      trx,
      [...users.values()].map(({ id }) => id),
    ),
  };
  const before = new Map<string, number>();
  return lines.map((line) => {
    const planned = planLine(line, present, before);
    before.set(line.name, before.get(line.name) ?? line.line);
    if (planned.problems.length > 0) return planned;
    const { name, display_name, email } = planned;
    present.similar.add({
      id: planned.user?.id ?? consoleTexts.import.line({ number: line.line }),
      name,
      display_name,
      email_key: emailKey(email),
    });
    return planned;
  });
}

const candidateOf = ({ name, displayName, email }: PersonLine, user: UserRow | undefined): Candidate => ({
  name,
  displayName: displayName ?? user?.display_name ?? name,
  email: email ?? user?.email ?? null,
});

function planLine(line: PersonLine, present: Present, before: ReadonlyMap<string, number>): PlannedLine {
  const user = present.users.get(line.name);
  const candidate = candidateOf(line, user);
  const problems: ImportProblem[] = [...line.problems];
  const wrong = (field: ImportColumn, problem: string, value = shownIn(line, candidate, field)): void =>
    void problems.push(problemAt(present.titles, field, value, problem));
  const twice = before.get(line.name);
  if (twice !== undefined) wrong("name", consoleTexts.import.twice({ line: twice }));
  else if (!line.problems.some(({ field }) => field === "name"))
    for (const { field, problem } of present.similar.problems(candidate, user?.id)) wrong(columnOf(field), problem);
  const joins = joinsOf(line, user, present, (group, problem) => wrong("groups", problem, group));
  const changes = user === undefined ? [] : changesOf(user, candidate, line, joins);
  if (user?.state === "offboarded") wrong("name", consoleTexts.import.leftName);
  else if (user === undefined || changes.length > 0)
    for (const { field, problem } of forbidden(line, user, present)) wrong(field, problem);
  return {
    line: line.line,
    action: problems.length > 0 ? "refused" : user === undefined ? "create" : changes.length > 0 ? "change" : "same",
    name: line.name,
    display_name: candidate.displayName,
    email: candidate.email,
    role: line.role ?? user?.role ?? "user",
    groups: joins.map(({ name }) => name),
    changes,
    problems,
    user,
    joins,
  };
}

/** The column of the file for a field of a person. */
const columnOf = (field: string): ImportColumn => (field === "display_name" || field === "email" ? field : "name");

/** The value that the line gives for that column. */
function shownIn({ name, role }: PersonLine, { displayName, email }: Candidate, field: ImportColumn): string {
  if (field === "display_name") return displayName;
  if (field === "email") return email ?? "";
  return field === "role" ? (role ?? "") : name;
}

/** Finds in the line what the importer may not do by a form either. */
function forbidden({ role }: PersonLine, user: UserRow | undefined, { mayGive, userId }: Present) {
  const problems: { readonly field: ImportColumn; readonly problem: string }[] = [];
  const given = role !== undefined && role !== (user?.role ?? "user");
  if (given && !mayGive) problems.push({ field: "role", problem: consoleTexts.people.ownersGive });
  if (given && user !== undefined && user.id === userId)
    problems.push({ field: "role", problem: consoleTexts.import.own });
  if (user !== undefined && isPrivileged(user.role) && !mayGive)
    problems.push({
      field: "name",
      problem: consoleTexts.import.privileged,
    });
  return problems;
}

function changesOf(
  user: UserRow,
  { displayName, email }: Candidate,
  { role = user.role }: PersonLine,
  joins: readonly { readonly name: string }[],
): ImportLine["changes"] {
  return [
    { field: "display_name", from: user.display_name, to: displayName },
    { field: "email", from: user.email, to: email },
    { field: "role", from: user.role, to: role },
    ...joins.map(({ name }) => ({ field: "groups", from: null, to: name })),
  ].filter(({ from, to }) => from !== to);
}

/**
 * The groups of the line that the person is not in yet. A name that no group has makes a new one. A file never removes people
 * from a group.
 *
 * @param wrong called with each name that can't be taken
 */
function joinsOf(
  line: PersonLine,
  user: UserRow | undefined,
  present: Present,
  wrong: (name: string, problem: string) => void,
): readonly Joined[] {
  const joined = new Set<string | undefined>((user && present.memberships.get(user.id))?.map(({ id }) => id));
  const joins = new Set<Joined>();
  for (const name of line.groups) {
    const group = present.groups.get(appearanceOf(name)) ?? madeBy(name, present);
    if (group === "not_permitted") wrong(name, consoleTexts.import.noGroup);
    else if (group === "too_many") wrong(name, consoleTexts.import.tooManyGroups({ most: MOST_GROUPS_MADE }));
    else if (sortKey(group.name) !== sortKey(name)) wrong(name, consoleTexts.import.similarGroup({ name: group.name }));
    else if (group.id === undefined || !joined.has(group.id)) joins.add(group);
  }
  return [...joins];
}

/** Makes a group for this line and those that follow. */
function madeBy(name: string, { groups, made, mayMakeGroups }: Present): Joined | "not_permitted" | "too_many" {
  if (!mayMakeGroups) return "not_permitted";
  if (made.length >= MOST_GROUPS_MADE) return "too_many";
  const group = { id: undefined, name };
  made.push(group);
  groups.set(appearanceOf(name), group);
  return group;
}

/** Lists the names of the groups that those lines make. */
export const groupsMade = (planned: readonly PlannedLine[]): readonly string[] => [
  ...new Set(planned.flatMap(({ joins }) => joins.flatMap(({ id, name }) => (id === undefined ? [name] : [])))),
];

/** Values of one statement: SQLite takes 32,766. */
const AT_ONCE = 5000;

async function usersNamed(trx: Trx, names: readonly string[]): Promise<ReadonlyMap<string, UserRow>> {
  const users = new Map<string, UserRow>();
  for (let from = 0; from < names.length; from += AT_ONCE) {
    const some = names.slice(from, from + AT_ONCE).filter((name) => !name.includes("\0"));
    const rows = await trx
      .selectFrom("users")
      .selectAll()
      .where("name", "in", ["", ...some])
      .execute();
    for (const row of rows) users.set(row.name, row);
  }
  return users;
}

async function groupsNamed(trx: Trx, lines: readonly PersonLine[]): Promise<Map<string, Joined>> {
  const wanted = [...new Set(lines.flatMap(({ groups }) => groups.map(appearanceOf)))];
  const groups = new Map<string, Joined>();
  for (let from = 0; from < wanted.length; from += AT_ONCE) {
    const some = wanted.slice(from, from + AT_ONCE);
    const rows = await trx.selectFrom("groups").selectAll().where("appearance", "in", some).execute();
    for (const row of rows) groups.set(row.appearance, row);
  }
  return groups;
}
