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
import { isReachedByMail } from "../../../administration/notices/mail-state.ts";
import { changePerson, changeRole } from "../../../administration/people/change-person.ts";
import { createMember } from "../../../administration/people/create-person.ts";
import { eachPerson, listLoginsOf, listPeople, viewPerson } from "../../../administration/people/list-people.ts";
import { removePerson } from "../../../administration/people/remove-person.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import { ConsoleError } from "../../../platform/http/console-error.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock, WithRandom } from "../../../platform/surroundings.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import { restoreUser, suspendUser } from "../../../protocol/revocation/revoke-user.ts";
import type { WithRules } from "../../../protocol/rules/rules-in-force.ts";
import type { NewTicket } from "../../../register/enrolments/tickets.ts";
import { findUsers } from "../../../register/people/users.ts";
import type { ChangingCall, ConsoleCall } from "../../console/console-route.ts";
import { cellsOf, csvAnswer, momentCell } from "../../console/csv-answer.ts";
import { demandId } from "../../console/demand-id.ts";

const personIn = ({ id }: ConsoleCall): string => demandId(userIdSchema, id);

/** GET /api/console/people. */
export const listPeopleRoute =
  (services: WithClock & WithDb) =>
  async ({ c }: ConsoleCall, query: PeopleQuery) =>
    c.json((await listPeople(services.db, query, services.clock())) satisfies ListAnswer<PersonRow>);

const EXPORTED = ["name", "display_name", "email", "role", "groups", "state", "machines"] as const;

/** GET /api/console/people/export: what can be imported again, and what more there is to see. */
export const exportPeopleRoute = (services: WithClock & WithDb) => (_call: ConsoleCall, query: PeopleQuery) =>
  csvAnswer(
    "people",
    [...EXPORTED, "created_at", "enrolled_at", "last_login_at"],
    cellsOf(eachPerson(services.db, query, services.clock()), (person) => [
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
export const viewPersonRoute = (services: WithDb) => async (call: ConsoleCall) =>
  call.c.json((await viewPerson(services.db, personIn(call))) satisfies PersonAnswer);

/** GET /api/console/people/:id/logins. */
export const personLoginsRoute =
  (services: WithDb) => async (call: ConsoleCall, query: v.InferOutput<typeof personLoginsQuerySchema>) => {
    await nameOf(services, call); // nobody has no logins either, and is not to look like somebody who has none
    return call.c.json((await listLoginsOf(services.db, personIn(call), query)) satisfies ListAnswer<PersonLogin>);
  };

/** POST /api/console/people. */
export const createPersonRoute =
  (services: WithClock & WithConfig & WithDb & WithRandom) =>
  async ({ c, by }: ChangingCall, { display_name, ticket_seconds, ...rest }: CreatePerson) => {
    const member = { ...rest, displayName: display_name, ticketSeconds: ticket_seconds };
    const { user, ticket } = await createMember(services, member, by);
    const { id, name, email } = user;
    const mailed = isReachedByMail(services.config, email);
    const told = (made: NewTicket) => ({
      issuer: services.config.issuer,
      tickets: [{ user: { id, name, display_name }, ticket: made.ticket, expires_at: made.expiresAt, mailed }],
    });
    return c.json({ id, made: ticket === null ? null : told(ticket) } satisfies PersonMade);
  };

/** POST /api/console/people/:id/change. */
export const changePersonRoute =
  (services: WithClock & WithDb) =>
  async (call: ChangingCall, { display_name, email }: v.InferOutput<typeof changePersonSchema>) => {
    const changed = await changePerson(services, personIn(call), { displayName: display_name, email }, call.by);
    return call.c.json({ changed });
  };

/** POST /api/console/people/:id/role. */
export const changeRoleRoute =
  (services: WithClock & WithDb) =>
  async (call: ChangingCall, { role }: v.InferOutput<typeof changeRoleSchema>) =>
    call.c.json({ changed: await changeRole(services, personIn(call), role, call.by) });

/** POST /api/console/people/:id/suspend. */
export const suspendPersonRoute =
  (services: WithChanges & WithClock & WithDb) =>
  async (call: ChangingCall, { note }: v.InferOutput<typeof suspendPersonSchema>) => {
    const name = await nameOf(services, call);
    const revocation = await suspendUser(services, name, { note: note === "" ? null : note, by: call.by });
    if (revocation.state === "unknown") throw new ConsoleError("unknown");
    if (revocation.state === "already")
      throw new ConsoleError("conflict", { description: "That person is suspended already. Nothing was changed." });
    const { logins, families } = revocation.ended;
    return call.c.json({ logins: logins.length, credentials: families.length });
  };

/** POST /api/console/people/:id/reactivate. */
export const reactivatePersonRoute = (services: WithClock & WithDb) => async (call: ChangingCall) => {
  const state = await restoreUser(services, await nameOf(services, call), call.by);
  if (state === "unknown") throw new ConsoleError("unknown");
  return call.c.json({ changed: state === "restored" });
};

/** POST /api/console/people/:id/remove. */
export const removePersonRoute = (services: WithClock & WithDb & WithRules) => async (call: ChangingCall) => {
  await removePerson(services, personIn(call), call.by);
  return call.c.json({ changed: true });
};

/** A person's name is theirs for good. */
async function nameOf(services: WithDb, call: ConsoleCall): Promise<string> {
  const id = personIn(call);
  const user = (await findUsers(services.db, [id])).get(id);
  if (user === undefined) throw new ConsoleError("unknown");
  return user.name;
}
