import type { PersonRow } from "@nearside/shared/api/console/people.ts";
import { Named } from "../../ui/quoted.tsx";

/** At most this many people are named one by one in a question. */
const MOST_NAMED = 10;

/** Names the people whom a question is about, and counts those beyond the first few. */
export function NamedPeople({ people }: { people: readonly PersonRow[] }) {
  return (
    <>
      <ul>
        {people.slice(0, MOST_NAMED).map((person) => (
          <li key={person.id}>
            <Named text={person.display_name} /> (<Named text={person.name} />)
          </li>
        ))}
      </ul>
      {people.length > MOST_NAMED ? <p>and {people.length - MOST_NAMED} more.</p> : null}
    </>
  );
}
