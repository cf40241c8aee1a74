import type { GroupRow } from "@nearside/shared/api/console/groups.ts";
import { TextField } from "../form/fields.tsx";

/** The fields of a group, for a new one or for one that exists. */
export function GroupFields({ group }: { group?: GroupRow }) {
  return (
    <>
      <TextField
        name="name"
        label="Name"
        hint="No two groups have names that look alike."
        initial={group?.name ?? ""}
        maxLength={64}
      />
      <TextField name="description" label="What for" optional initial={group?.description ?? ""} maxLength={256} />
    </>
  );
}
