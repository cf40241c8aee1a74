import {
  clientTicketsApi,
  MOST_CLIENT_TICKET_HOURS,
  MOST_CLIENT_TICKET_USES,
} from "@nearside/shared/api/console/clients.ts";
import * as v from "valibot";
import { CannotStart } from "../../../platform/config/cannot-start.ts";
import { detailTypeSchema, resourceSchema, scopeSchema } from "../../../platform/config/clients/scope-and-resource.ts";
import { registerTexts } from "../../../texts/commands/register.ts";
import { askServer } from "../../shell/ask-server.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** The options as the administrator typed them. */
export interface ClientTicketOptions {
  readonly kind: readonly string[];
  readonly scope: readonly string[];
  readonly resource: readonly string[];
  readonly detailType: readonly string[];
  readonly uses: string;
  readonly hours: string;
}

const whole = (least: number, most: number) => v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));

/** Reads the options as strictly as the server reads them, so that the error names each option that is wrong. */
const requestSchema = v.strictObject({
  kinds: v.pipe(v.array(v.picklist(["command_line", "resource_server"])), v.minLength(1), v.maxLength(2)),
  scopes: v.pipe(v.array(scopeSchema), v.maxLength(64, registerTexts.tooMany({ most: 64 }))),
  resources: v.pipe(v.array(resourceSchema), v.maxLength(32, registerTexts.tooMany({ most: 32 }))),
  /** Null allows any type. */
  detail_types: v.nullable(v.pipe(v.array(detailTypeSchema), v.maxLength(32, registerTexts.tooMany({ most: 32 })))),
  uses: whole(1, MOST_CLIENT_TICKET_USES),
  hours: whole(1, MOST_CLIENT_TICKET_HOURS),
});

/** The name of each option, by the member of the message that it fills. */
const OPTIONS: Readonly<Record<string, string>> = {
  kinds: registerTexts.ticket.kind,
  uses: registerTexts.ticket.uses({ most: MOST_CLIENT_TICKET_USES }),
  hours: registerTexts.ticket.hours({ most: MOST_CLIENT_TICKET_HOURS }),
};

/** The name of each option that may be given several times, by the member that it fills. */
const LISTS: Readonly<Record<string, string>> = {
  scopes: "--scope",
  resources: "--resource",
  detail_types: "--detail-type",
};

/** `nearside-server client-ticket` writes the ticket to stdout, and the instructions to stderr. */
export async function clientTicketCommand(
  dataFolder: string,
  { kind, scope, resource, detailType, uses, hours }: ClientTicketOptions,
  terminal: Terminal,
): Promise<void> {
  const kinds = kind.map((one) => one.replace("-", "_"));
  const request = {
    kinds,
    scopes: scope,
    resources: resource,
    detail_types: detailType.length === 0 ? null : detailType,
    uses: numberIn(uses),
    hours: numberIn(hours),
  };
  const body = v.safeParse(requestSchema, request);
  if (!body.success) throw new CannotStart(registerTexts.ticket.notMade({ problem: problemOf(body.issues[0]) }));
  if (kinds.includes("resource_server") && resource.length === 0)
    throw new CannotStart(registerTexts.ticket.needsResource);
  const answer = await askServer(dataFolder, clientTicketsApi.make, body.output);
  terminal.say(registerTexts.ticket.made(body.output));
  terminal.out(answer.ticket);
  terminal.say(registerTexts.ticket.next({ endpoint: answer.registration_endpoint }));
}

const numberIn = (text: string): number => (/^[0-9]{1,6}$/.test(text) ? Number(text) : Number.NaN);

function problemOf(issue: v.BaseIssue<unknown>): string {
  const [first] = issue.path ?? [];
  const member = String(first?.key);
  return OPTIONS[member] ?? registerTexts.ticket.wrongList({ option: LISTS[member] ?? member, problem: issue.message });
}
