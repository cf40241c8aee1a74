import type { OffboardingPreviewAnswer } from "@nearside/shared/api/console/offboarding.ts";
import {
  ENDED_KINDS,
  type EndedCounts,
  type EndedKind,
  type HeldThings,
} from "@nearside/shared/statements/offboarding.ts";
import { leavingTexts as texts } from "../../texts/console/leaving.tsx";
import { Named } from "../../ui/quoted.tsx";
import { Detail, Details } from "../ui/details.tsx";

/** The headings of what a person has, by kind. */
export const KIND_NAMES: Readonly<Record<EndedKind, string>> = texts.page.kinds;

/** Lists the kinds of which the person has anything, in their order. */
export const kindsOf = (counts: EndedCounts): readonly EndedKind[] => ENDED_KINDS.filter((kind) => counts[kind] > 0);

/**
 * Names one thing so that a reader can tell it from others of its kind. Most of these texts are the words of others.
 */
const THING_NAMES: { readonly [K in EndedKind]: (thing: HeldThings[K][number]) => string } = {
  machines: ({ hostname, id }) => texts.page.thing(hostname, id),
  browsers: ({ browser }) => browser,
  passkeys: ({ id }) => id,
  sessions: ({ machine }) => machine,
  logins: ({ id, client, was }) => texts.page.thing(id, client, was),
  enrolments: ({ id, kind }) => texts.page.thing(id, kind),
  tickets: ({ id }) => id,
  client_tickets: ({ id }) => id,
  credentials: ({ id, client }) => texts.page.thing(id, client),
  access_tokens: ({ id }) => id,
  groups: ({ name }) => name,
  roles: ({ id }) => id,
};

/** Things of one kind that are named; the rest is counted. */
export const MOST_NAMED = 8;

export function namesOf<K extends EndedKind>(kind: K, things: HeldThings): readonly string[] {
  const list: readonly HeldThings[K][number][] = things[kind];
  return list.slice(0, MOST_NAMED).map((thing) => THING_NAMES[kind](thing));
}

/** Shows what would end with a person, by kind: how many things, and which. */
export function OffboardingPreview({ preview: { will_end, shown } }: { preview: OffboardingPreviewAnswer }) {
  const kinds = kindsOf(shown.counts);
  if (kinds.length === 0) return <p>{texts.page.nothing}</p>;
  return (
    <Details>
      {kinds.map((kind) => {
        const names = namesOf(kind, will_end);
        const more = shown.counts[kind] - names.length;
        return (
          <Detail key={kind} name={texts.page.kind(KIND_NAMES[kind], shown.counts[kind])}>
            <ul className="plain-list">
              {names.map((name) => (
                <li key={name}>
                  <Named text={name} />
                </li>
              ))}
              {more === 0 ? null : <li>{texts.page.more(more)}</li>}
            </ul>
          </Detail>
        );
      })}
    </Details>
  );
}
