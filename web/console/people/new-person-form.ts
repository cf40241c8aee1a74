import type { FormValues } from "../form/form-values.ts";

/** What is sent, from the fields that are shown to this role; the rest as it is by default. */
export const newPersonOf = ({ ticket_seconds: typed, ...values }: FormValues): unknown => ({
  role: "user",
  groups: [],
  ...values,
  ticket_seconds: typeof typed === "string" && typed !== "" ? Number(typed) : null,
});
