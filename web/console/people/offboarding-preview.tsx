import type { OffboardingPreviewAnswer } from "@nearside/shared/api/console/offboarding.ts";
import { Named } from "../../ui/quoted.tsx";
import { Detail, Details } from "../ui/details.tsx";
import { KIND_NAMES, kindsOf, namesOf } from "./offboarding-kinds.ts";

/** What would end with a person, by kind: how many, and which. */
export function WillEnd({ preview: { will_end, shown } }: { preview: OffboardingPreviewAnswer }) {
  const kinds = kindsOf(shown.counts);
  if (kinds.length === 0) return <p>There is nothing that would end. The name stays theirs for good.</p>;
  return (
    <Details>
      {kinds.map((kind) => {
        const names = namesOf(kind, will_end);
        const more = shown.counts[kind] - names.length;
        return (
          <Detail key={kind} name={`${shown.counts[kind]} · ${KIND_NAMES[kind]}`}>
            <ul className="plain-list">
              {names.map((name) => (
                <li key={name}>
                  <Named text={name} />
                </li>
              ))}
              {more === 0 ? null : <li>and {more} more</li>}
            </ul>
          </Detail>
        );
      })}
    </Details>
  );
}
