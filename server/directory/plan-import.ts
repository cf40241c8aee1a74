import type { FieldProblem } from "@nearside/shared/api/console/console-error.ts";
import type { ImportLine } from "@nearside/shared/api/console/people-import.ts";
import { isPrivileged } from "@nearside/shared/api/console/roles.ts";
import type { GroupRow } from "../groups/group-store.ts";
import type { Trx } from "../store/database.ts";
import { type Candidate, KnownPeople } from "./known-people.ts";
import { groupsOf } from "./list-people.ts";
import { appearanceOf } from "./lookalike.ts";
import { emailKey, sortKey } from "./people-index.ts";
import type { PersonLine } from "./read-people.ts";
import type { UserRow } from "./users.ts";

/** What a line comes to, with what is needed to do it. */
export interface PlannedLine extends ImportLine {
  readonly user: UserRow | undefined;
  readonly joins: readonly Pick<GroupRow, "id" | "name">[];
}

/** Who imports, and whether they may give roles. */
export interface Importer {
  readonly userId: string;
  readonly mayGive: boolean;
}

/** What stands in the tables that a file is held against. */
interface Standing extends Importer {
  readonly users: ReadonlyMap<string, UserRow>;
  readonly known: KnownPeople;
  readonly groups: ReadonlyMap<string, GroupRow>;
  readonly memberships: ReadonlyMap<string, readonly { readonly id: string }[]>;
}

/** What each line of the file would do, as things stand in this transaction. Nothing is changed. */
export async function planImport(
  trx: Trx,
  lines: readonly PersonLine[],
  importer: Importer,
): Promise<readonly PlannedLine[]> {
  const users = await usersNamed(
    trx,
    lines.map(({ name }) => name),
  );
  const candidates = lines.map((line) => candidateOf(line, users.get(line.name)));
  const standing: Standing = {
    ...importer,
    users,
    known: await KnownPeople.find(trx, candidates),
    groups: await groupsNamed(trx, lines),
    memberships: await groupsOf(
      trx,
      [...users.values()].map(({ id }) => id),
    ),
  };
  const before = new Map<string, number>();
  return lines.map((line) => {
    const planned = planLine(line, standing, before);
    before.set(line.name, before.get(line.name) ?? line.line);
    if (planned.problems.length > 0) return planned;
    const { name, display_name, email } = planned;
    standing.known.add({ id: planned.user?.id ?? `line ${line.line}`, name, display_name, email_key: emailKey(email) });
    return planned;
  });
}

const candidateOf = ({ name, displayName, email }: PersonLine, user: UserRow | undefined): Candidate => ({
  name,
  displayName: displayName ?? user?.display_name ?? name,
  email: email ?? user?.email ?? null,
});

function planLine(line: PersonLine, standing: Standing, before: ReadonlyMap<string, number>): PlannedLine {
  const user = standing.users.get(line.name);
  const candidate = candidateOf(line, user);
  const problems: FieldProblem[] = [...line.problems];
  const twice = before.get(line.name);
  if (twice !== undefined) problems.push({ field: "name", problem: `stands in line ${twice} already` });
  else if (!line.problems.some(({ field }) => field === "name"))
    problems.push(...standing.known.problems(candidate, user?.id));
  const joins = joinsOf(line, user, standing, problems);
  const changes = user === undefined ? [] : changesOf(user, candidate, line, joins);
  if (user?.state === "offboarded") problems.push({ field: "name", problem: "is the name of somebody who has left" });
  else if (user === undefined || changes.length > 0) problems.push(...forbidden(line, user, standing));
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

/** What whoever imports may not do by a form either. */
function forbidden({ role }: PersonLine, user: UserRow | undefined, { mayGive, userId }: Standing): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const given = role !== undefined && role !== (user?.role ?? "user");
  if (given && !mayGive) problems.push({ field: "role", problem: "is an owner's to give" });
  if (given && user !== undefined && user.id === userId)
    problems.push({ field: "role", problem: "is your own; another owner can change it" });
  if (user !== undefined && isPrivileged(user.role) && !mayGive)
    problems.push({
      field: "name",
      problem: "is an owner's, administrator's or rule author's, whom only owners change",
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

/** The groups of the line that the person is not in yet. Nobody is taken out of one by a file. */
function joinsOf(line: PersonLine, user: UserRow | undefined, standing: Standing, problems: FieldProblem[]) {
  const joined = new Set((user && standing.memberships.get(user.id))?.map(({ id }) => id));
  const joins: GroupRow[] = [];
  for (const name of line.groups) {
    const group = standing.groups.get(appearanceOf(name));
    if (group === undefined || sortKey(group.name) !== sortKey(name))
      problems.push({ field: "groups", problem: "names a group that is not here; make it first" });
    else if (!joined.has(group.id)) joins.push(group);
  }
  return joins;
}

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

async function groupsNamed(trx: Trx, lines: readonly PersonLine[]): Promise<ReadonlyMap<string, GroupRow>> {
  const wanted = [...new Set(lines.flatMap(({ groups }) => groups.map(appearanceOf)))];
  const groups = new Map<string, GroupRow>();
  for (let from = 0; from < wanted.length; from += AT_ONCE) {
    const some = wanted.slice(from, from + AT_ONCE);
    const rows = await trx.selectFrom("groups").selectAll().where("appearance", "in", some).execute();
    for (const row of rows) groups.set(row.appearance, row);
  }
  return groups;
}
