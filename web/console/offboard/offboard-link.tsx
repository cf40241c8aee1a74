import type { PersonState } from "@nearside/shared/api/console/people.ts";
import { useMay } from "../session/use-session.ts";
import { LinkButton } from "../ui/link-button.tsx";

/** The way from a person's page to their leaving; nothing where it may not be asked for, or they have left. */
export function OffboardLink({ person }: { person: { readonly id: string; readonly state: PersonState } }) {
  const may = useMay();
  if (!may("people.manage") || person.state === "offboarded") return null;
  return (
    <LinkButton href={`/console/people/${person.id}/offboard`} kind="plain">
      Offboard
    </LinkButton>
  );
}
