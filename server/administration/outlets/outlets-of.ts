import type { WithConfig } from "../../platform/config/config.ts";
import { fileOutlet } from "./file-outlet.ts";
import type { Outlet } from "./outlet.ts";
import { syslogOutlet } from "./syslog-outlet.ts";
import { webhookOutlet } from "./webhook-outlet.ts";

/** The outlets that the settings name. */
export function outletsOf({ config: { events, issuer } }: WithConfig): readonly Outlet[] {
  return [
    ...(events.file === undefined ? [] : [fileOutlet(events.file)]),
    ...(events.syslog === undefined ? [] : [syslogOutlet(events.syslog, issuer)]),
    ...(events.webhook === undefined ? [] : [webhookOutlet(events.webhook)]),
  ];
}
