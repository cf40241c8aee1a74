import { draftSchema, MOST_DRAFT_BODY } from "@nearside/shared/api/console/rules.ts";
import { emptyBodySchema } from "@nearside/shared/api/login-requests.ts";
import type { Hono } from "hono";
import type { HttpEnv } from "../../platform/http/call.ts";
import { mount, postJson, type Route, unlimited } from "../../platform/http/route.ts";
import { createEdge } from "../edge/edge.ts";
import type { Services } from "../services.ts";
import {
  RESET_AUTHENTICATORS_PATH,
  resetAuthenticatorsSchema,
  SHOW_AUTHENTICATORS_PATH,
} from "./authenticator-messages.ts";
import { MAKE_CODES_PATH, makeCodesMessageSchema, SHOW_BREAK_GLASS_PATH } from "./break-glass-messages.ts";
import {
  ADD_CLIENT_PATH,
  addClientSchema,
  CHANGE_ALLOWANCE_PATH,
  CREATE_CLIENT_TICKET_PATH,
  changeAllowanceSchema,
  createClientTicketSchema,
  LIST_CLIENT_TICKETS_PATH,
  LIST_CLIENTS_PATH,
  nameClientSchema,
  REMOVE_CLIENT_PATH,
  REPLACE_CLIENT_KEYS_PATH,
  REVOKE_CLIENT_TICKET_PATH,
  replaceClientKeysSchema,
  revokeClientTicketSchema,
  VERIFY_CLIENT_PATH,
} from "./client-messages.ts";
import {
  FIND_OFFBOARDING_PATH,
  nameUserSchema,
  OFFBOARD_PATH,
  offboardUserSchema,
  PREVIEW_OFFBOARDING_PATH,
} from "./leaving-messages.ts";
import { TEST_MAIL_PATH, testMailSchema } from "./mail-messages.ts";
import {
  CONFIRM_PATH,
  confirmSchema,
  EXPORT_EVIDENCE_PATH,
  exportEvidenceSchema,
  LIST_KEYS_PATH,
  LIST_PENDING_PATH,
  ROTATE_KEYS_PATH,
  rotateKeysSchema,
} from "./messages.ts";
import { LIST_PEOPLE_PATH, listPeopleSchema, SET_ROLE_PATH, setRoleSchema } from "./people-messages.ts";
import {
  ACT_ON_MACHINE_PATH,
  actOnMachineSchema,
  LIST_MACHINES_PATH,
  listMachinesSchema,
  RESTORE_USER_PATH,
  REVOKE_PATH,
  restoreUserSchema,
  revokeSchema,
} from "./revocation-messages.ts";
import { actOnMachineRoute } from "./routes/act-on-machine.ts";
import { addClientRoute } from "./routes/add-client.ts";
import { resetAuthenticatorsRoute, showAuthenticatorsRoute } from "./routes/authenticators.ts";
import { makeCodesRoute, showBreakGlassRoute } from "./routes/break-glass.ts";
import { changeAllowanceRoute } from "./routes/change-allowance.ts";
import { listClientTicketsRoute, revokeClientTicketRoute } from "./routes/client-tickets.ts";
import { confirmRoute } from "./routes/confirm.ts";
import { createClientTicketRoute } from "./routes/create-client-ticket.ts";
import { createTicketRoute } from "./routes/create-ticket.ts";
import { exportEvidenceRoute } from "./routes/export-evidence.ts";
import { freeTicketRoute } from "./routes/free-ticket.ts";
import { listClientsRoute } from "./routes/list-clients.ts";
import { listKeysRoute } from "./routes/list-keys.ts";
import { listMachinesRoute } from "./routes/list-machines.ts";
import { listPendingRoute } from "./routes/list-pending.ts";
import { listPeopleRoute } from "./routes/list-people.ts";
import { listTicketsRoute } from "./routes/list-tickets.ts";
import { findOffboardingRoute, offboardRoute, previewOffboardingRoute } from "./routes/offboard.ts";
import { removeClientRoute } from "./routes/remove-client.ts";
import { replaceClientKeysRoute } from "./routes/replace-client-keys.ts";
import { restoreUserRoute } from "./routes/restore-user.ts";
import { revokeRoute } from "./routes/revoke.ts";
import { revokeTicketRoute } from "./routes/revoke-ticket.ts";
import { rotateKeysRoute } from "./routes/rotate-keys.ts";
import {
  checkRulesRoute,
  pullRulesRoute,
  pushRulesRoute,
  rollBackRulesRoute,
  rulesHistoryRoute,
} from "./routes/rules.ts";
import { setRoleRoute } from "./routes/set-role.ts";
import { testMailRoute } from "./routes/test-mail.ts";
import { verifyClientRoute } from "./routes/verify-client.ts";
import {
  CHECK_RULES_PATH,
  PULL_RULES_PATH,
  PUSH_RULES_PATH,
  pushRulesSchema,
  ROLL_BACK_RULES_PATH,
  RULES_HISTORY_PATH,
  rollBackRulesSchema,
} from "./rules-messages.ts";
import {
  CREATE_TICKET_PATH,
  createTicketSchema,
  FREE_TICKET_PATH,
  freeTicketSchema,
  LIST_TICKETS_PATH,
  listTicketsSchema,
  REVOKE_TICKET_PATH,
  revokeTicketSchema,
} from "./ticket-messages.ts";

