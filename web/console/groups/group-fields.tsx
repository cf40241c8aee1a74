import type { GroupRow } from "@nearside/shared/api/console/groups.ts";
import { groupTexts as texts } from "../../texts/console/groups.tsx";
import { TextField } from "../form/fields.tsx";

/** The fields of a group, for a new one or for one that exists. */
export function GroupFields({ group }: { group?: GroupRow }) {
  return (
    <>
      <TextField
        name="name"
        label={texts.fields.name.label}
        hint={texts.fields.name.hint}
        initial={group?.name ?? ""}
        maxLength={64}
      />
      <TextField
        name="description"
        label={texts.fields.description}
        optional
        initial={group?.description ?? ""}
        maxLength={256}
      />
    </>
  );
}
