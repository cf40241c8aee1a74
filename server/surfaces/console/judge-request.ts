import { changeBodySchema, type Touch } from "@nearside/shared/api/console/change.ts";
import type { ConsoleEntry } from "@nearside/shared/api/console/entry.ts";
import { may, type Permission } from "@nearside/shared/roles.ts";
import type * as v from "valibot";
import type { PersonActor } from "../../platform/audit/actor.ts";
import type { Config, WithConfig } from "../../platform/config/config.ts";
import type { Call } from "../../platform/http/call.ts";
import type { WithAddressOf } from "../../platform/http/client-address.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import { HttpError } from "../../platform/http/http-error.ts";
import { readText } from "../../platform/http/read-body.ts";
import { readForm } from "../../platform/http/read-form.ts";
import { parseJson } from "../../platform/http/read-json.ts";
import { MAX_BODY } from "../../platform/http/route.ts";
import type { WithSecrets } from "../../platform/keys/server-secrets.ts";
import type { WithKeys } from "../../platform/keys/signing-keys.ts";
import type { WithBudgets } from "../../platform/limits/budgets.ts";
import type { WithLog } from "../../platform/log/log.ts";
import type { Db, WithDb } from "../../platform/store/database.ts";
import type { WithReadTurns } from "../../platform/store/read-turns.ts";
import type { WithClock, WithRandom } from "../../platform/surroundings.ts";
import { demandForm } from "./demand-form.ts";
import { demandSession, type SignedIn } from "./demand-session.ts";
import { logConsoleRefusal } from "./log-console-refusal.ts";
import { logForeignHand } from "./log-foreign-hand.ts";
import { demandTouch } from "./touch.ts";

// Each request of a session is judged in this order: page, session, role, form, touch. Then its row answers.

/** A request that was let through to a row of a session. */
export interface SessionCall {
  readonly c: Call;
  readonly who: SignedIn;
  /** The `:id` of the path; empty if it has none. */
  readonly id: string;
}
/** A change that was let through, with its author. */
export interface SessionChange extends SessionCall {
  readonly by: PersonActor;
}

/** The parts of a request that a row of that kind gets. */
export interface SessionCalls {
  readonly read: SessionCall;
  readonly file: SessionCall;
  readonly ask: SessionCall;
  readonly change: SessionChange;
}
export type Kind = keyof SessionCalls;

/** A schema that gives this output. */
export type SchemaOf<Output> = v.GenericSchema<unknown, Output>;

type Answering<K extends Kind, Input> = (call: SessionCalls[K], input: Input) => Promise<Response>;
type Judge<Input> = {
  readonly [K in Kind]: (entry: ConsoleEntry<K, SchemaOf<Input>>, answer: Answering<K, Input>) => Promise<Response>;
};

/** A request of a session is judged by these. */
export type JudgingServices = WithAddressOf &
  WithBudgets &
  WithClock &
  WithConfig &
  WithDb &
  WithKeys &
  WithLog &
  WithRandom &
  WithReadTurns &
  WithSecrets;

/**
 * Judges a request of a session by its entry, and answers it.
 *
 * @param db where the touch is stored, once it was verified
 * @throws ConsoleError, HttpError: then nothing was changed
 */
export function judgeRequest<K extends Kind, Input>(
  services: JudgingServices,
  db: Db,
  c: Call,
  entry: ConsoleEntry<K, SchemaOf<Input>>,
  answer: Answering<K, Input>,
): Promise<Response> {
  const plain = async (typedEntry: ConsoleEntry<Kind, SchemaOf<Input>>, respond: Answering<"read", Input>) => {
    const call = await admit(services, c, typedEntry.permission);
    return respond(call, await readInput(c, typedEntry));
  };
  const judges: Judge<Input> = {
    read: plain,
    file: plain,
    ask: plain,
    change: async (typedEntry, respond) => {
      const call = await admit(services, c, typedEntry.permission);
      const { change, text, touch } = await readChange(c, typedEntry);
      return logConsoleRefusal(services, c, call.who, typedEntry.permission, async () => {
        const signed = { permission: typedEntry.permission, path: c.req.path, text };
        const by = await demandTouch({ ...services, db }, call.who, signed, touch);
        return respond({ ...call, by }, change);
      });
    },
  };
  return judges[entry.kind](entry, (call, input) => services.readTurns.as(call.who.user.id, () => answer(call, input)));
}

