import type { WithConfig } from "../../platform/config/config.ts";
import type { WithLog } from "../../platform/log/log.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock, WithStopping } from "../../platform/surroundings.ts";

/** The services that the steps of this folder use between them. A step that needs few of them says which. */
export type NoticeServices = WithClock & WithConfig & WithDb & WithLog & WithStopping;
