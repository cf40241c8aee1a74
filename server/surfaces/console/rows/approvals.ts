import { approvalsApi } from "@nearside/shared/api/console/approvals.ts";
import { requestIdSchema } from "@nearside/shared/ids.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { WithKeys } from "../../../platform/keys/signing-keys.ts";
import type { WithBudgets } from "../../../platform/limits/budgets.ts";
import type { WithLog } from "../../../platform/log/log.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock, WithRandom } from "../../../platform/surroundings.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import { askBack } from "../../../protocol/login/second/ask-back.ts";
import { coApprove } from "../../../protocol/login/second/co-approve.ts";
import { coRefuse } from "../../../protocol/login/second/co-refuse.ts";
import { listApprovals } from "../../../protocol/login/second/list-approvals.ts";
import type { SecondPerson } from "../../../protocol/login/second/second-person.ts";
import { signCoDecision } from "../../../protocol/login/second/sign-co-decision.ts";
import { requestOptions } from "../../../protocol/passkeys/request-options.ts";
import { endApprovedLogin } from "../../../protocol/revocation/end-own-access.ts";
import type { WithRules } from "../../../protocol/rules/active-rules.ts";
import type { ConsoleRoute, ConsoleRows } from "../console-rows.ts";
import { demandId } from "../demand-id.ts";
import type { SessionCall } from "../judge-request.ts";

const personOf = ({ who: { user, party, session } }: SessionCall): SecondPerson => ({
  userId: user.id,
  name: user.name,
  deviceJkt: party.device.jkt,
  extensionJkt: session.extension_jkt,
  party,
});

const loginIn = ({ id }: SessionCall): string => demandId(requestIdSchema, id);

/** Logins of others that the session's person is asked to approve as well (protocol §11). */
export const approvalRows = (
  services: WithBudgets & WithChanges & WithClock & WithConfig & WithDb & WithKeys & WithLog & WithRandom & WithRules,
  { serveSession }: ConsoleRows,
): readonly ConsoleRoute[] => [
  serveSession(approvalsApi.list, (call) => listApprovals(services, personOf(call))),
  serveSession(approvalsApi.decision, async (call) => {
    const { challenge: _, ...options } = requestOptions(services.config, call.who.party.passkeys, "");
    return { ...(await signCoDecision(services, loginIn(call), personOf(call))), options };
  }),
  serveSession(approvalsApi.approve, async (call, body) => {
    const isLast = await coApprove(services, loginIn(call), personOf(call), body);
    return { state: isLast ? "approved" : "waiting" } as const;
  }),
  serveSession(approvalsApi.refuse, async (call, body) => {
    await coRefuse(services, loginIn(call), personOf(call), body);
    return {};
  }),
  serveSession(approvalsApi.question, async (call, body) => {
    await askBack(services, loginIn(call), personOf(call), body);
    return {};
  }),
  serveSession(approvalsApi.end, async (call) => ({
    credentials: await endApprovedLogin(services, loginIn(call), call.by),
  })),
];