async function admit(
  services: WithAddressOf & WithClock & WithConfig & WithDb & WithLog,
  c: Call,
  permission: Permission,
): Promise<SessionCall> {
  const who = await logForeignHand(services, c, permission, async () => {
    demandOwnPage(services.config, c);
    return demandSession(services, c);
  });
  await logConsoleRefusal(services, c, who, permission, async () => {
    if (!may(who.user.role, permission)) throw new ConsoleError("not_permitted");
  });
  return { c, who, id: idIn(c) };
}

/**
 * Demands that a page of this very origin sent the request (threat I5). Browsers say so in headers that no page can set (Fetch
 * Metadata; Fetch §3.2). A request without any of these headers comes from no browser, and has no cookie that anybody else could
 * make it send.
 *
 * @throws ConsoleError `foreign_request`
 */
export function demandOwnPage({ issuer }: Pick<Config, "issuer">, c: Call): void {
  const site = c.req.header("sec-fetch-site");
  const origin = c.req.header("origin");
  if (site !== undefined && site !== "same-origin") throw new ConsoleError("foreign_request");
  if (origin !== undefined && origin !== issuer) throw new ConsoleError("foreign_request");
}

const JSON_TYPE = "application/json";

// A change is stored with its path and its whole text, including what a schema trims or ignores, so these have bounds.

/** A change without a list or a document has at most this many bytes: a few ids, and a note of 500 characters. */
const MAX_CHANGE = 4096;
/** A touch has at most this many bytes: an assertion with the longest members that are accepted. */
const MAX_TOUCH = 16_384;
/** A path has at most this many characters: one with the longest id that exists has fewer. */
const MAX_PATH = 256;

const maxBytesOf = ({ kind, maxBytes }: ConsoleEntry): number =>
  maxBytes ?? (kind === "change" ? MAX_CHANGE : MAX_BODY);

/** Reads the `:id` of the path; empty if it has none. */
export const idIn = (c: Call): string => c.req.param("id") ?? "";

/** Reads the query or the body by the entry's schema. @throws ConsoleError, HttpError */
export async function readInput<Input>(c: Call, entry: ConsoleEntry<Kind, SchemaOf<Input>>): Promise<Input> {
  if (entry.method === "GET") return demandForm(entry.input, readForm(new URL(c.req.url).search.slice(1), []));
  return demandForm(entry.input, parseJson(await readText(c, JSON_TYPE, maxBytesOf(entry))));
}

/** A change with its touch, and the text that the passkey signed. */
interface SignedChange<Change> {
  readonly change: Change;
  readonly touch: Touch;
  readonly text: string;
}

async function readChange<Change>(
  c: Call,
  entry: ConsoleEntry<"change", SchemaOf<Change>>,
): Promise<SignedChange<Change>> {
  if (c.req.path.length > MAX_PATH) throw new ConsoleError("unknown");
  const maxBytes = maxBytesOf(entry);
  const sent = parseJson(await readText(c, JSON_TYPE, maxBytes + MAX_TOUCH));
  const text = textOfChange(sent);
  if (Buffer.byteLength(text) > maxBytes) throw new HttpError("payload_too_large");
  const { change, touch } = demandForm(changeBodySchema(entry.input), sent);
  return { change, touch, text };
}

/** Returns the change as the page wrote it and the passkey signed it, because a schema may turn it into another text. */
function textOfChange(sent: unknown): string {
  if (typeof sent !== "object" || sent === null || !("change" in sent)) throw new ConsoleError("invalid_request");
  return JSON.stringify(sent.change);
}
