import type { OwnLogin } from "@nearside/shared/api/console/own-logins.ts";
import { Badge } from "../ui/badge.tsx";

/** What of a login is not as it should be. */
export function LoginAlarm({ alarm }: { alarm: NonNullable<OwnLogin["alarm"]> }) {
  return <Badge tone="alert">{alarm === "denied_as_foreign" ? "Denied as not yours" : "Opened elsewhere"}</Badge>;
}
