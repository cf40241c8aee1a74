import { ruleIdSchema } from "@nearside/shared/ids.ts";
import { LONGEST_WITHIN_SECONDS, SHORTEST_WITHIN_SECONDS } from "@nearside/shared/lifetimes.ts";
import { ticketPrefixSchema } from "@nearside/shared/rules/asking.ts";
import { bothOf, type Demands, NO_DEMANDS } from "@nearside/shared/rules/demands.ts";
import { readLength } from "@nearside/shared/rules/notation.ts";
import {
  DEFAULT_NEWCOMER_SECONDS,
  DEFAULT_WITHIN_SECONDS,
  MOST_QUORUM,
  readNamed,
  type SecondDemand,
} from "@nearside/shared/rules/second-approver.ts";
import * as v from "valibot";

// The annotations in front of a policy, such as `@name("value")`. The set is closed: an unknown name may be a typing error in a rule that
// should keep somebody out, so it is refused.

interface Annotation {
  /** An example of its value; null if it has none. */
  readonly example: string | null;
  readonly says: string;
  /** The demand that it makes; undefined if it makes none. */
  readonly demands?: (value: string) => Partial<Demands> | undefined;
  /** Its part of the demand for a second person that another annotation of the same rule makes. */
  readonly second?: (value: string) => SecondPart | undefined;
  readonly on?: "permit";
}

/** A part of the demand for a second person, as one annotation writes it. */
type SecondPart = Partial<Omit<SecondDemand, "approvers"> & { readonly quorum: number }>;

const MOST_SENTENCE = 300;
/** Characters that would steer a terminal, or turn a sentence around. */
const UNSEEN = /[\p{C}\u2028\u2029]/u;
const MOST_TITLE = 120;

export const ANNOTATIONS: Readonly<Record<string, Annotation>> = {
  id: { example: '"prod-attested"', says: "The name of the rule in the log. Every rule needs its own." },
  title: { example: '"Production"', says: "The name that people read, on the approval page and in the console." },
  says: {
    example: '"Production is closed at night."',
    says: "The message to the person when the rule refuses a login or requires more.",
  },
  mode: { example: '"report-only"', says: "The rule has no effect, but what it would do is counted." },
  require_fresh_touch: {
    example: '"60s"',
    says: "The touch of the passkey is at most this old, at the approval and at every refresh. 10 s to 24 h.",
    demands: (value) => ({ fresh_touch: secondsOf(value, 10, 86_400) }),
  },
  require_device_bound_passkey: {
    example: null,
    says: "A passkey that can't be copied.",
    demands: (value) => (value === "" ? { device_bound: true } : undefined),
  },
  require_attested_passkey: {
    example: null,
    says: "A passkey of a model that metadata proves.",
    demands: (value) => (value === "" ? { attested: true } : undefined),
  },
  require_security_key: {
    example: null,
    says: "The touch of an attested security key as well.",
    demands: (value) => (value === "" ? { security_key: true } : undefined),
  },
  require_justification: {
    example: null,
    says: "A reason, typed by the person.",
    demands: (value) => (value === "" ? { justification: true } : undefined),
  },
  require_ticket: {
    example: '"OPS CHG"',
    says: "A ticket number with one of these prefixes, such as OPS-1234.",
    demands: (value) => {
      const ticket = v.safeParse(v.array(ticketPrefixSchema), value.split(" "));
      return ticket.success ? { ticket: ticket.output } : undefined;
    },
  },
  stand: {
    example: '"10m"',
    says: "An approval of at most this age, for the same machine, terminal session, program and scopes, needs no new touch. The machine is still met each time, and the person can deny. Never with authorization details. 1 min to 8 h.",
    on: "permit",
    demands: (value) => ({ stand: secondsOf(value, 60, 28_800) }),
  },
  require_second_approver: {
    example: '"group:leads user:bob"',
    says: "Another person approves as well, on another computer: one of these people or groups, at most 8.",
    demands: (value) => {
      const among = readNamed(value);
      return among && { second: { ...SECOND, approvers: [{ among, quorum: 1 }] } };
    },
  },
  quorum: {
    example: '"2"',
    says: "The number of people who have to approve, 1 to 5. Only together with @require_second_approver.",
    second: (value) => (/^[1-9]$/.test(value) && Number(value) <= MOST_QUORUM ? { quorum: Number(value) } : undefined),
  },
  within: {
    example: '"15m"',
    says: "The time that they have to answer, one hour by default. 5 min to 24 h. Only together with @require_second_approver.",
    second: (value) => ({ within: secondsOf(value, SHORTEST_WITHIN_SECONDS, LONGEST_WITHIN_SECONDS) }),
  },
  newcomers: {
    example: '"24h"',
    says: "People whom the requester admitted within this time don't count, one hour by default: by a ticket, an invitation, an admitted machine or a group. People whom a break-glass code admitted don't count either, no matter who typed it. 1 min to 30 d, or \"allowed\". Only together with @require_second_approver.",
    second: (value) => ({ newcomers: value === "allowed" ? 0 : secondsOf(value, 60, 2_592_000) }),
  },
  alarm: {
    example: null,
    says: "Owners and administrators are told at once about the approval. At the approval only.",
    demands: (value) => (value === "" ? { alarm: true } : undefined),
  },
  access_token_life: {
    example: '"5m"',
    says: "The maximum lifetime of an access token. 1 min to 24 h.",
    demands: (value) => ({ access_token: secondsOf(value, 60, 86_400) }),
  },
  refresh_token_life: {
    example: '"8h"',
    says: "The maximum lifetime of the login, after which it needs a new approval. 1 min to 90 d.",
    demands: (value) => ({ refresh_token: secondsOf(value, 60, 7_776_000) }),
  },
  scopes: {
    example: '"read list"',
    says: "At most these scopes. Other scopes are left out of the login, and authorization details are refused.",
    demands: (value) =>
      /^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/.test(value) ? { scopes: value.split(" ") } : undefined,
  },
};

