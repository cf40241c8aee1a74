import { type PeopleQuery, peopleApi } from "@nearside/shared/api/console/people.ts";
import { peopleImportApi } from "@nearside/shared/api/console/people-import.ts";
import { userIdSchema } from "@nearside/shared/ids.ts";
import { may } from "@nearside/shared/roles.ts";
import { isReachedByMail } from "../../../administration/notices/mail-state.ts";
import { changePerson, changeRole } from "../../../administration/people/change-person.ts";
import { createMember } from "../../../administration/people/create-person.ts";
import { importPeople, previewImport } from "../../../administration/people/import-people.ts";
import { eachPerson, listLoginsOf, listPeople, viewPerson } from "../../../administration/people/list-people.ts";
import type { Importer } from "../../../administration/people/plan-import.ts";
import { removePerson } from "../../../administration/people/remove-person.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import { ConsoleError } from "../../../platform/http/console-error.ts";
import type { WithSecrets } from "../../../platform/keys/server-secrets.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithReads } from "../../../platform/store/reads.ts";
import type { WithClock, WithRandom } from "../../../platform/surroundings.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import { restoreUser, suspendUser } from "../../../protocol/revocation/suspend-user.ts";
import type { WithRules } from "../../../protocol/rules/active-rules.ts";
import type { NewTicket } from "../../../register/enrolments/create-ticket.ts";
import { findUsers } from "../../../register/people/users.ts";
import { consoleTexts } from "../../../texts/console.ts";
import type { ConsoleCall, ConsoleRoute, ConsoleRows } from "../console-rows.ts";
import { cellsOf, momentCell, type Table } from "../csv-answer.ts";
import { demandId } from "../demand-id.ts";
import type { SignedIn } from "../demand-session.ts";

const personIn = ({ id }: ConsoleCall): string => demandId(userIdSchema, id);

export const peopleRows = (
  services: WithChanges & WithClock & WithConfig & WithDb & WithRandom & WithReads & WithRules & WithSecrets,
  { serve, serveFile }: ConsoleRows,
): readonly ConsoleRoute[] => [
  serve(peopleApi.list, (_call, query) => listPeople(services.reads, query, services.clock())),
  serveFile(peopleApi.exportList, (_call, query) => tableOfPeople(services, query)),
  serve(peopleApi.view, (call) => viewPerson(services.reads, personIn(call))),
  serve(peopleApi.logins, async (call, query) => {
    await nameOf({ ...services, db: services.reads }, call); // an unknown id must not look like a person without logins
    return listLoginsOf(services.reads, personIn(call), query);
  }),
  serve(peopleApi.create, async ({ by }, { display_name, ticket_seconds, ...rest }) => {
    const member = { ...rest, displayName: display_name, ticketSeconds: ticket_seconds };
    const { user, ticket } = await createMember(services, member, by);
    const { id, name, email } = user;
    const mailed = isReachedByMail(services.config, email);
    const answerOf = (made: NewTicket) => ({
      issuer: services.config.issuer,
      tickets: [{ user: { id, name, display_name }, ticket: made.ticket, expires_at: made.expiresAt, mailed }],
    });
    return { id, made: ticket === null ? null : answerOf(ticket) };
  }),
  serve(peopleApi.change, async (call, { display_name, email }) => {
    const change = { displayName: display_name, email };
    return { changed: await changePerson(services, personIn(call), change, call.by) };
  }),
  serve(peopleApi.changeRole, async (call, { role }) => ({
    changed: await changeRole(services, personIn(call), role, call.by),
  })),
  serve(peopleApi.suspend, async (call, { note }) => {
    const name = await nameOf(services, call);
    const revocation = await suspendUser(services, name, { note: note === "" ? null : note, by: call.by });
    if (revocation.state === "unknown") throw new ConsoleError("unknown");
    if (revocation.state === "already")
      throw new ConsoleError("conflict", { description: consoleTexts.people.suspendedAlready });
    const { logins, families } = revocation.ended;
    return { logins: logins.length, credentials: families.length };
  }),
  serve(peopleApi.reactivate, async (call) => {
    const state = await restoreUser(services, await nameOf(services, call), call.by);
    if (state === "unknown") throw new ConsoleError("unknown");
    return { changed: state === "restored" };
  }),
  serve(peopleApi.remove, async (call) => {
    await removePerson(services, personIn(call), call.by);
    return { changed: true };
  }),
];

/** These rows serve imports from a file. A file may do what the session's role may do, so the preview is a session's as well. */
export const peopleImportRows = (
  services: WithClock & WithDb & WithRandom & WithSecrets,
  { serveSession }: ConsoleRows,
): readonly ConsoleRoute[] => [
  serveSession(peopleImportApi.preview, ({ who }, { csv }) => previewImport(services, csv, importerOf(who.user))),
  serveSession(peopleImportApi.import, ({ by }, { digest }) => importPeople(services, digest, by)),
];

const importerOf = ({ id, role }: SignedIn["user"]): Importer => ({
  userId: id,
  mayGive: may(role, "roles.manage"),
  mayMakeGroups: may(role, "groups.manage"),
});

const EXPORTED = ["name", "display_name", "email", "role", "groups", "state", "machines"] as const;

/** Makes the view of people a table that can be imported again. It has further columns, which an import does not need. */
export const tableOfPeople = (services: WithClock & WithReads, query: PeopleQuery): Table => ({
  name: "people",
  header: [...EXPORTED, "created_at", "enrolled_at", "last_login_at"],
  pages: cellsOf(eachPerson(services.reads, query, services.clock()), (person) => [
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
});

/** Finds the person's name, which is theirs for good. @throws ConsoleError `unknown` */
async function nameOf(services: WithDb, call: ConsoleCall): Promise<string> {
  const id = personIn(call);
  const user = (await findUsers(services.db, [id])).get(id);
  if (user === undefined) throw new ConsoleError("unknown");
  return user.name;
}
