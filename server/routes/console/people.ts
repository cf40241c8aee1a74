import type { ListAnswer } from "@nearside/shared/api/console/list.ts";
import type {
  CreatePerson,
  changePersonSchema,
  changeRoleSchema,
  PeopleQuery,
  PersonAnswer,
  PersonLogin,
  PersonMade,
  PersonRow,
  personLoginsQuerySchema,
  suspendPersonSchema,
} from "@nearside/shared/api/console/people.ts";
import { userIdSchema } from "@nearside/shared/ids.ts";
import type * as v from "valibot";
import { ConsoleError } from "../../console/console-error.ts";
import type { ChangingCall, ConsoleCall } from "../../console/console-route.ts";
import { cellsOf, csvAnswer, momentCell } from "../../console/csv-answer.ts";
import { demandId } from "../../console/demand-id.ts";
import { changePerson } from "../../directory/change-person.ts";
import { changeRole } from "../../directory/change-role.ts";
import { createMember } from "../../directory/create-member.ts";
import { eachPerson, listPeople } from "../../directory/list-people.ts";
import { removePerson } from "../../directory/remove-person.ts";
import { findUsers } from "../../directory/users.ts";
import { listLoginsOf, viewPerson } from "../../directory/view-person.ts";
import type { NewTicket } from "../../enrolment/tickets.ts";
import type { Ground } from "../../ground.ts";
import { isReachedByMail } from "../../notices/mail-state.ts";
import { restoreUser, suspendUser } from "../../revocation/revoke-user.ts";

const personIn = ({ id }: ConsoleCall): string => demandId(userIdSchema, id);

/** GET /api/console/people. */
export const listPeopleRoute =
  (ground: Ground) =>
  async ({ c }: ConsoleCall, query: PeopleQuery) =>
    c.json((await listPeople(ground.db, query, ground.clock())) satisfies ListAnswer<PersonRow>);

const EXPORTED = ["name", "display_name", "email", "role", "groups", "state", "machines"] as const;

/** GET /api/console/people/export: what can be imported again, and what more there is to see. */
export const exportPeopleRoute = (ground: Ground) => (_call: ConsoleCall, query: PeopleQuery) =>
  csvAnswer(
    "people",
    [...EXPORTED, "created_at", "enrolled_at", "last_login_at"],
    cellsOf(eachPerson(ground.db, query, ground.clock()), (person) => [
      person.name,
      person.display_name,
      person.email,
      person.role,
      person.groups.map(({ name }) => name).join("; "),
      person.state,
      person.machines,
      momentCell(person.created_at),
      momentCell(person.enrolled_at),
      momentCell(person.last_login_at),
    ]),
  );

/** GET /api/console/people/:id. */
export const viewPersonRoute = (ground: Ground) => async (call: ConsoleCall) =>
  call.c.json((await viewPerson(ground.db, personIn(call))) satisfies PersonAnswer);

/** GET /api/console/people/:id/logins. */
export const personLoginsRoute =
  (ground: Ground) => async (call: ConsoleCall, query: v.InferOutput<typeof personLoginsQuerySchema>) => {
    await nameOf(ground, call); // nobody has no logins either, and is not to look like somebody who has none
    return call.c.json((await listLoginsOf(ground.db, personIn(call), query)) satisfies ListAnswer<PersonLogin>);
  };

/** POST /api/console/people. */
export const createPersonRoute =
  (ground: Ground) =>
  async ({ c, by }: ChangingCall, { display_name, ticket_seconds, ...rest }: CreatePerson) => {
    const member = { ...rest, displayName: display_name, ticketSeconds: ticket_seconds };
    const { user, ticket } = await createMember(ground, member, by);
    const { id, name, email } = user;
    const mailed = isReachedByMail(ground.config, email);
    const told = (made: NewTicket) => ({
      issuer: ground.config.issuer,
      tickets: [{ user: { id, name, display_name }, ticket: made.ticket, expires_at: made.expiresAt, mailed }],
    });
    return c.json({ id, made: ticket === null ? null : told(ticket) } satisfies PersonMade);
  };

/** POST /api/console/people/:id/change. */
export const changePersonRoute =
  (ground: Ground) =>
  async (call: ChangingCall, { display_name, email }: v.InferOutput<typeof changePersonSchema>) => {
    const changed = await changePerson(ground, personIn(call), { displayName: display_name, email }, call.by);
    return call.c.json({ changed });
  };

/** POST /api/console/people/:id/role. */
export const changeRoleRoute =
  (ground: Ground) =>
  async (call: ChangingCall, { role }: v.InferOutput<typeof changeRoleSchema>) =>
    call.c.json({ changed: await changeRole(ground, personIn(call), role, call.by) });

/** POST /api/console/people/:id/suspend. */
export const suspendPersonRoute =
  (ground: Ground) =>
  async (call: ChangingCall, { note }: v.InferOutput<typeof suspendPersonSchema>) => {
    const name = await nameOf(ground, call);
    const revocation = await suspendUser(ground, name, { note: note === "" ? null : note, by: call.by });
    if (revocation.state === "unknown") throw new ConsoleError("unknown");
    if (revocation.state === "already")
      throw new ConsoleError("conflict", { description: "That person is suspended already. Nothing was changed." });
    const { logins, families } = revocation.ended;
    return call.c.json({ logins: logins.length, credentials: families.length });
  };

/** POST /api/console/people/:id/reactivate. */
export const reactivatePersonRoute = (ground: Ground) => async (call: ChangingCall) => {
  const state = await restoreUser(ground, await nameOf(ground, call), call.by);
  if (state === "unknown") throw new ConsoleError("unknown");
  return call.c.json({ changed: state === "restored" });
};

/** POST /api/console/people/:id/remove. */
export const removePersonRoute = (ground: Ground) => async (call: ChangingCall) => {
  await removePerson(ground, personIn(call), call.by);
  return call.c.json({ changed: true });
};

/** A person's name is theirs for good. */
async function nameOf(ground: Ground, call: ConsoleCall): Promise<string> {
  const id = personIn(call);
  const user = (await findUsers(ground.db, [id])).get(id);
  if (user === undefined) throw new ConsoleError("unknown");
  return user.name;
}
