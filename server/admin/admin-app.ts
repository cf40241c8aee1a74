import { emptyBodySchema } from "@nearside/shared/api/login-requests.ts";
import type { Hono } from "hono";
import type { Ground } from "../ground.ts";
import { createEdge } from "../http/edge.ts";
import { type HttpEnv, mount, postJson, type Route, unlimited } from "../http/route.ts";
import {
  CONFIRM_PATH,
  CREATE_TICKET_PATH,
  confirmSchema,
  createTicketSchema,
  EXPORT_EVIDENCE_PATH,
  exportEvidenceSchema,
  LIST_PENDING_PATH,
} from "./messages.ts";
import {
  LIST_MACHINES_PATH,
  listMachinesSchema,
  RESTORE_USER_PATH,
  REVOKE_PATH,
  restoreUserSchema,
  revokeSchema,
} from "./revocation-messages.ts";
import { confirmRoute } from "./routes/confirm.ts";
import { createTicketRoute } from "./routes/create-ticket.ts";
import { exportEvidenceRoute } from "./routes/export-evidence.ts";
import { listMachinesRoute } from "./routes/list-machines.ts";
import { listPendingRoute } from "./routes/list-pending.ts";
import { restoreUserRoute } from "./routes/restore-user.ts";
import { revokeRoute } from "./routes/revoke.ts";

/** What the server's own shell may ask. Who can reach the socket may: its folder and it are the server account's alone. */
export const adminRoutesOf = (ground: Ground): readonly Route[] => [
  postJson(CREATE_TICKET_PATH, "none", createTicketSchema, createTicketRoute(ground)),
  postJson(LIST_PENDING_PATH, "none", emptyBodySchema, listPendingRoute(ground)),
  postJson(CONFIRM_PATH, "none", confirmSchema, confirmRoute(ground)),
  postJson(EXPORT_EVIDENCE_PATH, "none", exportEvidenceSchema, exportEvidenceRoute(ground)),
  postJson(LIST_MACHINES_PATH, "none", listMachinesSchema, listMachinesRoute(ground)),
  postJson(REVOKE_PATH, "none", revokeSchema, revokeRoute(ground)),
  postJson(RESTORE_USER_PATH, "none", restoreUserSchema, restoreUserRoute(ground)),
];

export function createAdminApp(ground: Ground): Hono<HttpEnv> {
  const app = createEdge(ground.log);
  mount(app, adminRoutesOf(ground), unlimited);
  return app;
}