/** What the server's own shell may ask. Who can reach the socket may: its folder and it are the server account's alone. */
const adminRoutesOf = (services: Services): readonly Route[] => [
  postJson(CREATE_TICKET_PATH, "none", createTicketSchema, createTicketRoute(services)),
  postJson(LIST_TICKETS_PATH, "none", listTicketsSchema, listTicketsRoute(services)),
  postJson(FREE_TICKET_PATH, "none", freeTicketSchema, freeTicketRoute(services)),
  postJson(REVOKE_TICKET_PATH, "none", revokeTicketSchema, revokeTicketRoute(services)),
  postJson(LIST_PENDING_PATH, "none", emptyBodySchema, listPendingRoute(services)),
  postJson(CONFIRM_PATH, "none", confirmSchema, confirmRoute(services)),
  postJson(EXPORT_EVIDENCE_PATH, "none", exportEvidenceSchema, exportEvidenceRoute(services)),
  postJson(LIST_MACHINES_PATH, "none", listMachinesSchema, listMachinesRoute(services)),
  postJson(ACT_ON_MACHINE_PATH, "none", actOnMachineSchema, actOnMachineRoute(services)),
  postJson(PREVIEW_OFFBOARDING_PATH, "none", nameUserSchema, previewOffboardingRoute(services)),
  postJson(OFFBOARD_PATH, "none", offboardUserSchema, offboardRoute(services)),
  postJson(FIND_OFFBOARDING_PATH, "none", nameUserSchema, findOffboardingRoute(services)),
  postJson(LIST_PEOPLE_PATH, "none", listPeopleSchema, listPeopleRoute(services)),
  postJson(SET_ROLE_PATH, "none", setRoleSchema, setRoleRoute(services)),
  postJson(REVOKE_PATH, "none", revokeSchema, revokeRoute(services)),
  postJson(RESTORE_USER_PATH, "none", restoreUserSchema, restoreUserRoute(services)),
  postJson(SHOW_BREAK_GLASS_PATH, "none", emptyBodySchema, showBreakGlassRoute(services)),
  postJson(MAKE_CODES_PATH, "none", makeCodesMessageSchema, makeCodesRoute(services)),
  postJson(SHOW_AUTHENTICATORS_PATH, "none", emptyBodySchema, showAuthenticatorsRoute(services)),
  postJson(RESET_AUTHENTICATORS_PATH, "none", resetAuthenticatorsSchema, resetAuthenticatorsRoute(services)),
  postJson(LIST_KEYS_PATH, "none", emptyBodySchema, listKeysRoute(services)),
  postJson(ROTATE_KEYS_PATH, "none", rotateKeysSchema, rotateKeysRoute(services)),
  postJson(TEST_MAIL_PATH, "none", testMailSchema, testMailRoute(services)),
  postJson(PULL_RULES_PATH, "none", emptyBodySchema, pullRulesRoute(services)),
  postJson(CHECK_RULES_PATH, "none", draftSchema, checkRulesRoute(services), MOST_DRAFT_BODY),
  postJson(PUSH_RULES_PATH, "none", pushRulesSchema, pushRulesRoute(services), MOST_DRAFT_BODY),
  postJson(ROLL_BACK_RULES_PATH, "none", rollBackRulesSchema, rollBackRulesRoute(services)),
  postJson(RULES_HISTORY_PATH, "none", emptyBodySchema, rulesHistoryRoute(services)),

  postJson(CREATE_CLIENT_TICKET_PATH, "none", createClientTicketSchema, createClientTicketRoute(services)),
  postJson(LIST_CLIENT_TICKETS_PATH, "none", emptyBodySchema, listClientTicketsRoute(services)),
  postJson(REVOKE_CLIENT_TICKET_PATH, "none", revokeClientTicketSchema, revokeClientTicketRoute(services)),
  postJson(LIST_CLIENTS_PATH, "none", emptyBodySchema, listClientsRoute(services)),
  postJson(ADD_CLIENT_PATH, "none", addClientSchema, addClientRoute(services)),
  postJson(VERIFY_CLIENT_PATH, "none", nameClientSchema, verifyClientRoute(services)),
  postJson(CHANGE_ALLOWANCE_PATH, "none", changeAllowanceSchema, changeAllowanceRoute(services)),
  postJson(REPLACE_CLIENT_KEYS_PATH, "none", replaceClientKeysSchema, replaceClientKeysRoute(services)),
  postJson(REMOVE_CLIENT_PATH, "none", nameClientSchema, removeClientRoute(services)),
];

export function createAdminApp(services: Services): Hono<HttpEnv> {
  const app = createEdge(services.log);
  mount(app, adminRoutesOf(services), unlimited);
  return app;
}
