import * as v from "valibot";
import { groupIdSchema } from "../../ids.ts";
import { roleSchema } from "../../roles.ts";
import { fieldTexts } from "../../texts/fields.ts";
import { emptyBodySchema } from "../login-requests.ts";
import { change, file, LISTING_CHANGE_BYTES, read } from "./entry.ts";
import { listAnswerSchema, listQuerySchema } from "./list.ts";
import { displayNameSchema, emailAddressSchema, noteSchema, userNameSchema } from "./names.ts";
import { makeTicketsAnswerSchema, ticketSecondsSchema } from "./tickets.ts";

export const personStateSchema = v.picklist(["active", "suspended", "offboarded"]);
export type PersonState = v.InferOutput<typeof personStateSchema>;

export const PEOPLE_COLUMNS = [
  "name",
  "display_name",
  "email",
  "role",
  "state",
  "created_at",
  "enrolled_at",
  "last_login_at",
] as const;

/** GET /api/console/people, and `…/export` of the same view. */
export const peopleQuerySchema = listQuerySchema(PEOPLE_COLUMNS, {
  role: v.optional(roleSchema),
  state: v.optional(personStateSchema),
  group: v.optional(groupIdSchema),
  /** Filters by whether a machine of theirs ever came into force. */
  enrolled: v.optional(v.picklist(["ever", "never"])),
  /** Filters by the days without a login, or by no login at all. */
  quiet: v.optional(v.picklist(["30", "90", "180", "never"])),
});
export type PeopleQuery = v.InferOutput<typeof peopleQuerySchema>;

const groupNamedSchema = v.strictObject({ id: v.string(), name: v.string() });

/** Times in epoch milliseconds. */
const personRowSchema = v.strictObject({
  id: v.string(),
  name: v.string(),
  display_name: v.string(),
  email: v.nullable(v.string()),
  role: roleSchema,
  state: personStateSchema,
  created_at: v.number(),
  /** The time at which the first machine came into force; null where none did. */
  enrolled_at: v.nullable(v.number()),
  last_login_at: v.nullable(v.number()),
  /** The active machines. */
  machines: v.number(),
  groups: v.array(groupNamedSchema),
});
export type PersonRow = v.InferOutput<typeof personRowSchema>;
export const peopleAnswerSchema = listAnswerSchema(personRowSchema);

/** GET /api/console/people/:id. `removable`: the person never began to enrol anything. */
export const personAnswerSchema = v.strictObject({ person: personRowSchema, removable: v.boolean() });
export type PersonAnswer = v.InferOutput<typeof personAnswerSchema>;

/** GET /api/console/people/:id/logins, the newest first. */
const logins = listQuerySchema(["expires_at"], {});
export const personLoginsQuerySchema = v.strictObject({
  ...logins.entries,
  order: v.optional(v.picklist(["asc", "desc"]), "desc"),
});
const personLoginSchema = v.strictObject({
  /** `rq_…` */
  id: v.string(),
  client_id: v.string(),
  state: v.string(),
  /** The machine's own claim. */
  hostname: v.string(),
  device: v.string(),
  created_at: v.number(),
  decided_at: v.nullable(v.number()),
});
export type PersonLogin = v.InferOutput<typeof personLoginSchema>;
export const personLoginsAnswerSchema = listAnswerSchema(personLoginSchema);

/** An empty field means no address. */
const maybeEmailSchema = v.nullable(
  v.union([
    v.pipe(
      v.literal(""),
      v.transform(() => null),
    ),
    emailAddressSchema,
  ]),
);
const shown = { display_name: displayNameSchema, email: maybeEmailSchema };

/** POST /api/console/people. */
export const createPersonSchema = v.strictObject({
  name: userNameSchema,
  ...shown,
  role: roleSchema,
  groups: v.pipe(v.array(groupIdSchema), v.maxLength(64, fieldTexts.atMost({ most: 64 }))),
  /** The life of a ticket for the first machine; null where no ticket is made. */
  ticket_seconds: v.nullable(ticketSecondsSchema),
});
/** `made`: the ticket, shown this once. */
export const personMadeSchema = v.strictObject({ id: v.string(), made: v.nullable(makeTicketsAnswerSchema) });
export type PersonMade = v.InferOutput<typeof personMadeSchema>;

/** POST /api/console/people/:id/change. */
export const changePersonSchema = v.strictObject(shown);

/** POST /api/console/people/:id/role. */
export const changeRoleSchema = v.strictObject({ role: roleSchema });

/** POST /api/console/people/:id/suspend; a note may be empty. */
export const suspendPersonSchema = v.strictObject({ note: noteSchema });
/** The number of things that ended with it. */
const suspendAnswerSchema = v.strictObject({ logins: v.number(), credentials: v.number() });

/** POST …/change, …/role, …/reactivate, …/remove. False where nothing had to change. */
export const changedAnswerSchema = v.strictObject({ changed: v.boolean() });

const AT = "/api/console/people";

export const peopleApi = {
  list: read(AT, "people.read", peopleQuerySchema, peopleAnswerSchema),
  exportList: file(`${AT}/export`, "people.read", peopleQuerySchema),
  view: read(`${AT}/:id`, "people.read", emptyBodySchema, personAnswerSchema),
  logins: read(`${AT}/:id/logins`, "people.read", personLoginsQuerySchema, personLoginsAnswerSchema),
  create: change(AT, "people.manage", createPersonSchema, personMadeSchema, { maxBytes: LISTING_CHANGE_BYTES }),
  change: change(`${AT}/:id/change`, "people.manage", changePersonSchema, changedAnswerSchema, {
    maxBytes: LISTING_CHANGE_BYTES,
    errors: ["conflict"],
  }),
  changeRole: change(`${AT}/:id/role`, "roles.manage", changeRoleSchema, changedAnswerSchema, {
    errors: ["conflict", "last_owner"],
  }),
  suspend: change(`${AT}/:id/suspend`, "people.manage", suspendPersonSchema, suspendAnswerSchema, {
    errors: ["conflict", "last_owner"],
  }),
  reactivate: change(`${AT}/:id/reactivate`, "people.manage", emptyBodySchema, changedAnswerSchema),
  remove: change(`${AT}/:id/remove`, "people.manage", emptyBodySchema, changedAnswerSchema, {
    errors: ["conflict", "last_owner"],
  }),
};
