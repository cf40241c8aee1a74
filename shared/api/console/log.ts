import * as v from "valibot";
import { formTexts } from "../../texts/forms.ts";
import { emptyBodySchema } from "../login-requests.ts";
import { file, read } from "./entry.ts";
import { listAnswerSchema, listQuerySchema } from "./list.ts";
import { LOG_TOPICS } from "./log-kinds.ts";
import { personStateSchema } from "./people.ts";

// GET /api/console/log: the security log, the newest first. The code of each kind documents its data, which never holds
// a secret.

const moment = v.pipe(v.string(), v.regex(/^\d{1,15}$/, formTexts.day), v.transform(Number));

const listed = listQuerySchema(["seq"], {
  topic: v.optional(v.picklist(LOG_TOPICS)),
  kind: v.optional(v.pipe(v.string(), v.regex(/^[a-z_]{1,64}$/))),
  /** A user's id: the person concerned, the one who acted, or the one who started the login of an alarm. */
  person: v.optional(v.pipe(v.string(), v.maxLength(64))),
  /** A device id: the machine concerned, or the one from which somebody acted or started a login. */
  device: v.optional(v.pipe(v.string(), v.maxLength(64))),
  /** Epoch milliseconds, both included. */
  from: v.optional(moment),
  to: v.optional(moment),
});
/** The newest first, unless asked otherwise. */
const logQuerySchema = v.strictObject({
  ...listed.entries,
  order: v.optional(v.picklist(["asc", "desc"]), "desc"),
});
export type LogQuery = v.InferOutput<typeof logQuerySchema>;

const person = v.nullable(v.strictObject({ id: v.string(), name: v.string() }));
/** `id`: of the bound set; null while it is not enrolled. The hostname is the machine's own claim. */
const machine = v.strictObject({ id: v.nullable(v.string()), device: v.string(), hostname: v.string() });

/**
 * The start of the login or the enrolment that was refused, as its own row has it now. The log holds no copy, so facts
 * that are erased there are gone here as well.
 */
const startedSchema = v.strictObject({
  /** `rq_…` or `en_…` */
  id: v.string(),
  /** For an enrolment, the person whom it is for. */
  person: v.strictObject({ id: v.string(), name: v.string(), state: personStateSchema }),
  machine,
  /** The address from which the command line asked, as the server saw it; null where it is not stored. */
  address: v.nullable(v.string()),
  /** The machine's own claim; null for an enrolment, and where the request was erased. */
  command: v.nullable(v.string()),
});
export type Started = v.InferOutput<typeof startedSchema>;

const logRowSchema = v.strictObject({
  seq: v.number(),
  /** Epoch milliseconds. */
  at: v.number(),
  kind: v.string(),
  topic: v.picklist(LOG_TOPICS),
  /** The id of the thing that the event is about. */
  subject: v.nullable(v.string()),
  data: v.unknown(),
  /** The person concerned. */
  person,
  machine: v.nullable(machine),
  /**
   * The browser that reported it, such as the one that was sent the link. This is its own claim. Only alarms and
   * refusals have it.
   */
  browser: v.nullable(v.string()),
  /** Present for alarms and refusals of a login, an enrolment or a token; null for all others. */
  started: v.nullable(startedSchema),
  /** The person who acted in the console, the machine, and the change that a passkey signed. */
  actor: v.nullable(
    v.strictObject({
      id: v.string(),
      name: v.string(),
      device: v.nullable(v.string()),
      change: v.nullable(v.string()),
    }),
  ),
  /** The address of the request. */
  address: v.nullable(v.string()),
});
export type LogRow = v.InferOutput<typeof logRowSchema>;
export const logAnswerSchema = listAnswerSchema(logRowSchema);

/** GET /api/console/changes/{id}: the change that a passkey signed. */
export const changeAnswerSchema = v.strictObject({
  id: v.string(),
  at: v.number(),
  person: v.strictObject({ id: v.string(), name: v.string() }),
  device: v.string(),
  credential_id: v.string(),
  permission: v.string(),
  path: v.string(),
  nonce: v.string(),
  /** The exact text whose hash is in the challenge. */
  change: v.string(),
  /** AuthenticationResponseJSON. */
  assertion: v.unknown(),
});
export type ChangeAnswer = v.InferOutput<typeof changeAnswerSchema>;

export const logApi = {
  list: read("/api/console/log", "log.read", logQuerySchema, logAnswerSchema),
  exportList: file("/api/console/log/export", "log.read", logQuerySchema),
  event: read("/api/console/events/:id", "log.read", emptyBodySchema, logRowSchema),
  change: read("/api/console/changes/:id", "log.read", emptyBodySchema, changeAnswerSchema),
};
