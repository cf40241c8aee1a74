import type { PersonRow } from "@nearside/shared/api/console/people.ts";
import { peopleTexts as texts } from "../../texts/console/people.tsx";
import { Named } from "../../ui/quoted.tsx";

/** At most this many people are named one by one in a question. */
const MOST_NAMED = 10;

/** Names the people whom a question is about, and counts those beyond the first few. */
export function NamedPeople({ people }: { people: readonly PersonRow[] }) {
  return (
    <>
      <ul>
        {people.slice(0, MOST_NAMED).map((person) => (
          <li key={person.id}>{texts.named(<Named text={person.name} />, <Named text={person.display_name} />)}</li>
        ))}
      </ul>
      {people.length > MOST_NAMED ? <p>{texts.more(people.length - MOST_NAMED)}</p> : null}
    </>
  );
}