const SECOND = { within: DEFAULT_WITHIN_SECONDS, newcomers: DEFAULT_NEWCOMER_SECONDS } as const;

/** NaN where the text is no length of time within those bounds. */
function secondsOf(value: string, least: number, most: number): number {
  const seconds = readLength(value) ?? Number.NaN;
  return seconds >= least && seconds <= most ? seconds : Number.NaN;
}

interface ReadAnnotations {
  readonly id: string | null;
  readonly title: string | null;
  readonly says: string | null;
  readonly mode: "enforced" | "report_only";
  readonly demands: Demands;
  readonly asks: boolean;
  readonly wrong: readonly { readonly name: string; readonly message: string }[];
}

/** @param written the annotations of one policy, as the engine reads them: one without a value is null or empty */
export function readAnnotations(
  written: Readonly<Record<string, string | null>>,
  effect: "permit" | "forbid",
): ReadAnnotations {
  const wrong: { name: string; message: string }[] = [];
  // `@title` without a value is not left out, but wrong
  const [title, says] = [written["title"], written["says"]].map((text) => (text === null ? "" : text));
  let demands = NO_DEMANDS;
  let second: SecondPart = {};
  let asks = false;
  for (const [name, raw] of Object.entries(written)) {
    const value = raw ?? "";
    const annotation = Object.hasOwn(ANNOTATIONS, name) ? ANNOTATIONS[name] : undefined;
    if (annotation === undefined) {
      wrong.push({ name, message: `there is no annotation @${name}; there are ${namesInWords()}` });
      continue;
    }
    if (annotation.on === "permit" && effect === "forbid")
      wrong.push({ name, message: `@${name} is for a permit only: a forbid can't allow anything` });
    const demanded = (annotation.demands ?? annotation.second)?.(value);
    if (annotation.demands === undefined && annotation.second === undefined) continue;
    if (demanded === undefined || Object.values(demanded).some((part) => Number.isNaN(part))) {
      wrong.push({
        name,
        message:
          annotation.example === null
            ? `@${name} has no value`
            : `@${name} is written like @${name}(${annotation.example}). ${annotation.says}`,
      });
      continue;
    }
    if (annotation.second !== undefined) {
      second = { ...second, ...demanded };
      if (written["require_second_approver"] === undefined)
        wrong.push({ name, message: `@${name} needs @require_second_approver beside it` });
      continue;
    }
    demands = bothOf(demands, { ...NO_DEMANDS, ...demanded });
    if (name !== "stand") asks = true;
  }
  const { id, mode } = written;
  if (!v.is(ruleIdSchema, id))
    wrong.push({
      name: "id",
      message:
        'each rule needs its own ID before it, such as @id("prod-attested"): lower-case letters, digits, dots and hyphens',
    });
  if (mode !== undefined && mode !== "report-only")
    wrong.push({ name: "mode", message: '@mode can only be "report-only"' });
  for (const [name, text, most] of [
    ["title", title, MOST_TITLE],
    ["says", says, MOST_SENTENCE],
  ] as const)
    if (text !== undefined && (text.trim() === "" || text.length > most || UNSEEN.test(text)))
      wrong.push({ name, message: `@${name} needs 1 to ${most} visible characters on one line` });
  return {
    id: v.is(ruleIdSchema, id) ? id : null,
    title: title ?? null,
    says: says ?? null,
    mode: mode === undefined ? "enforced" : "report_only",
    demands: { ...demands, second: withParts(demands.second, second) },
    asks,
    wrong,
  };
}

function withParts(demanded: SecondDemand | null, { quorum, ...rest }: SecondPart): SecondDemand | null {
  if (demanded === null) return null;
  const approvers = demanded.approvers.map((list) => ({ ...list, quorum: quorum ?? list.quorum }));
  return { ...demanded, ...rest, approvers };
}

const namesInWords = () =>
  Object.keys(ANNOTATIONS)
    .map((name) => `@${name}`)
    .join(", ");
